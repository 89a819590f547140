"""Where the APIs of a project stand: BASE, unique and never one below another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from compiler.codes import BASES_DIFFER_IN_CASE, DUPLICATE_API, OVERLAP, RESERVED_BASE
from compiler.contract import RESERVED_PATHS
from compiler.definition.written import ApiDefinition
from compiler.diagnostics import Diagnostics, Span


@dataclass(frozen=True, slots=True)
class Standing:
    """What must be known of every API of a project at once: where it is named and placed, its BASE
    and a path below it that it serves, for showing what overlaps. Small, and nothing in it holds on
    to what else was read with the API."""

    base: str
    example: str
    file: str
    name_line: int
    name_column: int
    line: int
    column: int

    @property
    def name_span(self) -> Span:
        return Span(PurePosixPath(self.file), self.name_line, self.name_column)

    @property
    def span(self) -> Span:
        """Where its context is written."""
        return Span(PurePosixPath(self.file), self.line, self.column)


@dataclass(slots=True)
class Standings:
    """Collects the APIs of a project one by one. url: where clients would send an example that two
    of them match."""

    url: str
    diagnostics: Diagnostics
    _by_name: dict[str, Standing] = field(default_factory=dict)

    def add(self, api: ApiDefinition, base: str, example: str) -> bool:
        """Whether name and version are this API's alone so far; False after a complaint."""
        name, context = api.name.span, api.context.span
        file = str(context.path)
        places = (name.line, name.column, context.line, context.column)
        key = f"{api.name.value}\n{api.version}".lower()
        first = self._by_name.setdefault(key, found := Standing(base, example, file, *places))
        if first is not found:
            self.diagnostics.add(
                DUPLICATE_API,
                name,
                related=((first.name_span, "the other one"),),
                api=api.name.value,
                version=api.version,
            )
        return first is found

    def check(self) -> None:
        """Says what is wrong with all of them together, and lets go of them."""
        standings = list(self._by_name.values())
        self._by_name.clear()
        _check_bases(standings, self.url, self.diagnostics)
        _check_case(standings, self.diagnostics)


def base_of(context: str, version: str) -> str:
    """What stands before the vendor's path: /CONTEXT/VERSION, or the context with its version."""
    if "{version}" in context:
        return "/" + context.replace("{version}", version)
    return f"/{context}/{version}"


def _check_bases(standings: list[Standing], url: str, diagnostics: Diagnostics) -> None:
    """Complains of bases that overlap with another or with the gateway's own paths."""
    standings.sort(key=_place)
    standings.sort(key=lambda each: _segments(each.base))
    upper: Standing | None = None
    for each in standings:
        for reserved in RESERVED_PATHS:
            if _below(each.base, reserved):
                diagnostics.add(RESERVED_BASE, each.span, base=each.base, reserved=reserved)
        # In this order a base stands right after the one above it and that one's other bases.
        if upper is not None and _below(each.base, upper.base):
            later, earlier = max(each, upper, key=_place), min(each, upper, key=_place)
            diagnostics.add(
                OVERLAP,
                later.span,
                related=((earlier.span, "the other one"),),
                base=later.base,
                other=earlier.base,
                url=url + each.base + each.example,
            )
        else:
            upper = each


def _check_case(standings: list[Standing], diagnostics: Diagnostics) -> None:
    standings.sort(key=_place)
    first: dict[str, Standing] = {}
    for each in standings:
        other = first.setdefault(each.base.lower(), each)
        if other.base != each.base:
            where = ((other.span, "the other one"),)
            diagnostics.add(
                BASES_DIFFER_IN_CASE, each.span, related=where, base=each.base, other=other.base
            )


def _place(standing: Standing) -> tuple[str, int, int]:
    """In the order of spans."""
    return _segments(standing.file), standing.line, standing.column


def _segments(path: str) -> str:
    """Text that has the order of the path's segments, and takes less memory than a list of them."""
    return path.replace("/", "\0")


def _below(base: str, upper: str) -> bool:
    return base == upper or base.startswith(upper + "/")
