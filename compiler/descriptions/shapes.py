"""The objects of OpenAPI 3.1 as a table: which fields each has, and what stands in a field.

Source: OpenAPI 3.1.1, section 4.8, and JSON Schema 2020-12. What is left out on purpose is not what
a gateway serves: callbacks, webhooks, links and TRACE, which every engine refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class One:
    """An object of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Many:
    """A list of objects of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping of any names to objects of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Value:
    """Data without a structure of ours, which passes if `check` finds it right."""

    check: Check


Shape = One | Many | Named | Value

COMPONENTS: Mapping[str, str] = {
    "schema": "schemas",
    "response": "responses",
    "parameter": "parameters",
    "example": "examples",
    "requestBody": "requestBodies",
    "header": "headers",
    "securityScheme": "securitySchemes",
}
"""The kinds that can be referred to, and where their components stand."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
TYPES = ("null", "boolean", "object", "array", "number", "string", "integer")


def _is(*types: type) -> Check:
    return lambda value: type(value) in types


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _is_count(value: Any) -> bool:
    return (type(value) is int or (type(value) is float and value.is_integer())) and value >= 0


def _is_texts(value: Any) -> bool:
    return type(value) is list and all(type(each) is str for each in value)


def _is_requirements(value: Any) -> bool:
    return type(value) is list and all(
        type(each) is dict and all(_is_texts(scopes) for scopes in each.values()) for each in value
    )


def _is_discriminator(value: Any) -> bool:
    if type(value) is str:  # of Swagger 2.0
        return True
    return (
        type(value) is dict
        and type(value.get("propertyName")) is str
        and type(value.get("mapping", {})) is dict
        and all(type(each) is str for each in value.get("mapping", {}).values())
    )


def _is_type(value: Any) -> bool:
    return type(value) is str or (_is_texts(value) and bool(value))


TEXT = Value(_is(str))
FLAG = Value(_is(bool))
MAPPING = Value(_is(dict))
LIST = Value(_is(list))
TEXTS = Value(_is_texts)
ANY = Value(lambda _: True)
_NUMBER = Value(_is_number)
_COUNT = Value(_is_count)
_REQUIREMENTS = Value(_is_requirements)
_LINK = Value(lambda value: type(value) is dict and type(value.get("url")) is str)
_FULL = Value(lambda value: type(value) is list and bool(value))
_STYLES = ("form", "simple", "matrix", "label", "spaceDelimited", "pipeDelimited", "deepObject")
_PLACE: Mapping[str, Shape] = {"schema": One("schema"), "content": Named("mediaType")}
_EXAMPLES: Mapping[str, Shape] = {"example": ANY, "examples": Named("example")}
_WORDS: Mapping[str, Shape] = {"summary": TEXT, "description": TEXT}
_STYLE: Mapping[str, Shape] = {
    "style": Value(lambda value: value in _STYLES),
    "explode": FLAG,
    "allowReserved": FLAG,
}

_SCHEMAS: tuple[tuple[Shape, str], ...] = (
    (
        One("schema"),
        "additionalProperties not if then else contains propertyNames unevaluatedItems"
        " unevaluatedProperties contentSchema",
    ),
    (Named("schema"), "properties patternProperties $defs definitions dependentSchemas"),
    (Many("schema"), "allOf anyOf oneOf prefixItems"),
    (TEXT, "title description format pattern $comment contentEncoding contentMediaType"),
    (FLAG, "uniqueItems deprecated readOnly writeOnly nullable x-nullable"),
    (
        _COUNT,
        "minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains",
    ),
    (_NUMBER, "minimum maximum"),
    (Value(_is(int, float, bool)), "exclusiveMinimum exclusiveMaximum"),
    (ANY, "const default example"),
    (MAPPING, "xml"),
)

SCHEMA: Mapping[str, Shape] = {
    **{name: shape for shape, names in _SCHEMAS for name in names.split()},
    "multipleOf": Value(lambda value: _is_number(value) and value > 0),
    "type": Value(_is_type),
    "enum": _FULL,
    "examples": LIST,
    "required": TEXTS,
    "dependentRequired": Value(
        lambda value: type(value) is dict and all(_is_texts(each) for each in value.values())
    ),
    "discriminator": Value(_is_discriminator),
    "externalDocs": _LINK,
}

FIELDS: Mapping[str, Mapping[str, Shape]] = {
    "document": {
        "openapi": ANY,
        "info": MAPPING,
        "servers": Many("server"),
        "paths": Named("pathItem"),
        "components": One("components"),
        "security": _REQUIREMENTS,
        "tags": LIST,
        "externalDocs": _LINK,
    },
    "components": {plural: Named(kind) for kind, plural in COMPONENTS.items()},
    "server": {
        "url": TEXT,
        "description": TEXT,
        "variables": Named("serverVariable"),
    },
    "serverVariable": {"enum": TEXTS, "default": TEXT, "description": TEXT},
    "pathItem": {
        **_WORDS,
        "servers": Many("server"),
        "parameters": Many("parameter"),
        **{method: One("operation") for method in METHODS},
    },
    "operation": {
        **_WORDS,
        "tags": TEXTS,
        "externalDocs": _LINK,
        "operationId": TEXT,
        "parameters": Many("parameter"),
        "requestBody": One("requestBody"),
        "responses": Named("response"),
        "deprecated": FLAG,
        "security": _REQUIREMENTS,
        "servers": Many("server"),
    },
    "parameter": {
        "name": TEXT,
        "in": Value(lambda value: value in ("path", "query", "header", "cookie")),
        "description": TEXT,
        "required": FLAG,
        "deprecated": FLAG,
        "allowEmptyValue": FLAG,
        **_STYLE,
        **_PLACE,
        **_EXAMPLES,
    },
    "header": {
        "description": TEXT,
        "required": FLAG,
        "deprecated": FLAG,
        "style": Value(lambda value: value == "simple"),
        "explode": FLAG,
        **_PLACE,
        **_EXAMPLES,
    },
    "requestBody": {"description": TEXT, "content": Named("mediaType"), "required": FLAG},
    "response": {"description": TEXT, "headers": Named("header"), "content": Named("mediaType")},
    "mediaType": {"schema": One("schema"), **_EXAMPLES, "encoding": Named("encoding")},
    "encoding": {"contentType": TEXT, "headers": Named("header"), **_STYLE},
    "example": {**_WORDS, "value": ANY, "externalValue": TEXT},
    "securityScheme": {
        "type": Value(
            lambda value: value in ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")
        ),
        "description": TEXT,
        "name": TEXT,
        "in": TEXT,
        "scheme": TEXT,
        "bearerFormat": TEXT,
        "flows": MAPPING,
        "openIdConnectUrl": TEXT,
    },
    "schema": SCHEMA,
}

NOT_SERVED = {
    "document": ("webhooks", "jsonSchemaDialect"),
    "components": ("callbacks", "links", "pathItems"),
    "pathItem": ("trace", "query", "$ref"),
    "operation": ("callbacks",),
    "response": ("links",),
    "schema": ("$schema", "$id", "$anchor"),
}
"""Fields that the format has and that are dropped, by kind."""
