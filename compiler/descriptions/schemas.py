"""One schema of OpenAPI 3.0, Swagger 2.0 or of no draft at all -> JSON Schema 2020-12.

Its parts are schemas already, and each keyword has a value of its type. The functions change the
mapping that they are given and say what they did by keyword, so that the caller knows the place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from compiler.descriptions.shapes import TYPES

Say = Callable[[str, str], None]

_INT64 = 2**63
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
           "minContains", "maxContains")  # fmt: skip
_MEMBERS = ("allOf", "anyOf", "oneOf", "prefixItems")
# What only describes stays where it is when a schema is wrapped.
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "readOnly",
     "writeOnly", "externalDocs", "xml", "$comment"}
)  # fmt: skip
NO_TYPE = "is no type: dropped"
TOO_LARGE = "is beyond 64 bits: dropped"
TWICE = "names one more than once"
NOT_3_1 = "is of OpenAPI 3.0: written as 3.1 has it"


def repaired(schema: dict[str, Any], say: Say, *, modern: bool) -> dict[str, Any]:
    """The schema, made right; modern: the file claims to be of OpenAPI 3.1, so that what 3.0 had
    differently is worth a word."""
    if "type" in schema:
        _types(schema, say)
    if schema.keys() & _INTERESTING:
        _limits(schema, say, modern=modern)
        _lists(schema, say)
        _discriminator(schema)
    elif "required" in schema:
        _lists(schema, say)
    nullable = schema.pop("x-nullable", False) | schema.pop("nullable", False)
    if nullable:
        if modern:
            say("nullable", NOT_3_1)
        return with_null(schema)
    return schema


_INTERESTING = frozenset((*_LIMITS, *_COUNTS, *_MEMBERS, "discriminator"))


def _types(schema: dict[str, Any], say: Say) -> None:
    written = schema["type"]
    if written == "file":
        schema["type"] = "string"
        schema.setdefault("format", "binary")
        return
    if type(written) is str:
        if written not in TYPES:
            say("type", NO_TYPE)
            del schema["type"]
        return
    known = list(dict.fromkeys(each for each in written if each in TYPES))
    if known != written:
        say("type", NO_TYPE if set(known) < set(written) else TWICE)
    if known:
        schema["type"] = known
    else:
        del schema["type"]


def _limits(schema: dict[str, Any], say: Say, *, modern: bool) -> None:
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = schema.get(exclusive)
        if type(flag) is bool:
            if modern:
                say(exclusive, NOT_3_1)
            del schema[exclusive]
            if flag and plain in schema:
                schema[exclusive] = schema.pop(plain)
    for keyword in (*_LIMITS, *_COUNTS):
        value = schema.get(keyword)
        if value is not None and not -_INT64 <= value < _INT64:
            say(keyword, TOO_LARGE)
            del schema[keyword]
        elif keyword in _COUNTS and type(value) is float:
            schema[keyword] = int(value)


def _lists(schema: dict[str, Any], say: Say) -> None:
    required = schema.get("required")
    if required is not None and len(set(required)) < len(required):
        say("required", TWICE)
        schema["required"] = list(dict.fromkeys(required))
    for keyword in _MEMBERS:
        if schema.get(keyword) == []:
            say(keyword, "is empty: dropped")
            del schema[keyword]


def _discriminator(schema: dict[str, Any]) -> None:
    if type(schema.get("discriminator")) is str:
        schema["discriminator"] = {"propertyName": schema["discriminator"]}


def with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of the same values and null. `nullable` of OpenAPI 3.0, read as its authors mean
    it: an enumeration or another schema that is referred to takes null as well."""
    null = {"type": "null"}
    enum, types = schema.get("enum"), schema.get("type")
    if enum is not None and None not in enum:
        schema["enum"] = [*enum, None]
    others = schema.keys() & {"$ref", "allOf", "oneOf", "not", "if", "const"}
    if others:
        kept = {key: value for key, value in schema.items() if key in _ANNOTATIONS}
        inner = {key: value for key, value in schema.items() if key not in _ANNOTATIONS}
        return {**kept, "anyOf": [inner, null]}
    if "anyOf" in schema and null not in schema["anyOf"]:
        schema["anyOf"] = [*schema["anyOf"], null]
    if types is not None and "null" not in types:
        schema["type"] = [types, "null"] if isinstance(types, str) else [*types, "null"]
    return schema
