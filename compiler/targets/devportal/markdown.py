"""An author's Markdown -> HTML that may stand in a page of the portal: CommonMark and tables.

Nothing that an author writes becomes a script, a style, a form or a request to another host: raw
HTML is text, what the renderer makes passes a sanitiser that knows these elements and attributes
alone, and pictures of other hosts are links to them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from compiler.targets.devportal.places import may_run

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token
    from nh3 import Cleaner

PREFIX = "doc-"
"""What the ids of headings begin with, and nothing else in a page does."""

_LONGEST = 1024 * 1024  # characters; what is longer is shown as it is
_DEEPEST = 50  # blocks and marks inside each other
_MOST = 150_000  # beginnings, contents and ends of blocks
_LARGEST = 4 * 1024 * 1024  # characters of a page: a reference can be used again and again
_LOWEST = 6  # of headings

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:gif|png|jpeg|webp);base64,[A-Za-z0-9+/=%]*")
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}")
_ALIGNED = re.compile(r"text-align:(left|center|right)")
_NO_LETTER = re.compile(r"[^\w -]")

_ALIGNMENTS = {"align-left", "align-center", "align-right"}
_BEFORE_TABLE = '<div class="table" tabindex="0" role="group" aria-label="Table">\n'
_HEADINGS = tuple(f"h{level}" for level in range(2, _LOWEST + 1))
_TAGS = {
    *("a", "blockquote", "br", "code", "div", "em", "hr", "img", "li", "ol", "p", "pre", "s"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul", *_HEADINGS),
}
_ATTRIBUTES = {
    "a": {"download", "href", "title"},
    "code": {"class"},
    "img": {"alt", "src", "title"},
    "ol": {"start"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_VALUES = {
    "div": {"class": {"table"}, "tabindex": {"0"}, "role": {"group"}, "aria-label": {"Table"}},
    "td": {"class": _ALIGNMENTS},
    "th": {"class": _ALIGNMENTS},
}
_NO_FILES: Mapping[str, str] = MappingProxyType({})


class _TooMuchError(Exception):
    """A text would become too large a page."""


def rendered(text: str, below: int = 1, files: Mapping[str, str] = _NO_FILES) -> str:
    """A fragment of HTML. below: the level of the heading under which it stands; its own are
    deeper, none by more than one than the one before. files: what the author may refer to, by
    relative paths, and the references that lead there in the portal."""
    return _rendered(text, below, tuple(files.items()))


def as_text(text: str) -> str:
    """A text that is no Markdown, or too much of it, as a fragment of HTML: as it is."""
    return f'<pre class="text" tabindex="0">{escape(text)}</pre>\n'


# Documents that `defaults` list belong to every API.
@lru_cache(maxsize=64)
def _rendered(text: str, below: int, files: tuple[tuple[str, str], ...]) -> str:
    if len(text) > _LONGEST:
        return as_text(text)
    try:
        tokens = _parser().parse(text)
    except _TooMuchError:
        return as_text(text)
    # The parser leaves out what is too deep for it.
    deep = any(token.level + max(token.nesting, 0) >= _DEEPEST for token in tokens)
    if deep or len(tokens) > _MOST or _length(tokens) > _LARGEST:
        return as_text(text)
    _place_headings(tokens, below)
    found = [part for token in tokens for part in _changed(token, dict(files))]
    parser = _parser()
    return _cleaner().clean(str(parser.renderer.render(found, parser.options, {})))


# The libraries take longer to import than most commands of ours run.
@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    options = {"html": False, "maxNesting": _DEEPEST}
    found = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    found.block.ruler.at("table", _counted, {"alt": ["paragraph", "reference"]})
    found.validateLink = _may_be_led_to  # type: ignore[method-assign]  # as its documents tell
    return found


def _counted(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """The parser's rule for tables, which fills rows up: a short text can be many cells."""
    from markdown_it.rules_block import table

    found = table(state, first, end, silent)
    if len(state.tokens) > _MOST:
        raise _TooMuchError
    return found


def _length(tokens: Iterable[Token]) -> int:
    """About how many characters the HTML has."""
    found = 0
    for token in tokens:
        found += sum(len(str(value)) for value in token.attrs.values())
        found += _length(token.children) if token.children else len(token.content)
    return found


@cache
def _cleaner() -> Cleaner:
    from nh3 import Cleaner

    return Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        tag_attribute_values=_VALUES,
        # What is too wide scrolls, and the keyboard must be able to do it.
        set_tag_attribute_values={"pre": {"tabindex": "0"}},
        url_schemes={"http", "https", "mailto", "data"},
    )


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """The sanitiser's question: the value of an attribute that is allowed, or nothing."""
    match tag, attribute:
        case "a", "href":
            good = _scheme(value) in (None, "http", "https", "mailto")
        case "img", "src":
            good = not _is_remote(value) and _scheme(value) in (None, "data")
        case "code", "class":
            good = _LANGUAGE.fullmatch(value) is not None
        case _, "id":
            good = value.startswith(PREFIX)
        case _:
            good = True
    return value if good else None


