"""`portal` of gateway.yaml: what the portal is called, its colour and its picture."""

from __future__ import annotations

import time

import pytest

from compiler.looks import ACCENT, MAX_LOGO, Logo, Look
from tests.projects import GATEWAY, Outcome, compile_texts

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
DOCTYPE = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n'


def compiled(portal: str, **files: bytes) -> Outcome:
    named = {f"brand/logo.{suffix}": content for suffix, content in files.items()}
    return compile_texts({"gateway.yaml": f"{GATEWAY}portal: {portal}\n", **named})


def shown(**files: bytes) -> list[str]:
    """The messages about the one logo."""
    (suffix,) = files
    outcome = compiled(f"{{logo: brand/logo.{suffix}}}", **files)
    return [f"{found.code.id} {found.message}" for found in outcome.diagnostics]


def inner(text: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>'.encode()


def test_without_a_portal() -> None:
    assert compile_texts({}).gateway.look == Look("sample", None, ACCENT, reference=True)


def test_with_everything() -> None:
    written = '{name: Acme, logo: brand/logo.svg, colours: {accent: "#0B5FFF"}, reference: none}'
    outcome = compiled(written, svg=SVG)
    assert outcome.gateway.look == Look("Acme", Logo("logo.svg", SVG), "#0b5fff", reference=False)
    assert outcome.gateways["production"].look is outcome.gateway.look


@pytest.mark.parametrize(
    ("suffix", "content"),
    [("png", PNG), ("PNG", PNG), ("webp", WEBP), ("svg", SVG), ("svg", HEAD + SVG),
     ("svg", inner('<use href="#a"/><image href="data:image/png;base64,AA=="/>')),
     ("svg", inner("<style>g { fill: url( '#a' ); mask: url(data:image/png;base64,AA) }</style>")),
     ("svg", inner('<path style="fill:url(#a)" mask="url(&quot;#b&quot;)" class="curl(1)"/>')),
     ("svg", inner("<style>@font-face{src:url(data:font/woff2;base64,AA)}</style>")),
     ("svg", inner("<desc>@import url(https://acme.example/)</desc>")),
     ("svg", DOCTYPE + SVG),
     ("png", PNG + bytes(MAX_LOGO - len(PNG)))],
)  # fmt: skip
def test_a_picture_is_taken(suffix: str, content: bytes) -> None:
    look = compiled(f"{{logo: brand/logo.{suffix}}}", **{suffix: content}).gateway.look
    assert look.logo == Logo(f"logo.{suffix.lower()}", content)


@pytest.mark.parametrize(
    ("suffix", "content", "reason"),
    [("png", WEBP, "it does not begin as one"), ("png", b"", "it does not begin as one"),
     ("webp", PNG, "it does not begin as one"), ("svg", PNG, "line 1 is no XML"),
     ("svg", b"<svg>", "line 1 is no XML"),
     ("svg", b"<svg/>", "its outermost element is not 'svg' of the namespace of SVG"),
     ("svg", b"<a>" + SVG + b"</a>", "its outermost element is not 'svg' of the namespace of SVG"),
     ("svg", b'<?xml version="1.0" encoding="shift_jis"?>' + SVG, "its encoding is not UTF-8"),
     ("svg", b'<?xml version="1.0" encoding="klingon"?>' + SVG, "its encoding is not UTF-8")],
)  # fmt: skip
def test_what_is_no_picture(suffix: str, content: bytes, reason: str) -> None:
    form = {"png": "PNG", "webp": "WebP", "svg": "SVG"}[suffix]
    said = f"E417 the logo 'brand/logo.{suffix}' is no {form} picture: {reason}"
    assert shown(**{suffix: content}) == [said]


@pytest.mark.parametrize(
    ("text", "what"),
    [("<script>alert(1)</script>", "the element 'script'"),
     ('<a:script xmlns:a="http://www.w3.org/1999/xhtml"/>', "the element 'script'"),
     ('<b:iframe xmlns:b="http://www.w3.org/1999/xhtml"/>', "the element 'iframe'"),
     ("<foreignObject/>", "the element 'foreignObject'"),
     ('<path onclick="x()"/>', "the attribute 'onclick'"),
     ('<path ONLOAD="x()"/>', "the attribute 'ONLOAD'"),
     ('<a href="JavaScript:x()"/>', "a link that runs code"),
     ('<animate to=" javascript:x()"/>', "a link that runs code"),
     ('<image href="https://acme.example/x"/>', "a link to something outside of it"),
     ('<use xmlns:l="http://www.w3.org/1999/xlink" l:href="x.svg#a"/>',
      "a link to something outside of it"),
     ("<?xml-stylesheet href='x.css'?>", "the instruction 'xml-stylesheet'"),
     ('<image href="data:image/svg+xml,x"/>', "a link to something outside of it"),
     ('<a ping="https://acme.example/"/>', "a link to something outside of it"),
     ('<g xml:base="https://acme.example/"/>', "a link to something outside of it"),
     ('<set attributeName="href" to="java&#9;script:x()"/>', "a link that changes"),
     ('<animate attributeName="xlink:href" to="#a"/>', "a link that changes"),
     *((each, "a style that loads something") for each in (
         "<style>@import 'x.css';</style>",
         "<style>@\\69mport 'x.css';</style>",
         "<style>a{} <![CDATA[@im]]>port url(#a)</style>",
         "<style>path { fill: url(https://acme.example/x.svg#a) }</style>",
         "<style>path { fill: URL ( x ); mask: url( ' x.svg#a' ) }</style>",
         '<path fill="url(x.svg#a)"/>',
         r'<path fill="u\72l(x.svg#a)"/>',
         r'<path fill="u\72&#13;&#10;l(x.svg#a)"/>',
         '<path style="background:url(//acme.example/t)"/>',
         '<path style="mask:url(data:image/svg+xml,x)"/>',
         "<path style=\"mask-image:image-set('x.png' 1x)\"/>",
         "<path style=\"mask-image:src('x.png')\"/>",
         '<animate attributeName="fill" values="red;url(x.svg#a)"/>',
     ))],
)  # fmt: skip
def test_a_drawing_that_does_more_than_show(text: str, what: str) -> None:
    said = f"E418 the logo 'brand/logo.svg' does more than show something: it has {what}"
    assert shown(svg=inner(text)) == [said]


@pytest.mark.parametrize(
    "said", ['SYSTEM "https://acme.example/x.dtd"', 'PUBLIC "a" "x.dtd"', 'SYSTEM "x.dtd" []']
)
def test_a_document_type_of_elsewhere_is_refused(said: str) -> None:
    (found,) = shown(svg=f"<!DOCTYPE svg {said}>".encode() + SVG)
    assert found.endswith("it has a document type from elsewhere")


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + inner("&b;")
    assert shown(svg=bomb)[0].endswith("it has the entity 'a'")


def test_a_style_of_spaces_is_read_in_time() -> None:
    begun = time.process_time()
    assert shown(svg=inner(f"<style>url({' ' * 100_000}x)</style>"))
    assert time.process_time() - begun < 10


def test_a_large_one_is_refused() -> None:
    said = "E416 the logo 'brand/logo.png' has 257 KiB, and at most 256 KiB are taken"
    assert shown(png=PNG + bytes(MAX_LOGO)) == [said]


def test_one_with_a_key_in_it_is_refused() -> None:
    comment = b"<!-- -----BEGIN " + b"PRIVATE KEY----- -->"
    assert shown(svg=SVG + comment) == [
        "E320 the document 'brand/logo.svg' has a private key in it"
    ]
