"""Whether answers and streams have the counts where a vendor.yaml says, as far as described."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compiler.codes import NO_USAGE, NOT_A_MEASURE, NOT_IN_ANSWER
from compiler.definition.written import Placed
from compiler.definition.written_vendor import ReportedDefinition, UsageDefinition, VendorDefinition
from compiler.diagnostics import Diagnostics
from compiler.openapi import Described, Document
from compiler.suggest import did_you_mean, listed
from compiler.terms import Pointer
from compiler.vendors import described
from compiler.vendors.schemas import Found, Missing, follow, shown, written_pointer
from compiler.vendors.vendor import Vendor, VendorOperation

_EXPECTED = {"model": ("string",), "remaining": ("integer", "number", "string")}
_COUNT = ("integer", "number")
_IN_STREAM = " in a stream"


def check_usage(
    definition: VendorDefinition,
    vendor: Vendor,
    operations: Mapping[str, Described],
    document: Document,
    diagnostics: Diagnostics,
) -> None:
    """Names the operations of which nothing says what they cost, and pointers that lead nowhere."""
    exceptions = {id.value: usage for id, usage in definition.usage_of}
    measuring = _Measuring(operations, document)
    unmeasured = []
    for operation in vendor.operations:
        if definition.usage_span is None:
            unmeasured.append(operation.id)
        elif operation.id in exceptions:
            measuring.add(operation, exceptions[operation.id])
        elif definition.usage is not None and not measuring.add_if_any(operation, definition.usage):
            unmeasured.append(operation.id)
    if unmeasured:
        place = definition.usage_span or definition.title.span
        diagnostics.add(NO_USAGE, place, vendor=vendor.id, operations=listed(unmeasured))
    measuring.complain(diagnostics)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one operation's answers say of one pointer."""

    measure: str
    form: str
    pointer: Placed[Pointer]
    found: Found | Missing | None

    @property
    def fits(self) -> bool:
        """Whether a value may stand there that is of use."""
        match self.found:
            case None:
                return True
            case Missing():
                return False
            case Found(types):
                return not types or any(each in types for each in _expected(self.measure))


@dataclass(frozen=True, slots=True)
class _Measuring:
    """Looks pointers up, and gathers those that do not fit, with the operations whose they are."""

    operations: Mapping[str, Described]
    document: Document
    wrong: dict[tuple[str, str, Pointer, object], tuple[_Looked, list[str]]] = field(
        default_factory=dict
    )

    def add(self, operation: VendorOperation, usage: UsageDefinition | None) -> None:
        """An operation whose usage is its own."""
        if usage is not None:
            self._gather(operation, list(self._look(operation, usage)))

    def add_if_any(self, operation: VendorOperation, usage: UsageDefinition) -> bool:
        """One whose usage is that of all others; False: none of it is in its answers."""
        looked = list(self._look(operation, usage))
        counted = [each for each in looked if each.measure != "model"]
        headers = any(isinstance(place, Placed) for _, place in usage.answer.places)
        if not headers and not any(each.fits for each in counted):
            return False
        self._gather(operation, looked)
        return True

    def complain(self, diagnostics: Diagnostics) -> None:
        """One complaint for each pointer, with all operations that lack it."""
        for looked, ids in self.wrong.values():
            about: dict[str, Any] = {
                "id": listed(ids),
                "form": looked.form,
                "place": written_pointer(looked.pointer.value),
                "measure": looked.measure,
            }
            if isinstance(looked.found, Missing):
                suggestion = did_you_mean(about["place"], looked.found.known)
                diagnostics.add(NOT_IN_ANSWER, looked.pointer.span, suggestion=suggestion, **about)
            elif looked.found is not None:
                expected = "text" if looked.measure == "model" else "a whole number"
                diagnostics.add(
                    NOT_A_MEASURE,
                    looked.pointer.span,
                    found=shown(looked.found),
                    expected=expected,
                    **about,
                )

    def _gather(self, operation: VendorOperation, looked: list[_Looked]) -> None:
        for each in looked:
            # Counts that several pointers lead to are added up, whichever of them are there.
            beside = (
                other.fits
                for other in looked
                if (other.measure, other.form) == (each.measure, each.form)
            )
            if not each.fits and not any(beside):
                pointer = each.pointer
                key = (each.measure, each.form, pointer.value, pointer.span)
                self.wrong.setdefault(key, (each, []))[1].append(operation.id)

    def _look(self, operation: VendorOperation, usage: UsageDefinition) -> Iterator[_Looked]:
        here, document = self.operations[operation.id], self.document
        always = any(stream.when is None for stream in operation.streams)
        if not always:
            answers = described.answers(document, here)
            yield from self._followed(usage.answer, answers, "")
        if operation.streams:
            types = tuple(stream.format.media_type for stream in operation.streams)
            events = described.events(document, here, types)
            yield from self._followed(usage.stream or usage.answer, events, _IN_STREAM)

    def _followed(
        self, reported: ReportedDefinition, schemas: list[object], form: str
    ) -> Iterator[_Looked]:
        for measure, places in reported.places:
            for pointer in places if isinstance(places, tuple) else ():
                found = follow(self.document, schemas, pointer.value)
                yield _Looked(measure, form, pointer, found)


def _expected(measure: str) -> tuple[str, ...]:
    return _EXPECTED.get(measure, _COUNT)
