"""The portal's pages: what they say to somebody whose browser runs no scripts."""

from __future__ import annotations

import dataclasses
import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from compiler import ir
from compiler.guides import Chat, Client, Guide, Language
from compiler.terms import (
    BodyFlag,
    Budget,
    InPath,
    Lifecycle,
    Limit,
    LimitKind,
    Parameter,
    PathTemplate,
    QueryFlag,
    Security,
    Stream,
    StreamFormat,
)
from tests.gateways import UNLIMITED, gateway, paper
from tests.portal.reading import Page, files_of, pages_of, problems
from tests.unit.targets.test_devportal_catalog import LISTING, sample

API = "apis/Chat/1.0.0/index.html"


def plain(of: ir.Gateway) -> ir.Gateway:
    """Without the files of others."""
    return dataclasses.replace(of, look=dataclasses.replace(of.look, reference=False))


def page(path: str = API, /, **changes: Any) -> Page:
    """A page, with changes of the first API."""
    return Page(files_of(plain(sample(**changes)))[path])


def test_every_page_is_whole_and_leads_to_what_is_there() -> None:
    of = sample(listing=LISTING, lifecycle=Lifecycle.DEPRECATED, description="x", tags=("llm",))
    files = files_of(plain(of))
    pages = pages_of(files)
    assert len(pages) == 1 + 3 + 1
    for path, content in pages.items():
        assert list(problems(path, content, files)) == [], path
        assert Page(content).all("html")[0].attributes == {"lang": "en"}


def test_a_page_lets_the_browser_load_nothing_from_elsewhere() -> None:
    for content in pages_of(files_of(plain(sample(listing=LISTING)))).values():
        (policy,) = (
            each.attributes["content"]
            for each in Page(content).all("meta")
            if each.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self' http://127.0.0.1:8080; base-uri 'none'; "
            "form-action 'none'"
        )


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://ai.acme-corp.test", "https://ai.acme-corp.test"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://my_host:8080", "http:"),
        ("https://[::1]:8443", "https:"),
        ("http://[2001:db8::1]", "http:"),
    ],
)
def test_a_policy_names_only_what_a_policy_can_name(url: str, source: str) -> None:
    """Browsers leave out a source that does not fit the grammar of CSP, and let nothing through."""
    content = files_of(dataclasses.replace(plain(sample()), url=url))[API]
    (policy,) = (each.attributes.get("content", "") for each in Page(content).all("meta")[1:2])
    assert f"connect-src 'self' {source};" in policy


def test_home_lists_the_apis_by_name_with_the_newest_version_first() -> None:
    of = plain(sample(description="For the support tools.\nAnd more.", tags=("llm",)))
    first, *others = of.apis
    versions = [
        dataclasses.replace(first, version=version, base=f"/chat/{version}", lifecycle=stage)
        for version, stage in (
            ("1.10.0", Lifecycle.PUBLISHED),
            ("2.0.0", Lifecycle.DEPRECATED),
            ("1.9.0", Lifecycle.DEPRECATED),
            ("1.10.0-beta", Lifecycle.PUBLISHED),
        )
    ]
    files = files_of(dataclasses.replace(of, apis=(*versions, *others)))
    home = Page(files["index.html"])
    cards = [each for each in home.elements if "data-api-card" in each.attributes]
    assert [each.attributes["data-api-card"] for each in cards] == [
        "Chat/2.0.0",
        "Chat/1.10.0",
        "Chat/1.10.0-beta",
        "Chat/1.9.0",
        "Open/1.0.0",
        "Pinned/1.0.0",
    ]
    assert cards[0].said == "2.0.0 deprecated"
    assert [each.said for each in home.all("h3")] == ["Chat", "Open", "Pinned"]
    # A card leads to the newest version that is not deprecated.
    (lead,) = (each for each in home.all("a") if each.said == "Chat")
    assert lead.attributes["href"] == "apis/Chat/1.10.0/index.html"
    assert "For the support tools. And more." in home.said
    assert "6 APIs behind one gateway" in home.said
    found = json.loads(files["search.json"])
    assert [each["card"] for each in found["apis"]] == [
        each.attributes["data-api-card"] for each in cards
    ]
    assert list(problems("index.html", files["index.html"], files)) == []


def test_home_offers_the_filters_that_tell_apis_apart() -> None:
    home = page("index.html", tags=("llm", "a b"), lifecycle=Lifecycle.DEPRECATED)
    filters = {
        each.attributes["data-filter"]: each.said
        for each in home.all("select")
        if "data-filter" in each.attributes
    }
    assert filters == {
        "tag": "All tags a b llm",
        "lifecycle": "Any lifecycle Deprecated Published",
    }


