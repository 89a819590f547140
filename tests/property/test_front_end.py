"""Whatever the author writes: diagnostics with a place, never a traceback; and the same model from
the same files in any order."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler import reporting, source
from compiler.diagnostics import Diagnostics
from tests.projects import API, CONSUMERS, GATEWAY, Outcome, compile_texts

PATH = PurePosixPath("apis/chat.yaml")
RICH_API = (
    API
    + """\
description: |
  For the tests.
operations: {include: [chat, "GET /v1/models"], exclude: [listChats]}
endpoints:
  production: {url: "https://api.vendor.example/base", key: {file: /run/secrets/key}}
  sandbox: {key: {env: SANDBOX_KEY}, query: {trace: {fixed: "1"}, mode: {default: x}}}
security: [api_key, jwt]
scopes: [chat.read]
operation_scopes: {chat: [chat.write], "GET /v1/models": []}
limits: {body: 1MiB, upload: 20MiB}
timeouts: {connect: 2s, idle: 500ms}
tags: [llm, tests]
lifecycle: deprecated
deprecation: {since: 2026-06-01, sunset: 2027-01-01, link: "https://p.example/next?a=b#c"}
visibility: {roles: [internal, partners]}
documents:
  - {title: How we prompt, type: how_to, file: ../docs/prompting.md}
properties: {cost_centre: 4711, team: search}
overrides:
  sandbox:
    limits: {body: 2MiB}
    lifecycle: published
    visibility: public
    properties: {team: tests}
"""
)
ISSUERS = """\
    issuers:
      far: {issuer: far, audiences: [a], jwks: {url: "https://far.example/jwks"}, keep: 1h}
      asked:
        issuer: asked
        introspection: {url: "https://a.example", client: me, secret: {env: ASKED_SECRET}}
"""
RICH: Mapping[str, str] = {
    "gateway.yaml": GATEWAY.replace("  production:\n", f"{ISSUERS}  production:\n")
    + f'{ISSUERS}    portal: {{url: "https://p.example", origins: ["http://a"]}}\n'
    "    admin: {port: 9901}\n"
    "defaults: {timeouts: {idle: 120s}, documents: [{title: Terms, file: docs/terms.md}]}\n"
    'portal: {name: Acme, logo: brand/a.svg, colours: {accent: "#0b5fff"}, reference: none}\n',
    "apis/chat.yaml": RICH_API,
    "apis/placed.yaml": "name: Placed\nversion: 2\ncontext: '{version}/placed'\nvendor: placed/v1\n"
    "endpoints: {sandbox: {variables: {resource: a}}, production: {variables: {resource: b}}}\n",
    "consumers.yaml": CONSUMERS
    + "    subjects: [{issuer: far, subject: a}, {issuer: asked, subject: b}]\n"
    "    roles: [internal]\n",
    "docs/prompting.md": "Say please.\n",
    "docs/terms.md": "Be good.\n",
    "brand/a.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}
YAML = sorted(path for path in RICH if path.endswith(".yaml"))
# Pieces that mean something to YAML, to the language, or to an engine that might read them.
PIECES = st.sampled_from(
    [
        *("\n", "\n\n", " ", "  ", "\t", ":", ": ", "- ", "[", "]", "{", "}", ",", "'", '"', "#"),
        *("&a ", "*a", "<<: ", "!!str ", "---\n", "...\n", "%YAML 1.2\n", "? ", "|", ">", "\\"),
        *("null", "~", "true", "on", "1", "1.10", "010", "0x1f", "1e309", "-", ".inf", "[]", "{}"),
        *("none", "..", "/", "//", "{version}", "$host", "; }", "%00", "\r\n", "\x00", "\ufeff"),
        *("\u0085", "\u2028", "é", "日本", "sandbox", "production", "key", "env", "url", "none: "),
    ]
)


def check(outcome: Outcome) -> None:
    """Every complaint stands in a file of the project, at a line and column that it has."""
    for found in outcome.diagnostics:
        for span in (found.span, *(span for span, _ in found.related)):
            assert span.path in outcome.texts
            text = outcome.texts[span.path].decode("utf-8", "replace")
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert 1 <= span.line <= len(lines) + 1
            assert 1 <= span.column <= len([*lines, ""][span.line - 1]) + 1
        assert found.message
    for form in reporting.FORMATS:
        reporting.render(outcome.diagnostics, outcome.texts, form)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    diagnostics = Diagnostics()
    document = source.parse(PATH, text, diagnostics)
    assert (document is None) <= diagnostics.failed


@given(st.binary())
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(compile_texts({"apis/chat.yaml": content}))


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=150)
def test_any_pieces_of_yaml_are_read_or_refused(text: str) -> None:
    check(compile_texts({"apis/chat.yaml": text}))


@given(st.sampled_from(YAML), st.data())
@settings(max_examples=150)
def test_a_changed_text_of_a_good_project(path: str, data: st.DataObject) -> None:
    text = RICH[path]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(PIECES) + text[end:]
    check(compile_texts({**RICH, path: text}, alone=True, reviewed=True))


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | PIECES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys or indexes."""
    found: list[tuple[Any, Any]] = []
    steps: list[Any] = []
    match data:
        case dict():
            steps = list(data)
        case list():
            steps = list(range(len(data)))
    for step in steps:
        found += [(data, step), *places(data[step])]
    return found


@given(st.sampled_from(YAML), VALUES, st.sampled_from(["set", "delete", "rename"]), st.data())
@settings(max_examples=150)
def test_a_changed_value_of_a_good_project(
    path: str, value: Any, change: str, data: st.DataObject
) -> None:
    document = yaml.load(RICH[path], Loader=yaml.BaseLoader)
    if path == "gateway.yaml":
        document["gatewright"] = 1
        document["environments"]["production"]["listen"]["port"] = 8443
    container, step = data.draw(st.sampled_from(places(document)))
    if change == "set" or isinstance(container, list):
        container[step] = value
    else:
        kept = container.pop(step)
        if change == "rename":
            container[data.draw(st.text(max_size=12) | PIECES)] = kept
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=data.draw(st.booleans()))
    check(compile_texts({**RICH, path: text}, alone=True, reviewed=True))


def test_the_good_project_is_good() -> None:
    outcome = compile_texts(RICH, alone=True)
    assert outcome.codes == [], outcome.report


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_files_does_not_matter(chance: random.Random) -> None:
    files = {**RICH, **{f"apis/a{n}.yaml": _another(n) for n in range(6)}}
    shuffled = list(files.items())
    chance.shuffle(shuffled)
    one = compile_texts(files, alone=True, reviewed=True)
    other = compile_texts(dict(shuffled), alone=True, reviewed=True)
    assert repr(one.model) == repr(other.model)
    assert {name: repr(g) for name, g in one.gateways.items()} == {
        name: repr(g) for name, g in other.gateways.items()
    }


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_nor_does_it_for_complaints(chance: random.Random) -> None:
    broken = {f"apis/b{n}.yaml": _another(0).replace("plain", f"plain{n}") for n in range(4)}
    files = {**RICH, "apis/a.yaml": _another(0), "apis/c.yaml": _another(0), **broken}
    shuffled = list(files.items())
    chance.shuffle(shuffled)
    one, other = compile_texts(files, alone=True), compile_texts(dict(shuffled), alone=True)
    assert one.diagnostics.failed
    assert one.report == other.report


def _another(number: int) -> str:
    return (
        f"name: Api{number}\nversion: 1.0.0\ncontext: another{number}\nvendor: plain/v1\n"
        f"endpoints: {{sandbox: {{url: 'https://h{number % 3}.example/x{number}'}}}}\n"
    )
