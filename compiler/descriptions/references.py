"""References of a description: which component each leads to, and names that components can have.

After it a reference is `#/components/KIND/NAME`, exactly. What another local place is referred to
as becomes a component of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from compiler.descriptions.shapes import COMPONENTS
from compiler.terms import Pointer

_ODD = re.compile(r"[^A-Za-z0-9._-]+")
# Where Swagger 2.0 has its components -> where OpenAPI 3 has them.
_OF_SWAGGER = {
    "definitions": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "securityDefinitions": "securitySchemes",
}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The reference leaves the file."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """There is nothing that it leads to."""


@dataclass(frozen=True, slots=True)
class Hoisted:
    """A place that is to become the component `name` of this kind."""

    kind: str
    name: str
    pointer: Pointer
    value: Any


class References:
    """Answers for one document, whose components are under `components`. of_swagger: references
    are still those of Swagger 2.0."""

    def __init__(self, root: dict[str, Any], *, of_swagger: bool = False) -> None:
        self._root = root
        self._of_swagger = of_swagger
        self._answers: dict[tuple[str, str], str | Elsewhere | Nowhere] = {}
        self._ended: dict[Pointer, bool] = {}
        self._hoisted: list[Hoisted] = []
        self._places: dict[tuple[str, Pointer], str] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._taken: dict[str, _Names] = {}
        components = root.get("components")
        for kind, plural in COMPONENTS.items():
            known = components.get(plural) if isinstance(components, dict) else None
            names = known if isinstance(known, dict) else {}
            self._name(kind, [name for name in names if isinstance(name, str)])

    def name(self, kind: str, name: str) -> str:
        """What a component is called: its name, without characters that none may have."""
        return self._names[kind].get(name, name)

    def answer(self, kind: str, text: str) -> str | Elsewhere | Nowhere:
        """The reference in its one form, for a place where an object of `kind` stands."""
        known = self._answers.get((kind, text))
        if known is None:
            known = self._answers[kind, text] = self._find(kind, text)
        return known

    def hoisted(self) -> Iterator[Hoisted]:
        """The components to be made; making one may bring others."""
        while self._hoisted:
            yield self._hoisted.pop(0)

    def value(self, text: str) -> Any:
        """What stands where a local reference leads; None where nothing does."""
        tokens = self._tokens(text)
        return None if tokens is None else self._resolved(tokens)

    def _tokens(self, text: str) -> Pointer | None:
        """The pointer of a reference to a place in the file; None: it is none."""
        if text == "#":
            return ()
        if not text.startswith("#/"):
            return None
        parts = [
            unquote(part).replace("~1", "/").replace("~0", "~") for part in text[2:].split("/")
        ]
        if self._of_swagger and len(parts) > 1 and parts[0] in _OF_SWAGGER:
            return ("components", _OF_SWAGGER[parts[0]], *parts[1:])
        return tuple(parts)

    def _name(self, kind: str, names: list[str]) -> None:
        taken = _Names(name for name in names if name and not _ODD.search(name))
        renamed: dict[str, str] = {}
        for name in names:
            if name not in taken:
                renamed[name] = taken.free(_ODD.sub("_", name) or "_")
        self._names[kind] = renamed
        self._taken[kind] = taken

    def _find(self, kind: str, text: str) -> str | Elsewhere | Nowhere:
        if not text.startswith("#"):
            return Elsewhere()
        tokens = self._tokens(text)
        if not tokens or not self._ends(tokens):
            return Nowhere()
        value = self._resolved(tokens)
        if not isinstance(value, dict) and not (kind == "schema" and isinstance(value, bool)):
            return Nowhere()
        plural = COMPONENTS[kind]
        if tokens[:2] == ("components", plural) and len(tokens) == 3:
            return f"#/components/{plural}/{self.name(kind, tokens[2])}"
        name = self._places.get((kind, tokens))
        if name is None:
            name = self._taken[kind].free(_ODD.sub("_", "_".join(tokens[-3:])))
            self._places[kind, tokens] = name
            self._hoisted.append(Hoisted(kind, name, tokens, value))
        return f"#/components/{plural}/{name}"

    def _ends(self, tokens: Pointer) -> bool:
        """Whether what a reference leads to is there in the end, be it through others; not in a
        circle. A schema may refer to what is not there: without its reference it is still one."""
        seen: dict[Pointer, None] = {}
        ends: bool | None = None
        while ends is None:
            if tokens in seen:
                ends = False
            elif tokens in self._ended:
                ends = self._ended[tokens]
            else:
                seen[tokens] = None
                value = self._resolved(tokens)
                text = value.get("$ref") if isinstance(value, dict) else None
                following = self._tokens(text) if isinstance(text, str) else None
                if following is None:
                    ends = value is not None  # of a reference elsewhere, its own place complains
                else:
                    tokens = following
        self._ended.update(dict.fromkeys(seen, ends))
        return ends

    def _resolved(self, tokens: Pointer) -> Any:
        value: Any = self._root
        for token in tokens:
            if isinstance(value, dict):
                value = value.get(token)
            elif isinstance(value, list) and token.isdecimal() and len(token) < 8:
                value = value[int(token)] if int(token) < len(value) else None
            else:
                return None
        return value


class _Names:
    """Names that are taken, and a way to others."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def free(self, wanted: str) -> str:
        """The name, with a number where it is taken."""
        name, number = wanted, self._numbers.get(wanted, 1)
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._numbers[wanted] = number
        self._taken.add(name)
        return name
