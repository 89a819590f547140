"""Reads the portal's pages as a browser without scripts does, and says what is wrong with them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from compiler import ir
from compiler.targets.devportal import TARGET

_VOID = {"meta", "link", "input", "br", "hr", "img", "path", "wbr"}
_INLINE = {"a", "code", "em", "span", "strong", "time", "b", "i", "s", "wbr"}
_NEVER = {"style", "iframe", "object", "embed", "base", "frame", "applet", "math"}
_REFERRING = ("href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href")


@dataclass
class Element:
    """A tag as it was read, and the text in it."""

    tag: str
    attributes: Mapping[str, str]
    text: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """All text in it, with single spaces."""
        return " ".join("".join(self.text).split())


class Page(HTMLParser):
    """A page, read. elements: in order. unclosed: tags that no end came for, or a wrong one."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.unclosed: list[str] = []
        self.comments: list[str] = []
        self._open: list[Element] = []
        self.feed(content.decode("utf-8"))
        self.close()
        self.unclosed += [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.unclosed.append(f"/{tag}")
        else:
            self._open.pop()
        self._break(tag)

    def _break(self, tag: str) -> None:
        """What is not in one line with its neighbours is a word of its own."""
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag."""
        return [element for element in self.elements if element.tag == tag]

    def with_id(self, id: str) -> Element:
        """The element of an id."""
        (found,) = (each for each in self.elements if each.attributes.get("id") == id)
        return found

    @property
    def said(self) -> str:
        """The text of the whole page."""
        return self.all("html")[0].said


def problems(path: str, content: bytes, files: Collection[str]) -> Iterator[str]:
    """What no page of the portal may have. files: all paths of the portal."""
    page = Page(content)
    yield from (f"not closed: {tag}" for tag in page.unclosed)
    yield from (f"a comment: {text}" for text in page.comments)
    ids = Counter(each.attributes["id"] for each in page.elements if "id" in each.attributes)
    yield from (f"id twice: {id}" for id, count in ids.items() if count > 1)
    for element in page.elements:
        yield from _of_element(path, element, set(ids), files)
    headings = [int(each.tag[1]) for each in page.elements if each.tag in _HEADINGS]
    if headings[:1] != [1] or headings.count(1) != 1:
        yield f"headings: {headings}"
    for above, below in pairwise(headings):
        if below > above + 1:
            yield f"h{below} after h{above}"


_HEADINGS = {f"h{level}" for level in range(1, 7)}


def _of_element(
    path: str, element: Element, ids: Collection[str], files: Collection[str]
) -> Iterator[str]:
    if element.tag in _NEVER:
        yield f"<{element.tag}>"
    if element.tag == "script" and (element.said or "src" not in element.attributes):
        yield "a script in the page"
    for name, value in element.attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc", "action", "formaction", "ping"):
            yield f"{element.tag} {name}"
        if name in ("for", "aria-controls", "aria-labelledby", "aria-describedby", "list"):
            yield from (f"{name}: no {id}" for id in value.split() if id not in ids)
        if name == "data-copy" and value not in ids:
            yield f"{name}: no {value}"
        if name in _REFERRING:
            yield from _of_reference(path, element, name, value, ids, files)


def _of_reference(
    path: str, element: Element, name: str, value: str, ids: Collection[str], files: Collection[str]
) -> Iterator[str]:
    url = urlsplit(value)
    if url.scheme in ("http", "https"):
        if element.tag != "a" or "noopener" not in element.attributes.get("rel", ""):
            yield f"{element.tag} {name}={value}"
    elif url.scheme or url.netloc or value.startswith("/"):
        yield f"{element.tag} {name}={value}"
    elif not url.path:
        if unquote(url.fragment) not in ids:
            yield f"no place in the page: {value}"
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(url.path)))
        if target not in files:
            yield f"no file: {value}"


def files_of(gateway: ir.Gateway) -> dict[str, bytes]:
    """Every file of the portal, by its path."""
    found: dict[str, bytes] = {}
    for artifact in TARGET.emit(gateway):
        assert str(artifact.path) not in found, artifact.path
        found[str(artifact.path)] = artifact.content
    return found


def pages_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pages that the compiler makes; not what an author wrote as HTML."""
    made = {path: content for path, content in files.items() if path.endswith(".html")}
    return {path: content for path, content in made.items() if content.startswith(b"<!doctype")}
