"""What engines need beside the nodes of a table: words, limits, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.contract import WARNING_HEADER

TEXTS: Mapping[str, str] = {
    "additionalProperties": "not known here",
    "anyOf": "in none of the allowed forms",
    "content": "of a content type that the operation does not take",
    "depth": "nested too deeply",
    "empty": "missing",
    "enum": "not one of the allowed values",
    "exclusiveMaximum": "too large",
    "exclusiveMinimum": "too small",
    "json": "not a JSON document",
    "maxItems": "has too many items",
    "maxLength": "too long",
    "maxProperties": "has too many members",
    "maximum": "too large",
    "minItems": "has too few items",
    "minLength": "too short",
    "minProperties": "has too few members",
    "minimum": "too small",
    "multipleOf": "not a multiple of what it should be",
    "never": "not allowed",
    "not": "in a form that is not allowed",
    "oneOf": "in more than one of the allowed forms",
    "required": "missing",
    "type": "not of type ",
}

RULES: Mapping[str, object] = {
    "max_depth": 64,
    "place_bytes": 100,
    "texts": TEXTS,
    # Around a complaint: the message of `invalid_request`, and the header of an answer that warns.
    "message": ["The request body is not valid: ", "."],
    "header": [WARNING_HEADER, "request body: "],
}
"""What engines need beside the nodes, as plain JSON data."""
