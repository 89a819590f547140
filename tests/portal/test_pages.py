"""The page of every vendor's API: whole, leading to what is there, and with the vendor's own way of
holding a conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.bundled import CATALOGUE, bundled
from tests.portal.documents import FOLDERS, made
from tests.portal.reading import Page, pages_of, problems

Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def files() -> Files:
    """Of the portal with an API for each vendor."""
    return made(whole=False)


def test_every_page_is_whole(files: Files) -> None:
    pages = pages_of(files)
    assert len(pages) == 1 + len(FOLDERS)
    for path, content in pages.items():
        assert list(problems(path, content, files)) == [], path


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_a_page_talks_as_the_vendor_does(files: Files, id: str) -> None:
    """The chat panel asks an operation that is exposed, and what it does not know is nothing."""
    page = Page(files[f"{FOLDERS[id]}/index.html"])
    forms = [each for each in page.all("form") if "data-chat" in each.attributes]
    guide = bundled(id).guide
    exposed = {one for word in bundled(id).default for one in bundled(id).groups.get(word, (word,))}
    assert len(forms) == (guide.chat is not None and guide.chat.operation in exposed)
    base = page.with_id("base-url").said
    for data in (json.loads(form.attributes["data-chat"]) for form in forms):
        for call in filter(None, (data["plain"], data["streamed"])):
            assert call["url"].startswith(f"{base}/")
            assert ("{" in call["url"]) == (call["model"]["in"] == "path")
            assert call["usage"] is not None
        assert data["messages"]
        assert data["text"]


@pytest.mark.parametrize("id", CATALOGUE.ids())
def test_a_page_has_commands_to_copy(files: Files, id: str) -> None:
    page = Page(files[f"{FOLDERS[id]}/index.html"])
    base = page.with_id("base-url").said
    snippets = {
        each.attributes["data-snippet"]: each.said
        for each in page.elements
        if "data-snippet" in each.attributes
    }
    assert base in snippets["curl"]
    tabs = [
        each.attributes["aria-controls"]
        for each in page.all("button")
        if each.attributes.get("role") == "tab"
    ]
    assert tabs == [f"snippet-{name}" for name in snippets]
