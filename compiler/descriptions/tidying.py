"""A copy of a description in which every field is one that OpenAPI 3.1 has, of the right type, and
every reference leads to a component."""

from __future__ import annotations

import math
import re
from typing import Any, assert_never

from compiler.descriptions import schemas
from compiler.descriptions.completing import completed
from compiler.descriptions.findings import Fault, Notice
from compiler.descriptions.limits import MAX_DEPTH, MAX_NODES
from compiler.descriptions.references import Elsewhere, Nowhere, References
from compiler.descriptions.shapes import (
    COMPONENTS,
    FIELDS,
    NOT_SERVED,
    Many,
    Named,
    One,
    Shape,
    Value,
)
from compiler.terms import Pointer

DROPPED: Any = object()
"""Stands for a value that is not in the copy."""

NO_FIELD = "is no field here: dropped"
WRONG_TYPE = "is of the wrong type: dropped"
LOST = "refers to what is not there: dropped"
ELSEWHERE = "refers to another file or host: bundle the description into one file first"
NOT_SERVED_HERE = "is not what a gateway serves: dropped"
EXTENSION = "extensions (x-...) are dropped"
IN_EXAMPLE = "is a reference inside of an example: dropped"
NOT_FINITE = "is no finite number: null"
RENAMED = "has characters that no name of a component may have: renamed"
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")
TOO_DEEP = "is nested deeper than any description is"
TOO_LARGE = "is where it gets larger than a million values, aliases counted each time"


