"""Whether the places that a vendor.yaml's `chat` names can stand in one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from compiler.codes import NOT_TOGETHER
from compiler.definition.written_guide import ChatDefinition
from compiler.diagnostics import Diagnostics, Span
from compiler.pointers import index
from compiler.terms import BodyFlag, Pointer
from compiler.vendors.schemas import written_pointer
from compiler.vendors.vendor import VendorOperation


def check_together(
    chat: ChatDefinition,
    model_at: Pointer | None,
    known: Iterable[VendorOperation],
    diagnostics: Diagnostics,
) -> None:
    """Complains of a place inside of another that is a value of its own, and the like. model_at:
    where the body names the model; None: it does not. known: the vendor's operations. A place that
    has a complaint already, since requests cannot have it, gets no other."""
    wrong = {each.span for each in diagnostics}
    refused: set[_Place] = set()
    for places in (_message(chat), *_requests(chat, model_at, known)):
        body = _Body()
        for place in places:
            if place in refused or (clash := body.added(place)) is None:
                continue
            refused.add(place)
            if place.span not in wrong:
                problem, other = clash
                where = ((other.span, f"'{other.key}'"),) if other else ()
                diagnostics.add(
                    NOT_TOGETHER,
                    place.span,
                    related=where,
                    place=written_pointer(place.pointer),
                    key=place.key,
                    problem=problem,
                )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value is set. own: nothing else may set it."""

    key: str
    pointer: Pointer
    span: Span
    own: bool = True


def _message(chat: ChatDefinition) -> Iterator[_Place]:
    yield _Place("chat.role", chat.role.value, chat.role.span)
    yield _Place("chat.text", chat.text.value, chat.text.span)


def _requests(
    chat: ChatDefinition, model_at: Pointer | None, known: Iterable[VendorOperation]
) -> Iterator[tuple[_Place, ...]]:
    """What a request gets, in all the orders in which it is made: whether a place is one in a list
    can depend on what came before. In the first one, what an author of `chat` can change comes
    last, so that it is seen as the mistake; the others are those of snippets and of the portal's
    panel."""
    model = () if model_at is None else (_Place("model", model_at, chat.operation.span),)
    flags = tuple(_flags(chat, known))
    messages = _Place("chat.messages", chat.messages.value, chat.messages.span)
    fields, stream = (
        tuple(_Place(key, pointer.value, pointer.span, own=False) for pointer, _ in written)
        for key, written in (("chat.set", chat.fields), ("chat.stream", chat.stream))
    )
    yield (*model, *flags, messages, *fields, *stream)
    yield (*model, messages, *fields, *flags, *stream)
    yield (messages, *fields, *stream, *flags, *model)


def _flags(chat: ChatDefinition, known: Iterable[VendorOperation]) -> Iterator[_Place]:
    """What asks for a stream."""
    used = {chat.operation.value: chat.operation.span, chat.streamed.value: chat.streamed.span}
    for operation in known:
        for stream in operation.streams:
            if operation.id in used and isinstance(stream.when, BodyFlag):
                yield _Place("streaming", stream.when.pointer, used[operation.id], own=False)


@dataclass(frozen=True, slots=True)
class _Body:
    """Values by their places; what holds others, by the first that was put into it; how many items
    each list has."""

    values: dict[Pointer, _Place] = field(default_factory=dict)
    holders: dict[Pointer, _Place] = field(default_factory=dict)
    lists: dict[Pointer, int] = field(default_factory=dict)

    def added(self, place: _Place) -> tuple[str, _Place | None] | None:
        """Why there can be no value at the place, and which one is in its way."""
        pointer = place.pointer
        above = [pointer[:depth] for depth in range(1, len(pointer))]
        for holder in above:
            if other := self.values.get(holder):
                return f"'{written_pointer(holder)}' is a value of its own", other
        if other := self.holders.get(pointer):
            return f"'{written_pointer(other.pointer)}' is inside of it", other
        other = self.values.get(pointer)
        if other and (other.own or place.own):
            return "something else is there", other
        for holder, token in zip(above, pointer[1:], strict=True):
            if (problem := self._misses(holder, index(token))) is not None:
                return problem, self.holders.get(holder)
        self._add(place, above)
        return None

    def _misses(self, holder: Pointer, at: int | None) -> str | None:
        """Why what holds others cannot hold this, a place in a list or (None) a member. What is
        only made for it is a list where it is a place in one."""
        items = self.lists.get(holder, None if holder in self.holders else 0)
        if at is None:
            return f"'{written_pointer(holder)}' is a list" if holder in self.lists else None
        if items is not None and at > items:
            return f"the list has no item '{items}' before it"
        return None

    def _add(self, place: _Place, above: list[Pointer]) -> None:
        for holder, token in zip(above, place.pointer[1:], strict=True):
            at = index(token)
            if at is not None and (holder in self.lists or holder not in self.holders):
                self.lists[holder] = max(self.lists.get(holder, 0), at + 1)
            self.holders.setdefault(holder, place)
        self.values[place.pointer] = place
