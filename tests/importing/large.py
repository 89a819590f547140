"""A description of the size and the faults of the largest official ones, made from numbers alone:
182 paths, 288 operations, 1,422 schemas, and every quirk that was seen in the wild."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

SCHEMAS = 1422
RESOURCES = 94
TEXT = (
    "list of what the model is told before it answers, the newest last, and how many of them "
    "count against the budget of the account that asks"
)
WORDS = TEXT.split()


def description() -> dict[str, Any]:
    """The whole document as data."""
    paths = dict(_resources())
    paths.update(_chat())
    paths.update(_variants())
    return {
        "openapi": "3.1.0",
        "info": {"title": "Acme AI", "version": "2.3.0", "description": _prose(0, 12)},
        "servers": [{"url": "https://api.acme.example/v1/"}],
        "tags": [{"name": f"Resource {number % 12}"} for number in range(12)],
        "security": [{"ApiKeyAuth": []}],
        "paths": paths,
        "webhooks": {"done": {"post": {"responses": {"200": {"description": "Thanks"}}}}},
        "components": {
            "schemas": {**{_name(n): _schema(n) for n in range(SCHEMAS)}, **_quirks(), **_shapes()},
            "securitySchemes": {"ApiKeyAuth": {"type": "http", "scheme": "bearer"}},
        },
        "x-groups": [{"name": "all", "sections": [_prose(1, 3)]}],
    }


def as_yaml() -> bytes:
    """As vendors publish it: block style, long texts folded."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(description(), Dumper=dumper, sort_keys=False, width=60)
    return text.encode()


def as_json() -> bytes:
    return json.dumps(description()).encode()


def _name(number: int) -> str:
    return f"Thing{number}"


def _prose(seed: int, lines: int) -> str:
    count = len(WORDS)
    words = [WORDS[(seed + step * (seed % 5 + 1)) % count] for step in range(lines * 9)]
    return " ".join(words)


