"""The events of a stream that only the description knows: a first one, pieces of text, a last one
with the counts."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeGuard

from compiler.mock import counts, places
from compiler.mock.calls import Call
from compiler.mock.examples import ENDED, Wishes, example
from compiler.mock.media import SOUND_BASE64
from compiler.mock.pointing import Json, leads, put
from compiler.mock.replies import encoded
from compiler.mock.said import Exchange
from compiler.mock.schemas import Impossible, Schemas, Written
from compiler.terms import Pointer, Reported

Named = tuple[str | None, bytes]
"""An event: its name, where the stream has names, and its data."""

_BEGUN = ("created", "start", "in_progress", "queued")
_PIECE = ("delta", "partial")
_ADDED = ("added",)
_DONE = (*ENDED, "end")
_FAILED = ("error", "failed", "incomplete", "cancelled")
_WHOLE = 3  # steps to a text that is no part by itself
_LONGEST_NAME = 200
_ERROR = re.compile("Error|Exception")


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the events that a stream may have. place: of a piece of text in it."""

    schema: Written
    word: str
    place: Pointer | None
    counted: bool


def described(call: Call, media_type: str, said: Exchange) -> Iterator[Named]:
    """The events of a stream by its schema; none, where that says nothing of them. Impossible: no
    event fits it."""
    _, content = call.description.success(call.described)
    schema = content.get(media_type, True)
    if schema is True:
        return
    maker = _Maker(call, said)
    data, named = maker.apart(schema)
    number = 0
    for value, word in maker.events(data):
        if maker.numbered(data, value, number):
            number += 1
            yield maker.name(named, value, word), encoded(value)
    if not number:
        raise Impossible("no event was found")


def _far_from_text(kind: _Kind) -> tuple[bool, bool, int]:
    """The least for the event that most probably is a piece of the text."""
    place = kind.place or ()
    return "delta" not in kind.word, "text" not in kind.word, len(place)