class TooMuch(Exception):
    """The description is nested too deep or, with its aliases, too large; `fault` says where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Tidying:
    """Copies a document, whose references `known` answers. modern: it claims to be 3.1."""

    def __init__(self, known: References, *, modern: bool) -> None:
        self.notices: list[Notice] = []
        self.faults: list[Fault] = []
        self.defaults: list[tuple[dict[str, Any], Pointer]] = []
        self._known = known
        self._modern = modern
        self._path: list[str] = []
        self._nodes = 0
        self._component: str | None = None  # the schema component that is being copied
        self._extended = False

    def document(self, root: dict[str, Any]) -> dict[str, Any]:
        """The whole copy. TooMuch: it has no end."""
        made: dict[str, Any] = self._object("document", root)
        components = made.setdefault("components", {})
        for hoisted in self._known.hoisted():
            self._path, self._component = list(hoisted.pointer), None
            value = self._one(hoisted.kind, hoisted.value)
            if value is not DROPPED:
                components.setdefault(COMPONENTS[hoisted.kind], {})[hoisted.name] = value
        self._path = []
        return made

    def note(self, text: str, *further: str) -> None:
        """A notice about the place that is being copied, or one below it."""
        self.notices.append(Notice((*self._path, *further), text))

    def _enter(self, key: str) -> None:
        self._path.append(key)
        self._nodes += 1
        if self._nodes > MAX_NODES or len(self._path) > MAX_DEPTH:
            text = TOO_LARGE if self._nodes > MAX_NODES else TOO_DEEP
            raise TooMuch(Fault(tuple(self._path[:8]), text))

    def _one(self, kind: str, value: Any) -> Any:
        if kind == "schema":
            return self._schema(value)
        if type(value) is not dict:
            self.note(WRONG_TYPE)
            return DROPPED
        if kind in COMPONENTS and type(value.get("$ref")) is str:
            self._enter("$ref")
            answer = self._answer(kind, value["$ref"])
            self._path.pop()
            return DROPPED if answer is None else {"$ref": answer}
        return self._object(kind, value)

    def _object(self, kind: str, value: dict[str, Any]) -> Any:
        fields = FIELDS[kind]
        made: dict[str, Any] = {}
        for key, each in value.items():
            shape = fields.get(key)
            if shape is None:
                self._unknown(kind, key)
                continue
            self._enter(key)
            copied = self._child(shape, each)
            self._path.pop()
            if copied is not DROPPED:
                made[key] = copied
        whole = completed(kind, made)
        if isinstance(whole, str):
            self.note(whole)
            return DROPPED
        return whole

    def _unknown(self, kind: str, key: Any) -> None:
        if type(key) is str and key.startswith("x-"):
            if not self._extended:
                self._extended = True
                self.note(EXTENSION, key)
        elif key in NOT_SERVED.get(kind, ()):
            self.note(NOT_SERVED_HERE, key)
        else:
            self.note(NO_FIELD, str(key))

    def _child(self, shape: Shape, value: Any) -> Any:
        match shape:
            case Value(check):
                if not check(value):
                    self.note(WRONG_TYPE)
                    return DROPPED
                return self._raw(value)
            case One(kind):
                return self._one(kind, value)
            case Many(kind):
                return self._many(kind, value)
            case Named(kind):
                return self._named(kind, value)
            case _:
                assert_never(shape)

    def _many(self, kind: str, value: Any) -> Any:
        if type(value) is not list:
            self.note(WRONG_TYPE)
            return DROPPED
        made = []
        for index, each in enumerate(value):
            self._enter(str(index))
            copied = self._one(kind, each)
            self._path.pop()
            if copied is not DROPPED:
                made.append(copied)
        return made

    def _named(self, kind: str, value: Any) -> Any:
        if type(value) is not dict:
            self.note(WRONG_TYPE)
            return DROPPED
        component = self._path[0] == "components" and len(self._path) == 2
        made = {}
        for name, each in value.items():
            name = name if type(name) is str else str(name)
            self._enter(name)
            if component:
                self._component = name if kind == "schema" else None
                if self._known.name(kind, name) != name:
                    self.note(RENAMED)
                    name = self._known.name(kind, name)
            copied = self._one(kind, each) if component or self._fits(kind, name) else DROPPED
            self._path.pop()
            if copied is not DROPPED:
                made[name] = copied
        return made

    def _fits(self, kind: str, name: str) -> bool:
        """Whether a path or the status of an answer has such a name; both may have extensions
        among them."""
        if kind not in ("pathItem", "response") or (kind == "response" and _STATUS.fullmatch(name)):
            return True
        if name.startswith("x-"):
            return False
        if kind == "response":
            self.note(NO_FIELD)
        return kind == "pathItem"

    def _schema(self, value: Any) -> Any:
        if type(value) is bool:
            return value
        if type(value) is not dict:
            self.note(WRONG_TYPE)
            return DROPPED
        made: dict[str, Any] = {}
        for key, each in value.items():
            shape = FIELDS["schema"].get(key)
            if shape is None:
                self._odd_keyword(made, key, each)
                continue
            if type(each) is str and type(shape) is Value and shape.check(each):
                made[key] = each
                continue
            self._enter(key)
            copied = self._child(shape, each)
            self._path.pop()
            if copied is not DROPPED:
                made[key] = copied
        if "discriminator" in made:
            self._mapping(made)
        made = schemas.repaired(made, lambda key, text: self.note(text, key), modern=self._modern)
        if "default" in made:
            self.defaults.append((made, tuple(self._path)))
        return made

    def _odd_keyword(self, made: dict[str, Any], key: Any, value: Any) -> None:
        """Keywords that are not copied as they are."""
        match key:
            case "$ref" if type(value) is str:
                self._enter(key)
                answer = self._answer("schema", value)
                self._path.pop()
                if answer is not None:
                    made["$ref"] = answer
            case "$recursiveRef" | "$dynamicRef":
                self.note("is written as a reference to the schema around it", key)
                if self._component is not None and len(self._path) > 3:  # not to itself at once
                    name = self._known.name("schema", self._component)
                    made["$ref"] = f"#/components/schemas/{name}"
            case "$recursiveAnchor" | "$dynamicAnchor":
                pass  # nothing refers to it any more
            case "items":
                self._items(made, value)
            case _:
                self._unknown("schema", key)

    def _items(self, made: dict[str, Any], value: Any) -> None:
        self._enter("items")
        if type(value) is list:  # up to draft 2019-09
            self.note("has a list: written as 'prefixItems'")
            copied, key = self._many("schema", value), "prefixItems"
        else:
            copied, key = self._schema(value), "items"
        self._path.pop()
        if copied is not DROPPED:
            made[key] = copied

    def _mapping(self, made: dict[str, Any]) -> None:
        """A discriminator's mapping names schemas by reference or by name."""
        written = made["discriminator"]
        if type(written) is not dict or "mapping" not in written:
            return
        mapping = {}
        for word, named in written["mapping"].items():
            local = named if "/" in named or "#" in named else f"#/components/schemas/{named}"
            answer = self._known.answer("schema", local)
            if isinstance(answer, str):
                mapping[word] = answer
            else:
                self.note(LOST, "discriminator", "mapping", word)
        made["discriminator"] = {"propertyName": written["propertyName"], "mapping": mapping}

    def _answer(self, kind: str, text: str) -> str | None:
        """The reference; None after a notice or a fault."""
        answer = self._known.answer(kind, text)
        if isinstance(answer, str):
            return answer
        match answer:
            case Elsewhere() if kind != "example":
                self.faults.append(Fault(tuple(self._path), ELSEWHERE))
            case Elsewhere() | Nowhere():
                self.note(LOST)
        return None

    def _raw(self, value: Any) -> Any:
        """Data as it is, but for what JSON or a reader of references could not take."""
        kind = type(value)
        if kind is dict:
            made = {}
            for key, each in value.items():
                if key == "$ref" and type(each) is str:
                    self.note(IN_EXAMPLE, key)
                    continue
                self._enter(str(key))
                made[str(key)] = self._raw(each)
                self._path.pop()
            return made
        if kind is list:
            items = []
            for index, each in enumerate(value):
                self._enter(str(index))
                items.append(self._raw(each))
                self._path.pop()
            return items
        if kind is float and not math.isfinite(value):
            self.note(NOT_FINITE)
            return None
        return value
