"""The tables of paths with their operations, and of where answers say what was used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from urllib.parse import quote

from compiler import ir
from compiler.targets.nginx import classes
from compiler.targets.nginx.plan import Plan, Surface
from compiler.targets.nginx.records import record, text
from compiler.targets.nginx.segments import model_place
from compiler.targets.nginx.special import parameter_bytes
from compiler.terms import (
    InBody,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    PathTemplate,
    Reported,
    Usage,
)


def paths(plan: Plan) -> Iterator[tuple[str, str]]:
    """Every path: literal ones by their text, the others by their place in `templates`."""
    for surface, name in plan.surfaces.names.items():
        for path in surface:
            if path.template.literal:
                yield name + path.template.text, _path(path, plan)
        for count, paths in _by_length(surface).items():
            for at, path in enumerate(paths):
                yield f"{name}/{count}#{at}", _path(path, plan)


def templates(plan: Plan) -> Iterator[tuple[str, str]]:
    """Those of a surface with one number of segments together, in the order of the IR, "{}" for
    each parameter."""
    for surface, name in plan.surfaces.names.items():
        for count, paths in _by_length(surface).items():
            yield f"{name}/{count}", record(*(_shape(path.template) for path in paths))


def _by_length(surface: Surface) -> dict[int, list[ir.Path]]:
    """The paths that have parameters, by their number of segments, the empty one before the first
    slash included."""
    groups: dict[int, list[ir.Path]] = {}
    for path in surface:
        if not path.template.literal:
            groups.setdefault(_shape(path.template).count("/") + 1, []).append(path)
    return dict(sorted(groups.items()))


def _shape(template: PathTemplate) -> str:
    return "".join("{}" if isinstance(part, Parameter) else part for part in template.parts)


def _path(path: ir.Path, plan: Plan) -> str:
    fields = [text(path.template.text)[1:-1], " ".join(path.methods)]
    for method in path.methods:
        operation = next(each for each in path.operations if each.method == method)
        fields += (
            text(operation.id),
            plan.bodies.name(classes.body(operation)),
            _usage_name(operation.usage, plan) if operation.usage else "",
            _asked_place(operation, path.template),
        )
    return record(*fields)


def _asked_place(operation: ir.Operation, template: PathTemplate) -> str:
    """Where a request names the model, as model.js reads it."""
    match operation.request_model:
        case InPath(parameter):
            return " ".join(map(str, model_place(template, parameter) or ()))
        case InQuery(parameter):
            return f"?{parameter_bytes(parameter)}"
        case InHeader(name):
            return f":{name}"
        case None:
            return ""
        case _ as unknown:
            assert_never(unknown)


def _usage_name(usage: Usage, plan: Plan) -> str:
    """ "u…" if each value has one plain pointer or none, else "x…"."""
    name = plan.usages.name(usage)
    return name if all(map(_plain, _places(usage))) and not _in_headers(usage) else f"x{name}"


def _plain(place: InBody | InHeader | None) -> bool:
    return place is None or (
        isinstance(place, InBody)
        and len(place.pointers) == 1
        and all(key and quote(key, safe="") == key for key in place.pointers[0])
    )


def _in_headers(usage: Usage) -> bool:
    totals = [usage.answer.total, usage.stream.total]
    return any(isinstance(place, InHeader) for place in _places(usage) + totals)


def _places(usage: Usage) -> list[InBody | InHeader | None]:
    reported = (usage.answer, usage.stream)
    return [place for each in reported for place in (each.model, each.input, each.output)]


def usages(plan: Plan) -> Iterator[tuple[str, str]]:
    """Apart for a JSON answer and for a stream, since a request has one of them."""
    for usage in plan.usages.names:
        name = _usage_name(usage, plan)
        headers = _in_headers(usage)
        for kind, reported in (("answer", usage.answer), ("stream", usage.stream)):
            yield f"{name}/{kind}", _reported(reported, headers=headers)
            if plan.budgets.tokens and isinstance(reported.total, InBody):
                yield f"{name}/{kind}/total", _pointers(reported.total)


def _reported(reported: Reported, *, headers: bool) -> str:
    """Pointers of the model, the input and the output; then, where headers are looked at, nginx's
    variables of those."""
    places = (reported.model, reported.input, reported.output)
    told = (*places, reported.total) if headers else ()
    return record(*map(_pointers, places), *map(_header_variable, told))


def _pointers(place: InBody | InHeader | None) -> str:
    """The keys on the way to a value, percent-encoded, "%" for the empty one; "" for no pointer. A
    blank between pointers."""
    pointers = place.pointers if isinstance(place, InBody) else ()
    return " ".join("/".join(quote(key, safe="") or "%" for key in keys) for keys in pointers)


def _header_variable(place: InBody | InHeader | None) -> str:
    if not isinstance(place, InHeader):
        return ""
    return "upstream_http_" + place.name.replace("-", "_")
