"""What a Postman collection of the format v2.1.0 may hold, as far as ours go."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

TEXT = {"type": "string"}
_PAIR: dict[str, Any] = {
    "type": "object",
    "properties": {"key": TEXT, "value": TEXT, "disabled": {"const": True}, "description": TEXT},
    "required": ["key", "value"],
    "additionalProperties": False,
}
_FIELD = {
    "type": "object",
    "properties": {
        "key": TEXT,
        "type": {"enum": ["text", "file"]},
        "value": TEXT,
        "src": {"type": ["string", "null"]},
        "disabled": {"const": True},
    },
    "required": ["key", "type"],
    "oneOf": [{"required": ["value"]}, {"required": ["src"]}],
    "additionalProperties": False,
}
_VARIABLE = {
    "type": "object",
    "properties": {
        "key": TEXT,
        "value": TEXT,
        "type": {"enum": ["string", "boolean", "any", "number"]},
        "secret": {"type": "boolean"},
        "description": TEXT,
    },
    "required": ["key", "value"],
    "additionalProperties": False,
}
_URL = {
    "type": "object",
    "properties": {
        "raw": TEXT,
        "host": {"type": "array", "items": TEXT},
        "path": {"type": "array", "items": TEXT},
        "query": {"type": "array", "items": _PAIR},
        "variable": {"type": "array", "items": _VARIABLE},
    },
    "required": ["raw", "host", "path"],
    "additionalProperties": False,
}
_BODY = {
    "type": "object",
    "properties": {
        "mode": {"enum": ["raw", "urlencoded", "formdata", "file"]},
        "raw": TEXT,
        "options": {"type": "object"},
        "formdata": {"type": "array", "items": _FIELD},
        "urlencoded": {"type": "array", "items": _FIELD},
        "file": {"type": "object", "properties": {"src": {"type": ["string", "null"]}}},
    },
    "required": ["mode"],
    "additionalProperties": False,
}
_ITEM = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "request": {
            "type": "object",
            "properties": {
                "method": {"pattern": "^[A-Z]+$"},
                "description": TEXT,
                "header": {"type": "array", "items": _PAIR},
                "body": _BODY,
                "url": _URL,
            },
            "required": ["method", "header", "url"],
            "additionalProperties": False,
        },
        "response": {"const": []},
    },
    "required": ["name", "request", "response"],
    "additionalProperties": False,
}
_FOLDER = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "item": {"type": "array", "items": _ITEM, "minItems": 1},
    },
    "required": ["name", "item"],
    "additionalProperties": False,
}
_BEARER = {
    "type": "object",
    "properties": {
        "type": {"const": "bearer"},
        "bearer": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "key": {"const": "token"},
                    "value": {"const": "{{gateway_key}}"},
                    "type": {"const": "string"},
                },
                "required": ["key", "value"],
            },
        },
    },
    "required": ["type", "bearer"],
    "additionalProperties": False,
}
COLLECTION = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "info": {
                "type": "object",
                "properties": {
                    "_postman_id": {"pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
                    "name": TEXT,
                    "description": TEXT,
                    "schema": {
                        "const": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
                    },
                },
                "required": ["name", "schema", "_postman_id"],
                "additionalProperties": False,
            },
            "auth": {"oneOf": [_BEARER, {"const": {"type": "noauth"}}]},
            "variable": {"type": "array", "items": _VARIABLE},
            "item": {"type": "array", "items": _FOLDER},
        },
        "required": ["info", "item", "auth", "variable"],
        "additionalProperties": False,
    }
)
