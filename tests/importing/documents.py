"""Small descriptions, and what normalising makes of them."""

from __future__ import annotations

from typing import Any

from compiler.descriptions.findings import Normalised, Refused
from compiler.descriptions.normalising import normalised

OK: dict[str, Any] = {"responses": {"200": {"description": "OK"}}}


def document(paths: Any = None, version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    """A description; without paths, with one."""
    info = {"title": "Sample", "version": "1"}
    one = {"/a": {"get": {"operationId": "a", **OK}}}
    return {"openapi": version, "info": info, "paths": one if paths is None else paths, **more}


def good(data: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """The normalised data, and the notices: text by pointer."""
    found = normalised(data)
    assert isinstance(found, Normalised), found
    return found.data, {pointed(each.pointer): each.text for each in found.notices}


def refused(data: Any) -> dict[str, str]:
    """The faults: text by pointer."""
    found = normalised(data)
    assert isinstance(found, Refused)
    return {pointed(each.pointer): each.text for each in found.faults}


def pointed(pointer: tuple[str, ...]) -> str:
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in pointer)


def schema(written: Any, version: str = "3.1.0", **others: Any) -> tuple[Any, dict[str, str]]:
    """What becomes of one schema, and the notices by keyword."""
    components = {"schemas": {"S": written, "Other": {"type": "object"}, **others}}
    data, notices = good(document(version=version, components=components))
    start = "/components/schemas/S/"
    said = {pointer.removeprefix(start): text for pointer, text in notices.items()}
    return data["components"]["schemas"]["S"], said
