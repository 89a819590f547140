"""Diagnostics for people (the source line with a caret, and what to do), for programs (JSON) and
as annotations of a GitHub workflow."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from compiler.diagnostics import Diagnostic, Diagnostics, Severity, Span
from compiler.masking import mask, mask_beside, printable

Texts = Mapping[PurePosixPath, bytes]
"""The files that diagnostics point into, as they were read."""

_WIDTH = 110  # of a source line; longer ones are cut around the caret
_LONGEST = 10_000  # letters of a line that is shown at all: masking must see the whole of it
_SYNTAX = "E1"  # where YAML could not be read, nobody knows which words are secrets
_HERE = PurePosixPath()
_RED, _YELLOW, _BLUE, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class View:
    """How a report is shown. colour: for a terminal. folder: of the project, as seen from where the
    command was called; only annotations name files from there."""

    colour: bool = False
    folder: PurePosixPath = _HERE


def render(found: Diagnostics, texts: Texts, form: str, view: View | None = None) -> str:
    """The report in one of FORMATS, sorted, without a line break at its end; text and annotations
    without any diagnostic are empty. KeyError: no such format."""
    return FORMATS[form](tuple(found), texts, view or View())


def _text(found: tuple[Diagnostic, ...], texts: Texts, view: View) -> str:
    if not found:
        return ""
    colour = view.colour
    excerpts = _Excerpts(found, texts)
    blocks = [_block(each, excerpts, colour) for each in found]
    return "\n\n".join([*blocks, _count(found)])


def _block(found: Diagnostic, excerpts: _Excerpts, colour: bool) -> str:
    paint = _painted if colour else _unpainted
    severity = found.code.severity
    shade = _RED if severity is Severity.ERROR else _YELLOW
    lines = [
        f"{paint(_BOLD, printable(str(found.span)))}: {paint(shade, severity)}: "
        f"{found.message} [{found.code.id}]"
    ]
    excerpt = excerpts.of(found)
    if excerpt is not None:
        number = str(found.span.line)
        line, caret = excerpt
        lines.append(f"  {number} | {line}")
        lines.append(f"  {' ' * len(number)} | {caret}{paint(shade, '^')}")
    lines += [
        f"  {paint(_BLUE, 'see')}: {printable(str(span))}: {text}" for span, text in found.related
    ]
    lines.append(f"  {paint(_BLUE, 'help')}: {found.advice}")
    return "\n".join(lines)


def _painted(colour: str, text: str) -> str:
    return f"{colour}{text}{_PLAIN}"


def _unpainted(colour: str, text: str) -> str:
    return text


def _count(found: Iterable[Diagnostic]) -> str:
    parts = []
    for severity in Severity:
        count = sum(each.code.severity is severity for each in found)
        if count:
            parts.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return ", ".join(parts)


class _Excerpts:
    """Source lines for showing, with everything covered that any diagnostic knows as a secret."""

    def __init__(self, found: Iterable[Diagnostic], texts: Texts) -> None:
        self._texts = texts
        self._lines: dict[PurePosixPath, list[str]] = {}
        self._covered: dict[tuple[PurePosixPath, int], int] = {}
        for each in found:
            if each.covered_from is not None:
                place = (each.span.path, each.span.line)
                before = self._covered.get(place, each.covered_from)
                self._covered[place] = min(before, each.covered_from)

    def of(self, found: Diagnostic) -> tuple[str, str] | None:
        """The line and the blanks before its caret; None where there is no such line."""
        line = self._line(found.span)
        if line is None:
            return None
        covered = self._covered.get((found.span.path, found.span.line))
        if covered is not None:
            start = covered - 1
            line = line[:start] + re.sub(r"\S", "*", line[start:])
        line = line.replace("\t", " ")  # a tab counts as one column
        line = mask_beside(line) if found.code.id.startswith(_SYNTAX) else mask(line)
        return _cut(line, found.span.column - 1)

    def _line(self, span: Span) -> str | None:
        if span.path not in self._lines:
            text = self._texts.get(span.path, b"").decode("utf-8", "replace")
            self._lines[span.path] = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
        lines = self._lines[span.path]
        line = lines[span.line - 1] if span.line <= len(lines) else ""
        return line if line.strip() and len(line) <= _LONGEST else None


def _cut(line: str, column: int) -> tuple[str, str]:
    start = max(0, column - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = line[start : start + _WIDTH]
    before = "".join(_blank(letter) for letter in line[start:column])
    lead = "..." if start else ""
    tail = "..." if start + _WIDTH < len(line) else ""
    return lead + shown + tail, " " * len(lead) + before


def _blank(letter: str) -> str:
    """As many blanks as the letter is wide on a terminal."""
    if unicodedata.combining(letter):
        return ""
    return "  " if unicodedata.east_asian_width(letter) in "WF" else " "


def as_json(found: Iterable[Diagnostic], differences: Iterable[tuple[str, str]]) -> str:
    """The JSON report with what `--check` found on the disk: (kind, path)."""
    listed = [{"kind": kind, "path": printable(path)} for kind, path in differences]
    return _dump({"diagnostics": _rows(found), "differences": listed})


def difference(kind: str, path: str, form: str) -> str:
    """One thing that `--check` found on the disk, as a line of text or as an annotation."""
    if form == "github":
        file = _property(printable(path))
        return f"::error file={file},title={kind}::is not what the project compiles to"
    return f"{kind}: {path}"


def _json(found: tuple[Diagnostic, ...], texts: Texts, view: View) -> str:
    return _dump({"diagnostics": _rows(found)})


def _dump(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False)


def _rows(found: Iterable[Diagnostic]) -> list[dict[str, object]]:
    return [
        {
            "code": each.code.id,
            "severity": str(each.code.severity),
            **_place(each.span),
            "message": each.message,
            "advice": each.advice,
            "related": [{**_place(span), "message": text} for span, text in each.related],
        }
        for each in found
    ]


def _place(span: Span) -> dict[str, str | int]:
    return {"path": printable(str(span.path)), "line": span.line, "column": span.column}


def _github(found: tuple[Diagnostic, ...], texts: Texts, view: View) -> str:
    return "\n".join(_annotation(each, view.folder) for each in found)


def _annotation(found: Diagnostic, folder: PurePosixPath) -> str:
    """A workflow command of GitHub Actions, whose runner makes it a remark on the line."""
    place = _place(found.span)
    properties = {
        "file": printable(str(folder / found.span.path)),
        "line": place["line"],
        "col": place["column"],
        "title": found.code.id,
    }
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    related = (f"see {printable(str(span))}: {text}" for span, text in found.related)
    lines = (found.message, *related, f"help: {found.advice}")
    return f"::{found.code.severity} {shown}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    """As the runner reads it back: a command is one line, and % starts an escape."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


Format = Callable[[tuple[Diagnostic, ...], Texts, View], str]
FORMATS: Mapping[str, Format] = {"text": _text, "json": _json, "github": _github}
