"""The schemas of an operation's requests and answers, as a description has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from compiler.openapi import Described, Document, dereferenced
from compiler.vendors.schemas import Found, follow

_JSON = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json(?:;.*)?|\*/\*", re.IGNORECASE)
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def bodies(document: Document, operation: Described) -> list[Any]:
    """The schemas of request bodies in which fields have names."""
    content = _content(document, operation.data.get("requestBody"))
    return [
        media.get("schema", {})
        for type, media in content
        if _JSON.fullmatch(type) or type.partition(";")[0] in _FORMS
    ]


def answers(document: Document, operation: Described) -> list[Any]:
    """The schemas of JSON answers to requests that succeed."""
    return [
        media.get("schema", {})
        for type, media in _succeeded(document, operation)
        if _JSON.fullmatch(type)
    ]


def events(document: Document, operation: Described, media_types: tuple[str, ...]) -> list[Any]:
    """The schemas of the JSON documents that a stream has one after the other. Some describe the
    document itself, and some an event with the document as its `data`."""
    found = []
    for type, media in _succeeded(document, operation):
        if type.partition(";")[0] in media_types:
            schema = media.get("itemSchema", media.get("schema", {}))
            found.append(_unless_text(document, schema))
            properties = _followed(document, schema).get("properties") or {}
            if "data" in properties:
                found.append(_unless_text(document, properties["data"]))
    return found or [{}]


def _unless_text(document: Document, schema: Any) -> Any:
    """Text says nothing of what is written in it, unless its own schema does."""
    followed = _followed(document, schema)
    if followed.get("type") != "string":
        return schema
    return followed.get("contentSchema", {})


def parameters_of(document: Document, operation: Described, place: str) -> dict[str, Any]:
    """The parameters of one place (`query`, `header`, `path`), by name; their schemas."""
    found = {}
    for owner in (operation.shared, operation.data):
        for parameter in owner.get("parameters") or ():
            described = _followed(document, parameter)
            if described.get("in") == place and isinstance(described.get("name"), str):
                found[described["name"]] = described.get("schema", {})
    return found


def values_of_parameter(
    document: Document, operation: Described, place: str, name: str
) -> tuple[str, ...] | None:
    """The values that a parameter of one place (`query`, `header`) can have: empty where any will
    do, None where the operation has no such parameter. The name of a header in any case."""
    known = parameters_of(document, operation, place)
    if place == "header":
        known, name = {each.lower(): schema for each, schema in known.items()}, name.lower()
    if name not in known:
        return None
    found = follow(document, [known[name]], ())
    if not isinstance(found, Found) or found.values is None:
        return ()
    return tuple(str(value) for value in found.values)


def _succeeded(document: Document, operation: Described) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for status, answer in (operation.data.get("responses") or {}).items():
        if str(status).startswith("2") or status == "default":
            yield from _content(document, answer)


def _content(document: Document, owner: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    content = _followed(document, owner).get("content")
    for type, media in content.items() if isinstance(content, dict) else ():
        if isinstance(media, dict):
            yield type.lower(), media


def _followed(document: Document, node: Any) -> Mapping[str, Any]:
    if not isinstance(node, dict):
        return {}
    try:
        return dereferenced(document, node)
    except KeyError:
        return {}
