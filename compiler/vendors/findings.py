"""Complaints about a vendor's files as data, so that a cache can keep them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from compiler import codes
from compiler.diagnostics import Code, Diagnostic, Diagnostics, Span

_CODES = {code.id: code for code in vars(codes).values() if isinstance(code, Code)}


def kept(diagnostics: Diagnostics) -> list[Any]:
    """As JSON data; files by their names, since folders can be moved."""
    return [
        {
            "code": found.code.id,
            "span": _span(found.span),
            "message": found.message,
            "advice": found.advice,
            "related": [[_span(span), text] for span, text in found.related],
            "covered_from": found.covered_from,
        }
        for found in diagnostics
    ]


def restored(data: list[Any], folder: PurePosixPath) -> list[Diagnostic]:
    """The complaints, about files of this folder."""

    def span(place: list[Any]) -> Span:
        return Span(folder / place[0], place[1], place[2])

    return [
        Diagnostic(
            _CODES[found["code"]],
            span(found["span"]),
            found["message"],
            found["advice"],
            tuple((span(place), text) for place, text in found["related"]),
            found["covered_from"],
        )
        for found in data
    ]


def _span(span: Span) -> list[Any]:
    return [span.path.name, span.line, span.column]
