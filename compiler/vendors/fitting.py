"""Whether the facts of a vendor speak of what its description describes.

A description that leaves something open is not complained of, only one that says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from compiler import openapi
from compiler.codes import MODEL_NOT_IN_REQUEST, NO_SUCH_FLAG, NOT_A_FLAG, STREAM_NOT_DESCRIBED
from compiler.definition.written import Placed
from compiler.definition.written_vendor import VendorDefinition
from compiler.diagnostics import Diagnostics
from compiler.openapi import Described, Document
from compiler.suggest import did_you_mean
from compiler.terms import BodyFlag, InBody, InQuery, QueryFlag, RequestModel, Stream
from compiler.vendors import described
from compiler.vendors.conversing import check_chat
from compiler.vendors.describing import Description
from compiler.vendors.guiding import model_at
from compiler.vendors.measuring import check_usage
from compiler.vendors.schemas import Found, Missing, follow, shown, written_pointer
from compiler.vendors.together import check_together
from compiler.vendors.vendor import Vendor


def check_fit(
    definition: VendorDefinition,
    vendor: Vendor,
    description: Description,
    diagnostics: Diagnostics,
) -> None:
    """Complains of streams that nothing asks for, and of counts and models that are nowhere."""
    document = description.document
    operations = {each.id or "": each for each in openapi.operations(document)}
    fit = _Fit(operations, document, diagnostics)
    for each in definition.streaming:
        for id in each.operations:
            fit.check_stream(id, each.stream)
    if definition.model is not None:
        fit.check_model(definition.model, operations.values(), "")
    for id, model in definition.models_of:
        if model is not None:
            fit.check_model(model, (operations[id.value],), f" of '{id.value}'")
    check_usage(definition, vendor, operations, document, diagnostics)
    if definition.chat is not None:
        chat, known = definition.chat, vendor.operations
        check_chat(chat, known, operations, document, diagnostics)
        check_together(chat, model_at(definition, chat.operation.value), known, diagnostics)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The requests of one vendor. operations: by operationId."""

    operations: dict[str, Described]
    document: Document
    diagnostics: Diagnostics

    def check_stream(self, id: Placed[str], stream: Placed[Stream]) -> None:
        """That the answer can be such a stream, and that a request can ask for it."""
        operation, format = self.operations[id.value], stream.value.format
        if format.media_type not in openapi.answer_media_types(self.document, operation):
            self.diagnostics.add(
                STREAM_NOT_DESCRIBED,
                id.span,
                id=id.value,
                format=format,
                media_type=format.media_type,
            )
        match stream.value.when:
            case None:
                return
            case BodyFlag(pointer) as flag:
                place = written_pointer(pointer)
                bodies = described.bodies(self.document, operation)
                found = follow(self.document, bodies, pointer)
            case QueryFlag(place) as flag:
                found = self._parameter(operation, place)
        about: dict[str, Any] = {"id": id.value, "place": place}
        if isinstance(found, Missing):
            suggestion = did_you_mean(place, found.known)
            self.diagnostics.add(NO_SUCH_FLAG, stream.span, suggestion=suggestion, **about)
        elif found is not None and not _asks(flag, found):
            self.diagnostics.add(NOT_A_FLAG, stream.span, found=shown(found), **about)

    def check_model(
        self, model: Placed[RequestModel], operations: Iterable[Described], where: str
    ) -> None:
        """That some request can name the model there. Headers are described by few."""
        known: list[str] = []
        match model.value:
            case InBody((pointer,)):
                place = written_pointer(pointer)
                bodies = (described.bodies(self.document, each) for each in operations)
                found = [follow(self.document, each, pointer) for each in bodies]
            case InQuery(place):
                found = [self._parameter(each, place) for each in operations]
            case _:
                return
        for each in found:
            if not isinstance(each, Missing):
                return
            known += each.known
        suggestion = did_you_mean(place, set(known))
        self.diagnostics.add(
            MODEL_NOT_IN_REQUEST, model.span, where=where, place=place, suggestion=suggestion
        )

    def _parameter(self, operation: Described, name: str) -> Found | Missing | None:
        known = described.parameters_of(self.document, operation, "query")
        if name not in known:
            return Missing(tuple(sorted(known)))
        return follow(self.document, [known[name]], ())


def _asks(flag: BodyFlag | QueryFlag, found: Found) -> bool:
    """Whether a field or parameter of this kind can have the value that asks for a stream."""
    if not found.types:
        return True
    if flag.value is None:
        return "boolean" in found.types
    if found.values is not None:
        return flag.value in [str(value) for value in found.values]
    if "string" in found.types:
        return True
    boolean = isinstance(flag, QueryFlag) and "boolean" in found.types
    return boolean and flag.value in ("true", "false")
