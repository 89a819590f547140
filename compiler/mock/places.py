"""Places in a schema that are looked for by name and type."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator

from compiler.mock.schemas import Impossible, Schema, Schemas, Written, types_of
from compiler.terms import Pointer

_DEEPEST = 7
_MOST = 3000
_WRITTEN = ("delta", "text", "content", "response", "output_text")
_AROUND = frozenset(("choices", "content", "message", "outputs"))
_NOT_WRITTEN = frozenset(("error", "input", "instructions", "prompt", "tools"))


def texts(schemas: Schemas, schema: Written, names: Collection[str]) -> Iterator[Pointer]:
    """Pointers to free texts that have one of these names, those nearest to the root first."""

    def sought(plain: Schema, pointer: Pointer) -> bool:
        fixed = plain.keys() & {"enum", "const", "format", "pattern", "contentEncoding"}
        return pointer[-1] in names and not fixed and "string" in types_of(plain)

    return _found(schemas, schema, sought)


def written(schemas: Schemas, schema: Written) -> Pointer | None:
    """Where an answer most probably has what a model wrote; None: nowhere."""
    every = texts(schemas, schema, _WRITTEN)
    found = [one for one in every if not _NOT_WRITTEN.intersection(one)]
    return min(found, key=lambda one: len(one) > 1 and not _AROUND.intersection(one), default=None)


def vectors(schemas: Schemas, schema: Written) -> Iterator[Pointer]:
    """Pointers to lists of numbers that are embeddings by their names."""

    def sought(plain: Schema, pointer: Pointer) -> bool:
        if "array" not in types_of(plain) or not any("embed" in token for token in pointer):
            return False
        return types_of(schemas.plain(plain.get("items", True))) == ["number"]

    return _found(schemas, schema, sought)


def _found(
    schemas: Schemas, schema: Written, sought: Callable[[Schema, Pointer], bool]
) -> Iterator[Pointer]:
    waiting: deque[tuple[Written, Pointer]] = deque([(schema, ())])
    for _ in range(_MOST):
        if not waiting:
            return
        part, pointer = waiting.popleft()
        try:
            plain = schemas.plain(part)
            if pointer and sought(plain, pointer):
                yield pointer
        except Impossible:
            continue
        # What is said in other words stands where it stands: before what is below it.
        for choice in reversed([*plain.get("anyOf", ()), *plain.get("oneOf", ())]):
            waiting.appendleft((choice, pointer))
        if len(pointer) < _DEEPEST:
            for name, member in plain.get("properties", {}).items():
                waiting.append((member, (*pointer, name)))
            if "items" in plain:
                waiting.append((plain["items"], (*pointer, "0")))
