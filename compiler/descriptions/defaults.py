"""Whether a value is one that a schema allows, as far as a default must be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_DEEPEST = 60  # references and alternatives; what is not decided by then is kept

_TYPES: Mapping[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "number": (int, float),
    "string": (str,),
}


def fits(value: Any, schema: Any, schemas: Mapping[str, Any]) -> bool:
    """Whether the value is of the schema's type, in its enumeration and within its limits, and so
    for the alternatives and the reference that it has. schemas: the components by name."""
    return _Fitting(value, schemas).fits(schema)


class _Fitting:
    """Of one value. Schemas that refer to each other in a circle are looked at once."""

    def __init__(self, value: Any, schemas: Mapping[str, Any]) -> None:
        self._value = value
        self._schemas = schemas
        self._known: dict[int, bool] = {}
        self._depth = 0

    def fits(self, schema: Any) -> bool:
        if type(schema) is not dict or self._depth > _DEEPEST:
            return schema is not False
        found = self._known.get(id(schema))
        if found is None:
            self._known[id(schema)] = True  # while it is looked at, nothing speaks against it
            self._depth += 1
            found = self._known[id(schema)] = self._looked(schema)
            self._depth -= 1
        return found

    def _looked(self, schema: Mapping[str, Any]) -> bool:
        value = self._value
        if not _is_of_type(value, schema.get("type")) or not _is_within(value, schema):
            return False
        if "enum" in schema and not any(_equal(value, each) for each in schema["enum"]):
            return False
        if "const" in schema and not _equal(value, schema["const"]):
            return False
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if not self.fits(self._schemas.get(name, True)):
                return False
        for keyword in ("anyOf", "oneOf"):
            parts = schema.get(keyword)
            if parts and not any(self.fits(part) for part in parts):
                return False
        return all(self.fits(part) for part in schema.get("allOf", ()))


def _equal(one: Any, other: Any) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_of_type(value: Any, types: Any) -> bool:
    if types is None:
        return True
    return any(_is_one(value, each) for each in ([types] if isinstance(types, str) else types))


def _is_one(value: Any, name: str) -> bool:
    if name == "integer":
        return type(value) is int or (type(value) is float and value.is_integer())
    return type(value) in _TYPES[name]


def _is_within(value: Any, schema: Mapping[str, Any]) -> bool:
    if type(value) in (int, float):
        return (
            schema.get("minimum", value) <= value <= schema.get("maximum", value)
            and not value <= schema.get("exclusiveMinimum", value - 1)
            and not value >= schema.get("exclusiveMaximum", value + 1)
        )
    if type(value) is str:
        length = len(value)
        return bool(schema.get("minLength", 0) <= length <= schema.get("maxLength", length))
    if type(value) is list:
        count = len(value)
        return bool(schema.get("minItems", 0) <= count <= schema.get("maxItems", count))
    return True
