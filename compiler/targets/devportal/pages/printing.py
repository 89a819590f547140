"""Views -> the bytes of pages, and data for scripts -> JSON that can stand in a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import jinja2

from compiler import rendering

_AT_ONCE = 20  # pieces of a template; who writes a file joins some hundreds of these
# JSON allows these to be written so (RFC 8259 section 7); HTML and JavaScript then read over them.
_ESCAPED = str.maketrans({one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"})


def printed(template: str, **views: object) -> str:
    """A page, or a part of one, as text."""
    return _template(template).render(**views)


def streamed(template: str, **views: object) -> Iterator[bytes]:
    """A page that grows with the project, piece by piece."""
    stream = _template(template).stream(**views)
    stream.enable_buffering(_AT_ONCE)
    return (piece.encode() for piece in stream)


def data(value: object) -> str:
    """JSON on one line, in which nothing is markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPED)


@cache
def _template(name: str) -> jinja2.Template:
    return _templates().get_template(f"{name}.html.j2")


@cache
def _templates() -> jinja2.Environment:
    """Once, however many pages there are: reading templates costs more than printing."""
    return rendering.pages("devportal/site")