def _may_be_led_to(url: str) -> bool:
    """The parser's question; where the answer is no, what the author wrote stays as it is."""
    scheme = _scheme(url)
    if scheme == "data":
        return _PICTURE.fullmatch(url) is not None
    return scheme in (None, "http", "https", "mailto")


def _scheme(url: str) -> str | None:
    found = _SCHEME.match(url)
    return None if found is None else found[1].lower()


def _is_remote(url: str) -> bool:
    return url.startswith("//") or _scheme(url) in ("http", "https", "mailto")


def _place_headings(tokens: Sequence[Token], below: int) -> None:
    """Gives headings their levels and ids."""
    opened = [at for at, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[at].tag[1:]) for at in opened), default=1)
    before, counts = below, dict[str, int]()
    for at in opened:
        wanted = below + 1 + int(tokens[at].tag[1:]) - highest
        before = min(wanted, before + 1, _LOWEST)
        tokens[at].attrSet("id", _free_id(_words(tokens[at + 1].children or ()), counts))
        tokens[at].tag = tokens[at + 2].tag = f"h{before}"


def _free_id(words: str, counts: dict[str, int]) -> str:
    """As people know them from other places that show Markdown: lower case, with hyphens. counts:
    how often each name was wanted so far."""
    plain = _NO_LETTER.sub("", words.strip().lower()).replace(" ", "-") or "section"
    name = plain
    while name in counts:
        name = f"{plain}-{counts[plain]}"
        counts[plain] += 1
    counts[name] = 1
    return PREFIX + name


def _words(tokens: Sequence[Token]) -> str:
    return "".join(each.content for each in tokens if each.type in ("text", "code_inline"))


def _changed(token: Token, files: Mapping[str, str]) -> Iterator[Token]:
    """A token of a block as the portal shows it."""
    match token.type:
        case "table_open":
            yield from (_raw(_BEFORE_TABLE), token)
        case "table_close":
            yield from (token, _raw("</div>\n"))
        case "th_open" | "td_open":
            # A style would be refused by the page's policy.
            if aligned := _ALIGNED.fullmatch(str(token.attrs.pop("style", ""))):
                token.attrSet("class", f"align-{aligned[1]}")
            yield token
        case "inline":
            token.children = list(_inside(token.children or (), files))
            yield token
        case _:
            yield token


def _inside(tokens: Sequence[Token], files: Mapping[str, str]) -> Iterator[Token]:
    linked = 0
    for token in tokens:
        if token.type == "link_open":
            href = _led(str(token.attrGet("href") or ""), files)
            token.attrSet("href", href)
            if _is_to_be_saved(href):
                token.attrSet("download", "")
        linked += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "image":
            yield token
        elif _is_remote(source := str(token.attrGet("src") or "")):
            yield from _led_to_picture(token, source, linked > 0)
        else:
            token.attrSet("src", _found(source, files) or source)
            yield token


def _led(reference: str, files: Mapping[str, str]) -> str:
    """A reference as the author wrote it -> as it leads from the page."""
    path, hash_, fragment = reference.partition("#")
    found = _found(path, files)
    if path and found is None:
        return reference
    return f"{found or ''}{hash_}{PREFIX + fragment if fragment else ''}"


def _found(path: str, files: Mapping[str, str]) -> str | None:
    """Where a file that the author refers to is in the portal; None: it is none of them."""
    return files.get(posixpath.normpath(unquote(path))) if path else None


def _is_to_be_saved(reference: str) -> bool:
    """Whether it leads from a document to one that could run scripts if it were opened."""
    if _scheme(reference) is not None or reference.startswith("//"):
        return False
    path = unquote(re.split("[?#]", reference)[0]).replace("\\", "/")
    there = PurePosixPath(posixpath.normpath(posixpath.join("documents", path)))
    return path != "" and may_run(there)


def _led_to_picture(image: Token, source: str, linked: bool) -> Iterator[Token]:
    """A link in place of a picture; its words alone where they are in a link already."""
    words = _token("text", "", 0)
    words.content = _words(image.children or ()) or source
    if linked:
        yield words
        return
    link = _token("link_open", "a", 1)
    link.attrSet("href", source)
    yield from (link, words, _token("link_close", "a", -1))


def _raw(html: str) -> Token:
    found = _token("html_block", "", 0)
    found.content = html
    return found


def _token(kind: str, tag: str, nesting: int) -> Token:
    from markdown_it.token import Token

    found = Token(kind, tag, 0)
    found.nesting = 1 if nesting > 0 else -1 if nesting < 0 else 0
    return found
