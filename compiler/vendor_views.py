"""Vendors as `gatewright vendors list` and `show` print them: as data, and as text for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, assert_never

from compiler import openapi
from compiler.guides import Guide
from compiler.masking import printable
from compiler.terms import (
    BodyFlag,
    HeaderAuth,
    InBody,
    InHeader,
    InPath,
    InQuery,
    Pin,
    PinMode,
    QueryAuth,
    QueryFlag,
    Reported,
    RequestModel,
    Stream,
    Usage,
)
from compiler.vendors import Vendor, VendorOperation, parameters_of, written_pointer

Json = dict[str, Any]

_SHOWN = 8  # operations or models in one line
_COLUMNS = ("vendor", "operations", "streaming", "key", "from", "groups")


def row(vendor: Vendor) -> Json:
    """One line of the list."""
    formats = (stream.format.value for each in vendor.operations for stream in each.streams)
    return {
        "vendor": vendor.name,
        "version": vendor.version,
        "title": vendor.title,
        "operations": len(vendor.operations),
        "groups": list(vendor.groups),
        "streaming": sorted(set(formats)),
        "key": vendor.variable,
        "source": "project" if vendor.own else "bundled",
    }


def table(rows: Iterable[Json]) -> str:
    """The list for people."""
    lines = [tuple(name.upper() for name in _COLUMNS)]
    for each in rows:
        lines.append(
            (
                f"{each['vendor']}/{each['version']}",
                str(each["operations"]),
                ", ".join(each["streaming"]) or "-",
                each["key"] or "-",
                each["source"],
                ", ".join(each["groups"]) or "-",
            )
        )
    widths = [max(len(line[at]) for line in lines) for at in range(len(_COLUMNS))]
    return "\n".join(_aligned(line, widths) for line in lines)


def details(vendor: Vendor) -> Json:
    """A vendor with its facts; operations by their ids."""
    operations = vendor.operations
    return {
        "vendor": vendor.name,
        "version": vendor.version,
        "title": vendor.title,
        "source": "project" if vendor.own else "bundled",
        "server": vendor.server,
        "key": vendor.variable,
        "auth": _auth(vendor),
        "query": [_pin(pin, "=") for pin in vendor.query],
        "headers": [_pin(pin, ": ") for pin in vendor.headers],
        "removed_response_headers": list(vendor.removed_response_headers),
        "models": list(vendor.models),
        "default": list(vendor.default),
        "groups": {word: list(ids) for word, ids in vendor.groups.items()},
        "model": _by(operations, lambda each: _model(each.model)),
        "streams": _by(operations, lambda each: _streams(each.streams)),
        "usage": _by(operations, lambda each: _usage(each.usage)),
        "websockets": [each.id for each in operations if each.websocket],
        "chat": _chat(vendor.guide),
        "clients": [f"{each.name} at {each.base or '/'}" for each in vendor.guide.clients],
        "operations": {each.id: f"{each.method} {each.template.text}" for each in operations},
    }


def operation_details(vendor: Vendor, operation: VendorOperation) -> Json:
    """One operation with what its description and the facts say of it."""
    described = next(
        each for each in openapi.operations(vendor.document) if each.id == operation.id
    )
    places = ("path", "query", "header")
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.template.text,
        "groups": [word for word, ids in vendor.groups.items() if operation.id in ids],
        "parameters": {
            place: sorted(parameters_of(vendor.document, described, place)) for place in places
        },
        "request": list(openapi.request_media_types(vendor.document, described)),
        "answers": list(openapi.answer_media_types(vendor.document, described)),
        "model": _model(operation.model),
        "streams": _streams(operation.streams),
        "usage": _usage(operation.usage),
        "websocket": operation.websocket,
    }


def text(found: Json) -> str:
    """Details of a vendor or an operation for people: a line for each fact, lists below theirs."""
    width = max(len(name) for name in found)
    return "\n".join(line for name, value in found.items() for line in _lines(name, value, width))


def _lines(name: str, value: Any, width: int) -> Iterator[str]:
    label = name.replace("_", " ").ljust(width)
    match value:
        case dict() if value:
            yield label.rstrip()
            for word, inner in value.items():
                yield printable(f"  {word}: {_several(inner) or '-'}")
        case list() if name == "models":
            yield printable(f"{label}  {_several(value) or '-'}")
        case list() | dict():
            yield printable(f"{label}  {', '.join(value) or '-'}")
        case None | False:
            yield f"{label}  -"
        case True:
            yield f"{label}  yes"
        case _:
            yield printable(f"{label}  {value}")


def _several(inner: Any) -> str:
    if not isinstance(inner, list):
        return str(inner)
    rest = len(inner) - _SHOWN
    return ", ".join(inner[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return printable("  ".join(padded).rstrip())


def _by(
    operations: Iterable[VendorOperation], shown: Callable[[VendorOperation], str | None]
) -> dict[str, list[str]]:
    """Operations by what they have in common; those that have nothing are left out."""
    found: dict[str, list[str]] = {}
    for operation in operations:
        if (what := shown(operation)) is not None:
            found.setdefault(what, []).append(operation.id)
    return found


def _chat(guide: Guide) -> str | None:
    if guide.chat is None:
        return None
    plain, streamed = guide.chat.operation, guide.chat.streamed
    return plain if streamed == plain else f"{plain}, streamed by {streamed}"


def _auth(vendor: Vendor) -> str | None:
    match vendor.auth:
        case HeaderAuth(header, prefix):
            shown = f"{header}: {prefix}KEY"
        case QueryAuth(parameter, prefix):
            shown = f"?{parameter}={prefix}KEY"
        case None:
            return None
        case _:
            assert_never(vendor.auth)
    return shown if vendor.sigv4 is None else f"{shown}, or signed (SigV4) for {vendor.sigv4}"


def _pin(pin: Pin, between: str) -> str:
    if pin.mode is PinMode.REMOVED:
        return f"{pin.name} (removed)"
    return f"{pin.name}{between}{pin.value} ({pin.mode})"


def _model(model: RequestModel | None) -> str | None:
    match model:
        case InBody((pointer,)):
            return f"body {written_pointer(pointer)}"
        case InPath(parameter):
            return f"path {{{parameter}}}"
        case InQuery(parameter):
            return f"query {parameter}"
        case InHeader(name):
            return f"header {name}"
    return None


def _streams(streams: Iterable[Stream]) -> str | None:
    return "; ".join(f"{stream.format} {_when(stream)}" for stream in streams) or None


def _when(stream: Stream) -> str:
    match stream.when:
        case BodyFlag(pointer, value, default):
            unless = ", and without it" if default else ""
            return f"where body {written_pointer(pointer)} is {value or 'true'}{unless}"
        case QueryFlag(parameter, value):
            return f"where query {parameter} is {value}"
    return "always"


def _usage(usage: Usage | None) -> str | None:
    if usage is None:
        return None
    answer, stream = _reported(usage.answer), _reported(usage.stream)
    return answer if answer == stream else f"{answer}; in a stream {stream}"


def _reported(reported: Reported) -> str:
    places = {
        "input": reported.input,
        "output": reported.output,
        "total": reported.total,
        "model": reported.model,
        "remaining": reported.remaining,
    }
    said = (f"{name} {_place(place)}" for name, place in places.items() if place is not None)
    return ", ".join(said) or "nothing"


def _place(place: InBody | InHeader) -> str:
    match place:
        case InBody(pointers):
            return " + ".join(written_pointer(pointer) for pointer in pointers)
        case InHeader(name):
            return f"header {name}"
