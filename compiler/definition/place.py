"""A checked document read by the table of keys: scalars by their kinds, with their positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compiler.definition.written import Placed
from compiler.keys.kinds import List, Scalar
from compiler.keys.table import FileKind, row_at
from compiler.source import Document, Pointer


@dataclass(frozen=True, slots=True)
class Place:
    """A mapping of a checked document."""

    document: Document
    kind: FileKind
    pointer: Pointer

    @property
    def data(self) -> Any:
        data = self.document.data
        for step in self.pointer:
            data = data[step]
        return data

    def value(self, *steps: str) -> Any:
        """The scalar as the compiler's value, None where it is not written."""
        found = self.placed(*steps)
        return None if found is None else found.value

    def placed(self, *steps: str) -> Placed[Any] | None:
        data = self.data
        for step in steps:
            if step not in data:
                return None
            data = data[step]
        return self._read((*self.pointer, *steps), data)

    def needed(self, step: str) -> Placed[Any]:
        found = self.placed(step)
        if found is None:
            raise AssertionError(f"the schema lets '{step}' be left out")
        return found

    def names(self, *steps: str) -> tuple[tuple[Placed[str], Place], ...]:
        """The keys that the author named, with what they hold."""
        pointer = (*self.pointer, *steps)
        data = self.data
        for step in steps:
            data = data.get(step, {})
        return tuple(
            (Placed(name, self.document.key(*pointer, name)), self._at(*pointer, name))
            for name in data
        )

    def items(self, step: str) -> tuple[Place, ...]:
        count = len(self.data.get(step, ()))
        return tuple(self._at(*self.pointer, step, index) for index in range(count))

    def below(self, step: str) -> Place:
        """The mapping below this one; it must be written."""
        return self._at(*self.pointer, step)

    def _at(self, *pointer: str | int) -> Place:
        return Place(self.document, self.kind, pointer)

    def _read(self, pointer: Pointer, data: Any) -> Placed[Any]:
        row = row_at(self.kind, pointer)
        span = self.document.value(*pointer)
        match None if row is None else row.kind:
            case Scalar(parse=parse):
                return Placed(parse(data), span)
            case List(or_word=word) if data == word:
                return Placed((), span)
            case List(or_one=True) if not isinstance(data, list):
                return Placed((self._read((*pointer, 0), data),), span)
            case List():
                items = (self._read((*pointer, i), item) for i, item in enumerate(data))
                return Placed(tuple(items), span)
        raise AssertionError(f"{pointer} is neither a scalar nor a list")