def _is_name(value: Json) -> TypeGuard[str]:
    """Whether every form of a stream can have it as the name of an event."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME and value.isprintable()


def _is_piece(kind: _Kind) -> bool:
    return not kind.counted and any(part in kind.word for part in _PIECE)


class _Maker:
    """Makes the events of one stream."""

    def __init__(self, call: Call, said: Exchange) -> None:
        self._call = call
        self._said = said
        self._schemas: Schemas = call.description.schemas
        usage = call.operation.usage
        self._reported = Reported() if usage is None else usage.stream

    def apart(self, schema: Written) -> tuple[Written, Written | None]:
        """The schema of an event's data, and of its name if it has one. Some descriptions show an
        event as an object of both, others only its data."""
        plain = self._schemas.plain(schema)
        members: Mapping[str, Written] = plain.get("properties", {})
        if "data" in members and set(members) <= {"event", "data", "id", "retry"}:
            return members["data"], members.get("event")
        return schema, None

    def events(self, data: Written) -> Iterator[tuple[Json, str]]:
        """The values of the events, and a word for each."""
        kinds = list(self._kinds(data))
        first = self._first(kinds, _BEGUN)
        piece = min((kind for kind in kinds if not kind.counted and kind.place is not None),
                    key=_far_from_text, default=None)  # fmt: skip
        piece = piece or next((kind for kind in kinds if _is_piece(kind)), None)
        last = next((kind for kind in reversed(kinds) if kind.counted), None)
        last = last or self._first(kinds, _DONE)
        if len(kinds) == 1:
            first, piece, last = None, kinds[0], kinds[0] if kinds[0].counted else None
        if first is not None:
            yield from self._one(first, _BEGUN, None)
        around = self._around(kinds, piece)
        for kind in around:
            part = kind.place is not None and len(kind.place) < _WHOLE
            yield from self._one(kind, _ADDED, "" if part else None)
        if piece is not None and piece.place is not None:
            for text in self._said.pieces:
                yield from self._one(piece, _PIECE, text)
            for kind in reversed(around):
                yield from self._one(kind, _DONE, self._said.text)
        elif piece is not None:
            yield from self._one(piece, _PIECE, None)
        elif first is None and last is None:
            yield from (found for kind in kinds[:3] for found in self._one(kind, _DONE, None))
        if last is not None:
            text = self._said.text if len(kinds) > 1 else ""
            yield from self._one(last, _DONE, text, counted=True)

    def _around(self, kinds: list[_Kind], piece: _Kind | None) -> list[_Kind]:
        """The events that say, before the pieces of a text, where it will stand, and that come
        again after it: those described before the pieces that are of something added."""
        if piece is None or piece not in kinds:
            return []
        before = [kind for kind in kinds[: kinds.index(piece)] if kind.place is not None]
        return [kind for kind in before if self._first([kind], _ADDED) is not None]

    def _kinds(self, data: Written) -> Iterator[_Kind]:
        for schema in self._schemas.alternatives(data):
            if not isinstance(schema, bool) and _ERROR.search(schema.get("$ref", "")):
                continue
            try:
                made = self._example(schema, _DONE)
            except Impossible:
                continue
            word = str(made.get("type", made.get("object", ""))) if isinstance(made, dict) else ""
            if (isinstance(made, dict) and made.get("error")) or any(
                part in word for part in _FAILED
            ):
                continue
            place = places.written(self._schemas, schema)
            wanted = counts.pointers(self._reported)[:1]
            yield _Kind(schema, word, place, any(leads(made, pointer) for pointer in wanted))

    def _first(self, kinds: list[_Kind], words: tuple[str, ...]) -> _Kind | None:
        for kind in kinds:
            try:
                made = self._example(kind.schema, words)
            except Impossible:
                continue
            word = str(made.get("type", "")) if isinstance(made, dict) else ""
            if any(part in word for part in words):
                return kind
        return None

    def _example(self, schema: Written, words: tuple[str, ...], *more: Pointer) -> Json:
        wanted = (*counts.pointers(self._reported), *more) if words is _DONE else more
        names = {
            "model": (self._call.model,),
            "done": (words is _DONE,),
            "audio": (SOUND_BASE64,),
            "audio_data": (SOUND_BASE64,),
            "bytes": (base64.b64encode(encoded({"text": self._said.text})).decode("ascii"),),
        }
        return example(self._schemas, schema, Wishes(tuple(wanted), names, words))

    def _one(
        self, kind: _Kind, words: tuple[str, ...], text: str | None, *, counted: bool = False
    ) -> Iterator[tuple[Json, str]]:
        more = () if text is None or kind.place is None else (kind.place,)
        try:
            made = self._example(kind.schema, words, *more)
        except Impossible:
            return
        fits = partial(self._schemas.fits, kind.schema)
        if text is not None and kind.place is not None and leads(made, kind.place):
            spoken = copy.deepcopy(made)
            put(spoken, kind.place, text)
            made = spoken if fits(spoken) else made
        if counted:
            made = counts.counted(made, self._reported, self._said, self._call.model, fits)
        yield made, kind.word

    def numbered(self, data: Written, value: Json, number: int) -> bool:
        """Gives an event its number if it has one: they count from 0. False: it may not be among
        such events, though it is like one of their kinds."""
        before = value.get("sequence_number") if isinstance(value, dict) else None
        if isinstance(before, int):
            value["sequence_number"] = number
            if self._schemas.fits(data, value):
                return True
            value["sequence_number"] = before
        return self._schemas.fits(data, value)

    def name(self, named: Written | None, value: Json, word: str) -> str | None:
        """An event's name: what its data calls itself, or an example."""
        if named is None:
            return None
        own = value.get("type") if isinstance(value, dict) else None
        for found in (own, word):
            if _is_name(found) and self._schemas.fits(named, found):
                return found
        try:
            found = example(self._schemas, named)
        except Impossible:
            return None
        return found if _is_name(found) else None