def test_a_portal_of_nothing() -> None:
    of = dataclasses.replace(plain(sample()), apis=())
    files = files_of(of)
    assert "No API is published here yet." in Page(files["index.html"]).said
    assert list(problems("index.html", files["index.html"], files)) == []
    assert json.loads(files["search.json"]) == {"format": 1, "apis": [], "sets": []}


def test_an_apis_page_says_how_to_get_in() -> None:
    found = page(key_header="x-goog-api-key")
    assert found.with_id("base-url").said == "http://127.0.0.1:8080/chat/1.0.0"
    assert found.with_id("key-headers").said == (
        "Authorization: Bearer YOUR_KEY api-key: YOUR_KEY x-api-key: YOUR_KEY apikey: YOUR_KEY "
        "x-goog-api-key: YOUR_KEY"
    )
    assert found.with_id("key-command").said == (
        "gatewright keys issue CONSUMER --env sandbox --test --ttl 1h"
    )


def test_no_test_key_for_production() -> None:
    of = dataclasses.replace(plain(sample()), environment="production")
    found = Page(files_of(of)[API])
    assert found.with_id("key-command").said == "gatewright keys issue CONSUMER --env production"
    assert "--test" not in found.said


def test_an_open_api_asks_for_no_key() -> None:
    found = page(security=())
    assert "No key is needed." in found.said
    for word in ("YOUR_KEY", "keys issue", "GATEWAY_KEY", "Plans"):
        assert word not in found.said


SDK = Client(
    "sdk",
    "SDK",
    Language.SHELL,
    "",
    "",
    (("manage", 'export KEY="$GATEWAY_KEY" URL=<<base_url>>'),),
)


@pytest.mark.parametrize(
    ("security", "words"),
    [
        ((), "No key is needed: clients that insist on one take any text."),
        ((Security.API_KEY,), "with your key in the variable GATEWAY_KEY"),
        ((Security.JWT,), "with your access token in the variable GATEWAY_KEY"),
        ((Security.API_KEY, Security.JWT), "with your key in the variable GATEWAY_KEY"),
    ],
)
def test_a_page_says_what_its_snippets_read(security: tuple[Security, ...], words: str) -> None:
    guide = Guide("Sample AI", None, (SDK,), (("manage", ("make",)),))
    said = page(guide=guide, security=security).with_id("call").said
    if "$GATEWAY_KEY" in said:
        assert words in said
    else:
        assert "GATEWAY_KEY" not in said


ISSUER = ir.Issuer("corp", "https://id.test/a", ("ai", "chat"), ir.GivenKeys(()), (), ("sub",), 60)


def test_tokens_are_taken_from_issuers() -> None:
    of = dataclasses.replace(plain(sample(security=(Security.JWT,))), issuers=(ISSUER,))
    files = files_of(of)
    said = Page(files[API]).said
    assert "https://id.test/a for ai chat" in said
    assert "keys issue" not in said
    assert "id.test" not in Page(files["apis/Pinned/1.0.0/index.html"]).said


LIMITS = (
    Limit(LimitKind.REQUESTS, 400, 60),
    Limit(LimitKind.CONCURRENT, 1, 0),
    Limit(LimitKind.TOKENS, 200_000, 86_400),
)
WORDS = "400 requests a minute", "1 request at the same time", "200,000 tokens a day"


def with_plans(of: ir.Gateway, *names: str) -> ir.Gateway:
    plans = tuple(ir.Plan(name, Budget(LIMITS[:1], 1)) for name in names)
    return dataclasses.replace(of, plans=plans)


def test_limits_and_plans_are_said_in_words() -> None:
    changed = sample(budget=Budget(LIMITS, 1), plans=("gold", "plain"))
    of = with_plans(plain(changed), "gold", "trial")
    free = ir.Plan("plain", UNLIMITED)
    files = files_of(dataclasses.replace(of, plans=(*of.plans, free)))
    said = Page(files[API]).said
    for words in WORDS:
        assert f"{words}, of all callers together" in said
    assert "Consumers with one of these plans may call." in said
    assert "gold 400 requests a minute plain none of its own" in said
    assert "trial" not in said
    # Which plans there are beside is nobody's business: some are made for one customer.
    for path, content in pages_of(files).items():
        unsaid = {"trial"} if path == API else {"trial", "gold", "Plans"}
        assert not [word for word in unsaid if word in Page(content).said], path


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("https://portal.test/next", "https://portal.test/next"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//portal.test", None),
        (None, None),
    ],
)
def test_a_deprecated_api_says_until_when(link: str | None, href: str | None) -> None:
    listing = dataclasses.replace(LISTING, link=link)
    found = page(listing=listing, lifecycle=Lifecycle.DEPRECATED)
    assert "This API has been deprecated since 2026-06-01. It is to be served until 2027-01-01" in (
        found.said
    )
    links = [each.attributes["href"] for each in found.all("a") if each.said == "What to do"]
    assert links == ([] if href is None else [href])


