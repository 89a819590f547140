"""A checked document read by the table of keys: scalars by their kinds, with their positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from compiler.definition.written import Placed
from compiler.diagnostics import Span
from compiler.keys.kinds import List, Scalar
from compiler.keys.table import FileKind, Node, below, tree
from compiler.source import Document, Pointer


@dataclass(frozen=True, slots=True)
class Place:
    """A mapping of a checked document, with its part of the table."""

    document: Document
    kind: FileKind
    pointer: Pointer
    data: Any
    node: Node | None

    @property
    def span(self) -> Span:
        """Where it begins."""
        return self.document.value(*self.pointer)

    def value(self, *steps: str) -> Any:
        """The scalar as the compiler's value, None where it is not written."""
        found = self.placed(*steps)
        return None if found is None else found.value

    def placed(self, *steps: str) -> Placed[Any] | None:
        """A scalar or a list of scalars; None where it is not written."""
        data, node = self.data, self.node
        for step in steps:
            if step not in data:
                return None
            data = data[step]
            if node is not None:  # by itself where it can, which takes half the time
                node = node.children.get(step) if node.each is None else below(node, step)
        return self._read((*self.pointer, *steps), data, node)

    def needed(self, step: str) -> Placed[Any]:
        """What the schema demands."""
        found = self.placed(step)
        if found is None:
            raise AssertionError(f"the schema lets '{step}' be left out")
        return found

    def names(self, *steps: str) -> tuple[tuple[Placed[str], Place], ...]:
        """The keys that the author named, with what they hold."""
        data, node = self.data, self.node
        for step in steps:
            data = data.get(step, {})
            node = None if node is None else below(node, step)
        pointer = (*self.pointer, *steps)
        return tuple(
            (
                Placed(name, self.document.key(*pointer, name)),
                self._at((*pointer, name), held, None if node is None else below(node, name)),
            )
            for name, held in data.items()
        )

    def items(self, step: str) -> tuple[Place, ...]:
        """The mappings in a list."""
        if step not in self.data:
            return ()
        node = None if self.node is None else below(self.node, step)
        each = None if node is None else node.each
        document, kind, above = self.document, self.kind, (*self.pointer, step)
        return tuple(
            [
                Place(document, kind, (*above, index), item, each)
                for index, item in enumerate(self.data[step])
            ]
        )

    def below(self, step: str) -> Place:
        """The mapping below this one; it must be written."""
        node = None if self.node is None else below(self.node, step)
        return self._at((*self.pointer, step), self.data[step], node)

    def _at(self, pointer: Pointer, data: Any, node: Node | None) -> Place:
        return Place(self.document, self.kind, pointer, data, node)

    def _read(self, pointer: Pointer, data: Any, node: Node | None) -> Placed[Any]:
        kind = None if node is None or node.row is None else node.row.kind
        span = self.document.value(*pointer)
        if isinstance(kind, Scalar):
            return Placed(kind.parse(data), span)
        if not isinstance(kind, List):
            raise AssertionError(f"{pointer} is neither a scalar nor a list")
        if data == kind.or_word:
            return Placed((), span)
        each = None if node is None else node.each
        if kind.or_one and not isinstance(data, list):
            return Placed((self._read((*pointer, 0), data, each),), span)
        items = (self._read((*pointer, i), item, each) for i, item in enumerate(data))
        return Placed(tuple(items), span)


def whole(document: Document, kind: FileKind) -> Place:
    """The document itself."""
    return Place(document, kind, (), document.data, tree(kind))
