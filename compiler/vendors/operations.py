"""The operations of a description with the facts that vendor.yaml has of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from compiler import openapi
from compiler.codes import (
    NO_SUCH_PARAMETER,
    NOT_A_GET,
    UNKNOWN_ID,
)
from compiler.definition.written import Placed
from compiler.definition.written_vendor import ReportedDefinition, UsageDefinition, VendorDefinition
from compiler.diagnostics import Diagnostics
from compiler.openapi import Document
from compiler.suggest import did_you_mean, listed
from compiler.terms import (
    InBody,
    InHeader,
    InPath,
    Parameter,
    PathTemplate,
    Reported,
    RequestModel,
    Stream,
    Usage,
)
from compiler.vendors.paths import parse_template
from compiler.vendors.vendor import VendorOperation


def read_operations(
    definition: VendorDefinition, document: Document, diagnostics: Diagnostics
) -> tuple[VendorOperation, ...]:
    """The operations, sorted by path, then method; complaints about facts that speak of none of
    them."""
    facts = _facts(definition)
    found: dict[str, VendorOperation] = {}
    for operation in openapi.operations(document):
        id = operation.id
        if id is None or id in found:  # normalising sees to that
            raise AssertionError(f"{operation.method} {operation.path} has no id of its own")
        template = parse_template(operation.path)
        bodies = openapi.request_media_types(document, operation)
        found[id] = VendorOperation(
            id=id,
            method=operation.method,
            template=template,
            upload=any(each.startswith("multipart/") for each in bodies),
            streams=facts.streams.get(id, ()),
            usage=facts.usage_of.get(id, facts.usage),
            model=_fitting(facts.models_of.get(id, facts.model), template),
            websocket=id in facts.websockets,
        )
    check_known(_named(definition), found, "operation", diagnostics)
    _check_parameters(definition, found, diagnostics)
    for each in definition.websockets:
        known = found.get(each.value)
        if known is not None and known.method != "GET":
            diagnostics.add(NOT_A_GET, each.span, id=known.id, method=known.method)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Facts:
    """What vendor.yaml says, by operationId and for all others."""

    streams: Mapping[str, tuple[Stream, ...]]
    usage: Usage | None
    usage_of: Mapping[str, Usage | None]
    model: RequestModel | None
    models_of: Mapping[str, RequestModel | None]
    websockets: frozenset[str]


def _facts(definition: VendorDefinition) -> _Facts:
    streams: dict[str, tuple[Stream, ...]] = {}
    for each in definition.streaming:
        for id in each.operations:
            streams[id.value] = (*streams.get(id.value, ()), each.stream.value)
    return _Facts(
        streams,
        _usage(definition.usage),
        {id.value: _usage(usage) for id, usage in definition.usage_of},
        _value(definition.model),
        {id.value: _value(model) for id, model in definition.models_of},
        frozenset(id.value for id in definition.websockets),
    )


def _value(found: Placed[RequestModel] | None) -> RequestModel | None:
    return None if found is None else found.value


def _usage(written: UsageDefinition | None) -> Usage | None:
    if written is None:
        return None
    # Most vendors report at the same place in a stream's event; where not, `stream` has it.
    answer = _reported(written.answer)
    return Usage(answer, answer if written.stream is None else _reported(written.stream))


def _reported(written: ReportedDefinition) -> Reported:
    places: dict[str, InBody | InHeader] = {}
    for measure, place in written.places:
        if isinstance(place, Placed):
            places[measure] = place.value
        else:
            places[measure] = InBody(tuple(pointer.value for pointer in place))
    return Reported(**places)


def _fitting(model: RequestModel | None, template: PathTemplate) -> RequestModel | None:
    if isinstance(model, InPath) and Parameter(model.parameter) not in template.parts:
        return None
    return model


def check_known(
    words: Iterable[Placed[str]], known: Collection[str], noun: str, diagnostics: Diagnostics
) -> None:
    """Complains of words that name nothing. noun: what they should name."""
    for word in words:
        if word.value not in known:
            diagnostics.add(
                UNKNOWN_ID,
                word.span,
                noun=noun,
                word=word.value,
                suggestion=did_you_mean(word.value, known),
                known=listed(known),
            )


def _named(definition: VendorDefinition) -> Iterator[Placed[str]]:
    """Every operationId that stands outside `default`."""
    for _, ids in definition.groups:
        yield from ids
    for each in definition.streaming:
        yield from each.operations
    yield from (id for id, _ in definition.models_of)
    yield from (id for id, _ in definition.usage_of)
    yield from definition.websockets
    if definition.chat is not None:
        yield from (definition.chat.operation, definition.chat.streamed)


def _check_parameters(
    definition: VendorDefinition, found: Mapping[str, VendorOperation], diagnostics: Diagnostics
) -> None:
    """Where the model is said to stand in a path, some path has to have it."""
    every = [operation.template for operation in found.values()]
    if definition.model is not None:
        _check_parameter(definition.model, every, "", diagnostics)
    for id, model in definition.models_of:
        if model is not None and id.value in found:
            _check_parameter(model, [found[id.value].template], f" of '{id.value}'", diagnostics)


def _check_parameter(
    model: Placed[RequestModel],
    templates: list[PathTemplate],
    where: str,
    diagnostics: Diagnostics,
) -> None:
    if not isinstance(model.value, InPath):
        return
    parts = (part for template in templates for part in template.parts)
    known = {part.name for part in parts if isinstance(part, Parameter)}
    if model.value.parameter not in known:
        diagnostics.add(
            NO_SUCH_PARAMETER,
            model.span,
            where=where,
            parameter=model.value.parameter,
            suggestion=did_you_mean(model.value.parameter, known),
            known=listed(known),
        )
