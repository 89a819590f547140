"""A document of the kind vendor.yaml -> schema -> VendorDefinition."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.definition.guiding import read_chat, read_uses
from compiler.definition.pins import read_pins
from compiler.definition.place import Place, whole
from compiler.definition.written import Placed
from compiler.definition.written_vendor import (
    Ids,
    ReportedDefinition,
    StreamDefinition,
    UsageDefinition,
    VendorDefinition,
)
from compiler.keys.table import FileKind
from compiler.keys.vendor import MEASURES, MODEL_PLACES
from compiler.source import Document
from compiler.terms import (
    BodyFlag,
    HeaderAuth,
    InBody,
    InHeader,
    InPath,
    InQuery,
    Pin,
    Pointer,
    QueryAuth,
    QueryFlag,
    RequestModel,
    Stream,
)


def read_vendor(document: Document) -> VendorDefinition:
    """What a checked vendor.yaml says."""
    at = whole(document, FileKind.VENDOR)
    data = at.data
    return VendorDefinition(
        name=at.needed("vendor"),
        version=at.needed("version"),
        title=at.needed("title"),
        server=at.value("server"),
        variable=None if data["key"] == "none" else at.placed("key", "env"),
        auth=_auth(at),
        sigv4=None if data["auth"] == "none" else at.value("auth", "sigv4"),
        groups=tuple(
            (name, _ids(at.placed("groups", name.value))) for name, _ in at.names("groups")
        ),
        default=_ids(at.placed("default")) if "default" in data else None,
        query=_pins(at, "query"),
        headers=_pins(at, "headers"),
        removed_response_headers=_ids(at.placed("response_headers", "remove")),
        model=_model(at, "model"),
        models_of=tuple(
            (name, _model(at, "model", "operations", name.value)) for name in _named(at, "model")
        ),
        models=_texts(at.placed("models")),
        streaming=tuple(_streams(at)),
        usage=_usage(at, "usage"),
        usage_of=tuple(
            (name, _usage(at, "usage", "operations", name.value)) for name in _named(at, "usage")
        ),
        websockets=_ids(at.placed("websockets")),
        usage_span=document.key("usage") if "usage" in data else None,
        chat=read_chat(at),
        clients=read_uses(at),
    )


def _ids(found: Placed[tuple[Placed[str], ...]] | None) -> Ids:
    return () if found is None else found.value


def _texts(found: Placed[tuple[Placed[str], ...]] | None) -> tuple[str, ...]:
    return tuple(each.value for each in _ids(found))


def _named(at: Place, key: str) -> tuple[Placed[str], ...]:
    """The operations that differ from what holds for all."""
    if isinstance(at.data.get(key, "none"), str):
        return ()
    return tuple(name for name, _ in at.names(key, "operations"))


def _auth(at: Place) -> Placed[HeaderAuth | QueryAuth] | None:
    if at.data["auth"] == "none":
        return None
    prefix = at.value("auth", "prefix") or ""
    if (header := at.placed("auth", "header")) is not None:
        return Placed(HeaderAuth(header.value, prefix), header.span)
    query = at.below("auth").needed("query")
    return Placed(QueryAuth(query.value, prefix), query.span)


def _pins(at: Place, key: str) -> tuple[Placed[Pin], ...]:
    return tuple(Placed(pin.value, name.span) for name, pin in read_pins(at, key))


def _model(at: Place, *steps: str) -> Placed[RequestModel] | None:
    """Where requests name the model; None for `none` and where nothing is written."""
    data = at.data
    for step in steps:
        data = data.get(step, "none")
    if isinstance(data, str):
        return None
    (place,) = (place for place in MODEL_PLACES if place in data)
    found = at.placed(*steps, place)
    if found is None:
        raise AssertionError("a key that is there cannot be read")
    return Placed(_request_model(place, found.value), found.span)


def _request_model(place: str, value: str | Pointer) -> RequestModel:
    match place, value:
        case "body", tuple():
            return InBody((value,))
        case "path", str():
            return InPath(value)
        case "query", str():
            return InQuery(value)
        case "header", str():
            return InHeader(value.lower())
    raise AssertionError(f"a model is in no {place}")


def _streams(at: Place) -> Iterator[StreamDefinition]:
    match at.data.get("streaming", "none"):
        case dict():
            yield _stream(at.below("streaming"))
        case list():
            yield from (_stream(block) for block in at.items("streaming"))


def _stream(block: Place) -> StreamDefinition:
    when: BodyFlag | QueryFlag | None = None
    place = block.document.value(*block.pointer, "when")
    if (body := block.placed("when", "body")) is not None:
        place = body.span
        value, default = block.value("when", "value"), block.value("when", "default")
        when = BodyFlag(body.value, value, default is True)
    elif (query := block.placed("when", "query")) is not None:
        place = query.span
        when = QueryFlag(query.value, block.value("when", "value"))
    stream = Stream(block.value("format"), when)
    return StreamDefinition(Placed(stream, place), block.needed("operations").value)


def _usage(at: Place, *steps: str) -> UsageDefinition | None:
    data = at.data
    for step in steps:
        data = data.get(step, "none")
    if isinstance(data, str):
        return None
    stream = _reported(at, *steps, "stream") if "stream" in data else None
    return UsageDefinition(_reported(at, *steps), stream)


def _reported(at: Place, *steps: str) -> ReportedDefinition:
    for step in steps:
        at = at.below(step)
    places: list[tuple[str, tuple[Placed[Pointer], ...] | Placed[InHeader]]] = []
    for measure in MEASURES:
        match at.data.get(measure, "none"):
            case "none":
                continue
            case dict():
                header = at.below(measure).needed("header")
                places.append((measure, Placed(InHeader(header.value.lower()), header.span)))
            case _:
                places.append((measure, _pointers(at.needed(measure))))
    return ReportedDefinition(tuple(places))


def _pointers(found: Placed[tuple[Placed[Pointer], ...]]) -> tuple[Placed[Pointer], ...]:
    return found.value