def test_operations_are_grouped_as_the_vendor_has_them() -> None:
    guide = Guide("Sample AI", None, (), (("manage-things", ("make",)), ("none", ("x",))))
    found = page(guide=guide)
    assert found.with_id("operations").said.startswith(
        "Operations Paths follow the base URL. Nothing else reaches the vendor. "
        "Method Path What it does manage things POST /v1/things other GET /v1/things"
    )


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# Guide\n\nText.", []),
        ("\ufeff\n# guide  \nText.", []),
        ("# Guide of ours\n", ["Guide of ours"]),
        ("Guide\n", []),
        ("## Guide\n", ["Guide"]),
    ],
)
def test_a_documents_title_stands_once(text: str, headings: list[str]) -> None:
    documents = (paper("Guide", "other", "guide.md", text.encode()),)
    found = page(
        "apis/Chat/1.0.0/documents/-guide.md.html", listing=ir.Listing(documents=documents)
    )
    assert [each.said for each in found.all("h1")] == ["Guide"]
    assert [each.said for each in found.all("h2")] == headings


def test_documents_are_pages_where_they_are_markdown() -> None:
    documents = (
        paper("How we prompt", "how_to", "guide.md", b"# Hello\n\nSee [it](guide.md)."),
        paper("The same name", "other", "guide.md.html", b"<script>alert(1)</script>"),
        paper("Prices", "reference", "prices list.PDF", b"%PDF"),
    )
    of = plain(sample(listing=ir.Listing(documents=documents)))
    files = files_of(of)
    links = {
        each.said: (each.attributes["href"], "download" in each.attributes)
        for each in Page(files[API]).all("a")
    }
    assert links["How we prompt"] == ("documents/-guide.md.html", False)
    assert links["The same name"] == ("documents/guide.md.html", True)
    assert links["Prices"] == ("documents/prices%20list.PDF", False)
    assert files["apis/Chat/1.0.0/documents/guide.md.html"] == b"<script>alert(1)</script>"
    path = "apis/Chat/1.0.0/documents/-guide.md.html"
    made = Page(files[path])
    assert list(problems(path, files[path], files)) == []
    assert [each.said for each in made.all("h2")] == ["Hello"]
    assert [each.attributes["href"] for each in made.all("a") if each.said == "it"] == [
        "-guide.md.html"
    ]


def test_documents_refer_to_each_other_as_they_lie_in_the_project() -> None:
    """Though all lie side by side in the portal, some of them under other names."""
    text = """
[a](../more/guide.md) [b](other%20words.md#Part) [c](./prices.pdf) ![d](pictures/../flow.png)
[e](guide.md) [f](../guide.md) [g](../more/nothing.md) ![h](../flow.png) [i](/guide.md) [j](#at)
"""
    files = {
        "docs/guide.md": ("guide.md", text.encode()),
        "more/guide.md": ("guide-2.md", b"# Two"),
        "docs/other words.md": ("other-words.md", b"# Words"),
        "docs/prices.pdf": ("prices.pdf", b"%PDF"),
        "docs/flow.png": ("flow.png", b"\x89PNG"),
    }
    documents = tuple(
        ir.ApiDocument(name, "other", name, content, PurePosixPath(file))
        for file, (name, content) in files.items()
    )
    path = "apis/Chat/1.0.0/documents/-guide.md.html"
    made = page(path, listing=ir.Listing(documents=documents))
    led = {each.said: each.attributes["href"] for each in made.all("a") if len(each.said) == 1}
    assert led == {
        "a": "-guide-2.md.html",
        "b": "-other-words.md.html#doc-Part",
        "c": "prices.pdf",
        "e": "-guide.md.html",
        "f": "../guide.md",
        "g": "../more/nothing.md",
        "i": "/guide.md",
        "j": "#doc-at",
    }
    assert [each.attributes["src"] for each in made.all("img") if each.attributes.get("alt")] == [
        "flow.png",
        "../flow.png",
    ]


def test_documents_of_any_names_have_pages_of_their_own() -> None:
    names = ("a.md", "a.md.html", "_a.md", "_a.md.html", "A-2.md", "a.markdown")
    documents = tuple(paper(name, "other", name, name.encode()) for name in names)
    files = files_of(plain(sample(listing=ir.Listing(documents=documents))))
    folder = "apis/Chat/1.0.0/documents/"
    for name in names:
        assert files[f"{folder}{name}"] == name.encode()
    made = {path.removeprefix(folder) for path in files if path.startswith(f"{folder}-")}
    assert made == {f"-{name}.html" for name in names if not name.endswith(".html")}


