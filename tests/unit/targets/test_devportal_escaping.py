"""Whatever an author writes is text in the portal: in pages, in data for scripts, in links."""

from __future__ import annotations

import dataclasses
import json
from functools import cache

import pytest

from compiler import ir
from compiler.guides import Client, Guide, Language
from compiler.openapi import Document
from compiler.targets.devportal.samples import fit
from compiler.terms import Budget, Lifecycle, Limit, LimitKind, Security
from tests.gateways import paper
from tests.portal.reading import Page, files_of, pages_of, problems
from tests.unit.targets.described import DESCRIPTION, PATHS
from tests.unit.targets.test_devportal_catalog import sample
from tests.unit.targets.test_devportal_pages import API, CHAT, plain

NASTY = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</title><script>alert(1)</script>",
    "</textarea></pre></code></select><b>",
    "<!-- --><style>*{display:none}</style>",
    "--><iframe src=javascript:alert(1)>",
    "]]><![CDATA[<script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "{{ 7*7 }} {% for a in b %} ${7*7} <%= 7*7 %> #{7*7}",
    "&lt;script&gt; &amp; &#60; &notin;",
    "\\u003cscript\\u003e \\\" \\' `${1}`",
    '<a href="https://elsewhere.test">x</a>',
    "<meta http-equiv=refresh content=0;url=//elsewhere.test>",
    "<base href=//elsewhere.test/>",
    "line\u2028separator\u2029paragraph\u202eesrever",
    "$(touch x) `touch x` ; rm -rf . # \\",
    "<math><mi xlink:href=javascript:alert(1)>",
]


def everywhere(text: str) -> ir.Gateway:
    """A gateway with the text in every field that is text of somebody's."""
    listing = ir.Listing(
        since=text,
        sunset=text,
        link=text,
        documents=(paper(text, text, "notes.md", f"# x\n\n{text}\n".encode()),),
        properties=((text, text),),
    )
    paths = {
        path: {
            name: {**each, "summary": text, "description": text, "tags": [text]}
            if isinstance(each, dict)
            else each
            for name, each in item.items()
        }
        for path, item in PATHS.items()
    }
    client = Client("c", text, Language.SHELL, text, "/v1", (("chat", f"say {text}"),))
    talk = dataclasses.replace(CHAT, operation="make", streamed="make", model=text, end=text)
    guide = Guide(text, talk, (client,), (("chat", ("make",)), (text, ("list",))))
    of = plain(
        sample(
            description=f"{text}\n{text}",
            tags=(text,),
            vendor=text,
            vendor_version=text,
            models=(text,),
            plans=(text,),
            security=(Security.API_KEY, Security.JWT),
            lifecycle=Lifecycle.DEPRECATED,
            listing=listing,
            guide=guide,
        )
    )
    first, *others = of.apis
    document = Document({**DESCRIPTION, "paths": paths}, "3" * 64)
    issuer = ir.Issuer("corp", text, (text,), ir.GivenKeys(()), (), ("sub",), 60)
    plan = ir.Plan(text, Budget((Limit(LimitKind.TOKENS, 1, 60),), 1))
    return dataclasses.replace(
        of,
        apis=(dataclasses.replace(first, document=document), *others),
        issuers=(issuer,),
        plans=(plan,),
        look=dataclasses.replace(of.look, name=text),
    )


@cache
def made(text: str) -> dict[str, bytes]:
    """The files of that gateway, once for all tests."""
    return files_of(everywhere(text))


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_text(text: str) -> None:
    files = made(text)
    for path, content in pages_of(files).items():
        assert list(problems(path, content, files)) == [], path
        page = Page(content)
        # Nothing is lost either.
        assert " ".join(text.split()) in page.all("title")[0].said, path
        scripts = [each.attributes["src"].rsplit("/", 1)[1] for each in page.all("script")]
        assert scripts in (["theme.js", "home.js"], ["theme.js", "api.js"], ["theme.js", "page.js"])


@pytest.mark.parametrize("text", NASTY)
def test_every_field_is_shown_as_it_was_written(text: str) -> None:
    shown = " ".join(text.split())
    page = Page(made(text)[API])
    for id in ("overview", "access", "call", "operations", "models", "documents"):
        assert shown in page.with_id(id).said, id
    data = next(each.attributes["data-chat"] for each in page.all("form"))
    assert not set("<>&\u2028\u2029") & set(data)
    found = json.loads(data)
    assert text in found["models"]
    assert found["suggested"] == (text if fit(text) else "MODEL")


@pytest.mark.parametrize("text", NASTY)
def test_data_is_data_even_in_a_page(text: str) -> None:
    files = made(text)
    assert not set("<>&") & set(files["search.json"].decode())
    found = json.loads(files["search.json"])
    first = next(each for each in found["apis"] if each["card"] == "Chat/1.0.0")
    assert first["tags"] == [text]
    assert first["description"] == f"{text}\n{text}"
    for path, content in files.items():
        if path.endswith(".json"):
            json.loads(content)