def _schema(number: int) -> dict[str, Any]:
    """An object with seven properties that refers to smaller ones, so that all are reached."""
    properties: dict[str, Any] = {
        "id": {"type": "string", "description": _prose(number, 1)},
        "created_at": {"type": "integer", "description": _prose(number + 1, 1), "minimum": 0},
        "kind": {"type": "string", "enum": [f"{word}_{number}" for word in WORDS[:4]]},
        "ratio": {"type": "number", "minimum": 0, "maximum": 2, "default": 1, "example": 1.5},
        "note": {"type": "string", "nullable": True, "description": _prose(number, 4)},
        "labels": {
            "type": "object",
            "description": _prose(number + 3, 5),
            "additionalProperties": {"type": "string", "maxLength": 512},
        },
        "parts": {
            "type": "array",
            "maxItems": 128,
            "items": {"anyOf": [{"type": "string"}, {"$ref": _to(number // 2)}]},
        },
    }
    if number % 13:
        del properties["note"]["nullable"]
    return {
        "type": "object",
        "title": f"Thing {number}",
        "description": _prose(number + 7, 8),
        "properties": properties,
        "required": ["id", "created_at", "kind"],
        "x-meta": {"name": _name(number), "group": "things", "example": '{\n  "id": 1\n}\n'},
    }


def _to(number: int) -> str:
    return f"#/components/schemas/{_name(number)}"


def _quirks() -> dict[str, Any]:
    """Each broken in a way of its own."""
    return {
        "Filter": {
            "type": "object",
            "$recursiveAnchor": True,
            "properties": {"filters": {"type": "array", "items": {"$recursiveRef": "#"}}},
        },
        "Draft4": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "Seed": {
            "type": "integer",
            "minimum": -9223372036854776000,
            "maximum": 9223372036854776000,
            "nullable": True,
        },
        "Typos": {"type": "array", "items": {}, "min_items": 1, "max_items": 4, "optional": True},
        "Twice": {
            "type": "object",
            "required": ["a", "b", "a"],
            "properties": {"a": {"type": "string"}, "b": {"type": "object", "default": None}},
        },
        "Defaults": {"type": "string", "default": ["auto"], "nullable": True},
        "Items": {"type": "array", "items": {"type": "string", "default": []}},
        "Broken": {
            "type": "object",
            "properties": {"lost": {"$ref": "#/$defs/Lost"}, "gone": {"$ref": _to(99999)}},
        },
        "Nullable": {"nullable": True, "allOf": [{"$ref": _to(3)}]},
    }


def _shapes() -> dict[str, Any]:
    counts = {
        name: {"type": "integer"} for name in ("prompt_tokens", "completion_tokens", "total_tokens")
    }
    return {
        "ChatRequest": {
            "type": "object",
            "required": ["model", "messages"],
            "properties": {
                "model": {"anyOf": [{"type": "string"}, {"enum": ["acme-1", "acme-2"]}]},
                "messages": {"type": "array", "items": {"$ref": _to(1400)}},
                "stream": {"type": "boolean", "default": False, "nullable": True},
                **{name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in _quirks()},
            },
        },
        "ChatAnswer": {
            "type": "object",
            "properties": {
                "model": {"type": "string"},
                "usage": {"$ref": "#/components/schemas/Usage"},
            },
        },
        "Usage": {"type": "object", "properties": counts},
    }


def _operation(id: str, tag: int, answer: int, **more: Any) -> dict[str, Any]:
    return {
        "operationId": id,
        "tags": [f"Resource {tag}"],
        "summary": _prose(tag, 1),
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": {"$ref": _to(answer)}}},
            }
        },
        "x-meta": {"examples": {"$ref": "./snippets/sample.ts"}},
        **more,
    }


def _body(number: int) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": _to(number)}}}
    return {"requestBody": {"required": True, "content": content}}


def _resources() -> dict[str, Any]:
    """Two paths and three operations each."""
    paths: dict[str, Any] = {}
    for number in range(RESOURCES):
        tag = number % 12
        at = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"/things{number}"] = {
            "get": _operation(f"listThings{number}", tag, number * 15),
            "post": _operation(f"createThing{number}", tag, number * 15, **_body(number * 15 + 7)),
        }
        paths[f"/things{number}/{{id}}"] = {
            "get": _operation(f"getThing{number}", tag, number * 15 + 1, parameters=[at])
        }
    return paths


def _chat() -> dict[str, Any]:
    """A streaming operation whose answer does not say so, and another whose twin does."""
    chat = _operation("createChat", 0, 5)
    schema = {"$ref": "#/components/schemas/ChatRequest"}
    chat["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    answer: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/ChatAnswer"}}
    answer["examples"] = {"short": {"$ref": "./examples/chat.json"}}
    chat["responses"]["200"]["content"]["application/json"] = answer
    legacy = _operation("getChat", 0, 6)  # one operationId for two operations
    return {"/chat": {"post": chat, "get": legacy}, "/chat/legacy": {"get": legacy}}


def _variants() -> dict[str, Any]:
    """Path keys that are no paths."""
    plain = _operation("createAnswer", 1, 8, **_body(9))
    beta = _operation("createBetaAnswer", 1, 10, **_body(11))
    stream = _operation("streamAnswer", 1, 8, **_body(9))
    stream["responses"] = {
        "200": {
            "description": "Events",
            "content": {"text/event-stream": {"schema": {"$ref": _to(12)}}},
        }
    }
    multipart = {"multipart/form-data": {"schema": {"$ref": _to(14)}}}
    alone = _operation("onlyBeta", 2, 12, requestBody={"content": multipart})
    del alone["operationId"]
    return {
        "/answers?beta=true": {"post": beta},
        "/answers": {"post": plain},
        "/answers#stream": {"post": stream},
        "/uploads?beta=true": {"post": alone},
        "/models/{model}:generate": {"post": _operation("generate", 3, 13, **_body(15))},
    }


if __name__ == "__main__":  # writes both into a folder
    (Path(sys.argv[1]) / "large.yaml").write_bytes(as_yaml())
    (Path(sys.argv[1]) / "large.json").write_bytes(as_json())
