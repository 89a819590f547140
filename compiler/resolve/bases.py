"""Where the APIs of a project stand: BASE, unique and never one below another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.codes import BASES_DIFFER_IN_CASE, DUPLICATE_API, OVERLAP, RESERVED_BASE
from compiler.contract import RESERVED_PATHS
from compiler.definition.written import ApiDefinition
from compiler.diagnostics import Diagnostics, Span


@dataclass(frozen=True, slots=True)
class Standing:
    """An API's BASE and a path below it that it serves, for showing what overlaps."""

    base: str
    example: str
    span: Span


def base_of(context: str, version: str) -> str:
    """What stands before the vendor's path: /CONTEXT/VERSION, or the context with its version."""
    if "{version}" in context:
        return "/" + context.replace("{version}", version)
    return f"/{context}/{version}"


def check_names(apis: Iterable[ApiDefinition], diagnostics: Diagnostics) -> list[ApiDefinition]:
    """The APIs whose name and version are theirs alone, the first of each that are not."""
    first: dict[tuple[str, str], ApiDefinition] = {}
    for api in apis:
        key = (api.name.value.lower(), api.version.lower())
        if key in first:
            where = ((first[key].name.span, "the other one"),)
            name, version = api.name.value, api.version
            diagnostics.add(DUPLICATE_API, api.name.span, related=where, api=name, version=version)
        else:
            first[key] = api
    return list(first.values())


def check_bases(standings: Iterable[Standing], url: str, diagnostics: Diagnostics) -> None:
    """Complains of bases that overlap with another or with the gateway's own paths. url: where
    clients would send the example that both match."""
    ordered = sorted(standings, key=lambda each: (each.base.split("/"), each.span))
    upper: Standing | None = None
    for each in ordered:
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
    _check_case(ordered, diagnostics)


def _check_case(standings: Iterable[Standing], diagnostics: Diagnostics) -> None:
    first: dict[str, Standing] = {}
    for each in sorted(standings, key=_place):
        other = first.setdefault(each.base.lower(), each)
        if other.base != each.base:
            where = ((other.span, "the other one"),)
            diagnostics.add(
                BASES_DIFFER_IN_CASE, each.span, related=where, base=each.base, other=other.base
            )


def _place(standing: Standing) -> Span:
    return standing.span


def _below(base: str, upper: str) -> bool:
    return base == upper or base.startswith(upper + "/")