CHAT = Chat(
    operation="chat",
    streamed="chat",
    model="small",
    messages=("messages",),
    role=("role",),
    text=("content", "0", "text"),
    roles=(("assistant", "model"),),
    fields=((("max_tokens",), 1024),),
    stream=((("options", "usage"), True),),
    answer=("choices", "0"),
    delta=("delta",),
    events=(),
    end="[DONE]",
    model_at=("model",),
)


def talking(*streams: Stream, template: PathTemplate | None = None, **changes: Any) -> Any:
    """data-chat of an API with one operation."""
    of = plain(gateway(1, 8080))
    first = of.apis[0]
    path = next(each for each in first.paths if each.operations[0].id == "chat")
    operation = dataclasses.replace(path.operations[0], streams=streams, **changes)
    path = ir.Path(path.template if template is None else template, (operation,))
    document = first.document
    if template is not None:
        paths = {template.text: document.data["paths"]["/v1/chat/completions"]}
        document = dataclasses.replace(document, data={**document.data, "paths": paths})
    guide = Guide("Sample AI", CHAT, (), (("chat", ("chat",)),))
    api = dataclasses.replace(
        first, guide=guide, paths=(path,), models=("large", "small"), document=document
    )
    files = files_of(dataclasses.replace(of, apis=(api,)))
    found = Page(files[API])
    assert list(problems(API, files[API], files)) == []
    forms = [each for each in found.all("form") if "data-chat" in each.attributes]
    return json.loads(forms[0].attributes["data-chat"]) if forms else None


def test_the_chat_panel_knows_how_the_vendor_talks() -> None:
    asked = Stream(StreamFormat.SSE, BodyFlag(("stream",), None, False))
    usage = {
        "input": {"pointers": [["usage", "prompt_tokens"]]},
        "output": {"pointers": [["usage", "completion_tokens"]]},
        "total": {"pointers": [["usage", "total_tokens"]]},
    }
    call = {
        "method": "POST",
        "url": "http://127.0.0.1:8080/chat/1.0.0/v1/chat/completions",
        "model": {"in": "body", "pointer": ["model"]},
        "query": [],
        "set": [[["max_tokens"], 1024]],
        "usage": usage,
    }
    fields = [[["max_tokens"], 1024], [["options", "usage"], True], [["stream"], True]]
    assert talking(asked) == {
        "plain": call,
        "streamed": {**call, "set": fields, "format": "sse", "end": "[DONE]"},
        "messages": ["messages"],
        "role": ["role"],
        "text": ["content", "0", "text"],
        "roles": {"user": "user", "assistant": "model"},
        "answer": ["choices", "0"],
        "delta": ["delta"],
        "models": ["large", "small"],
        "suggested": "small",
        "key": {"header": "authorization", "prefix": "Bearer "},
    }


def test_the_panel_and_the_snippets_begin_with_the_same_model() -> None:
    """With one that is known, where the vendor's example is none of them."""
    of = plain(gateway(1, 8080))
    guide = Guide("Sample AI", CHAT, (), (("chat", ("chat",)),))
    paths = tuple(each for each in of.apis[0].paths if each.operations[0].id == "chat")
    api = dataclasses.replace(of.apis[0], guide=guide, paths=paths, models=("large", "tiny"))
    found = Page(files_of(dataclasses.replace(of, apis=(api,)))[API])
    assert found.with_id("chat-model").attributes["value"] == "large"
    assert '"model": "large"' in found.with_id("code-curl").said


def test_a_stream_can_be_asked_for_in_other_ways() -> None:
    found = talking(Stream(StreamFormat.NDJSON, BodyFlag(("stream",), None, True)))
    assert found["plain"]["set"] == [[["max_tokens"], 1024], [["stream"], False]]
    assert found["streamed"]["set"][-1] == [["stream"], True]
    assert found["streamed"]["format"] == "ndjson"
    found = talking(Stream(StreamFormat.SSE, QueryFlag("alt", "sse")))
    assert found["streamed"]["query"] == [["alt", "sse"]]
    assert found["plain"]["query"] == []
    assert talking()["streamed"] is None


def test_the_model_may_be_a_part_of_the_path() -> None:
    template = PathTemplate(("/v1/models/", Parameter("deployment-id"), ":chat"))
    found = talking(template=template, request_model=InPath("deployment-id"))
    assert found["plain"]["url"].endswith("/v1/models/{deployment-id}:chat")
    assert found["plain"]["model"] == {"in": "path", "name": "deployment-id"}
    # Nothing would fill a parameter that is not the model.
    assert talking(template=template) is None


def test_no_chat_where_its_operation_is_not_exposed() -> None:
    guide = Guide("Sample AI", CHAT, (), ())
    found = page(guide=guide)
    assert not [each for each in found.elements if "data-chat" in each.attributes]
    assert "Try it" not in found.said


def test_every_run_makes_the_same_files() -> None:
    of = plain(sample(listing=LISTING, description="x", tags=("llm",)))
    assert files_of(of) == files_of(of)
