"""A vendor's description with what a client must not see, and with errors of its own."""

from __future__ import annotations

from typing import Any

from compiler import ir
from compiler.terms import Parameter, PathTemplate


def operation(id: str, method: str) -> ir.Operation:
    return ir.Operation(id, method, False, 1, (), None, None)


THINGS = (
    ir.Path(PathTemplate(("/v1/things",)), (operation("list", "GET"), operation("make", "POST"))),
    ir.Path(PathTemplate(("/v1/things/", Parameter("id"))), (operation("get", "GET"),)),
)

FAILURE: dict[str, Any] = {
    "description": "Bad.",
    "headers": {
        "X-Request-ID": {"schema": {"type": "integer"}},
        "X-Vendor-Internal": {"schema": {}},
        "Set-Cookie": {"schema": {}},
        "X-Rate": {"schema": {}},
    },
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/Failure"},
            "example": {"oops": 1},
        }
    },
    "links": {"more": {"operationId": "hidden"}},
}
QUERY = [
    {"name": name, "in": "query", "required": True, "schema": {"type": "string"}}
    for name in ("api-version", "trace", "other")
]
HEADERS = [
    {"name": name, "in": "header", "schema": {"type": "string"}}
    for name in ("X-Api-Key", "x-forwarded-user", "X-Kept")
]
PATHS: dict[str, Any] = {
    "/v1/things": {
        "servers": [{"url": "https://vendor.test"}],
        "parameters": [*QUERY, {"$ref": "#/components/parameters/Session"}],
        "get": {
            "operationId": "list",
            "tags": ["things"],
            "security": [{"TheirKey": []}],
            "servers": [{"url": "https://vendor.test"}],
            "responses": {
                "200": {"description": "Fine."},
                "4XX": {"$ref": "#/components/responses/Failure"},
            },
        },
        "post": {
            "operationId": "make",
            "parameters": HEADERS,
            "requestBody": {"$ref": "#/components/requestBodies/Thing"},
            "responses": {"401": FAILURE, "default": {"description": "Other."}},
            "x-samples": [{"source": "curl https://vendor.test/v1/things"}],
            "callbacks": {"done": {"{$request.body#/url}": {}}},
        },
    },
    "/v1/things/{id}": {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        ],
        "get": {"operationId": "get", "responses": {"404": {"description": "None."}}},
        "delete": {"operationId": "hidden", "responses": {"200": {"description": "x"}}},
    },
}
COMPONENTS: dict[str, Any] = {
    "securitySchemes": {"TheirKey": {"type": "http", "scheme": "bearer"}},
    "parameters": {"Session": {"name": "session", "in": "cookie", "schema": {"type": "string"}}},
    "requestBodies": {
        "Thing": {
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
        }
    },
    "responses": {"Failure": FAILURE},
    "schemas": {
        "Failure": {"type": "object", "required": ["oops"]},
        "Thing": {"properties": {"part": {"$ref": "#/components/schemas/Thing"}}},
        "GatewayError": {"type": "string"},
        "Unused": {},
    },
}
DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Vendor", "version": "1"},
    "servers": [{"url": "https://vendor.test"}],
    "security": [{"TheirKey": []}],
    "tags": [{"name": "things"}, {"name": "hidden"}],
    "paths": PATHS,
    "components": COMPONENTS,
}
