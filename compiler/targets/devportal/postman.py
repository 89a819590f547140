"""postman.json: an API as a Postman collection (format v2.1.0), with a request for each operation.

The requests are made of the OpenAPI document that clients get, so they hold what is true of that:
no address, key or header of the vendor. The caller's key is a variable that has no value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from compiler.guides import Guide
from compiler.ir import Api, Gateway
from compiler.openapi import Document, operations
from compiler.targets.devportal.document import Closures
from compiler.targets.devportal.requests import Requests

_FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_KEY = "gateway_key"
_OTHERS = "other"
_BETWEEN = ",\n"
_BEARER = {
    "type": "bearer",
    "bearer": [{"key": "token", "value": f"{{{{{_KEY}}}}}", "type": "string"}],
}

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Operations:
    """What collections of the same operations have in common. folders: as lines of JSON. variables:
    of paths. sockets: operations that are no requests, and so not there."""

    folders: tuple[str, ...]
    variables: tuple[_Json, ...]
    sockets: tuple[str, ...]


class Shared:
    """What the collections of a portal have in common. closures: of its OpenAPI documents."""

    def __init__(self, closures: Closures) -> None:
        self._closures = closures
        # The guide is one object for all APIs of a vendor's version; it stays alive in the value.
        self._found: dict[tuple[bytes, int], tuple[Guide, _Operations]] = {}

    def of(self, api: Api) -> _Operations:
        """The requests of an API, which may be another's too."""
        closure = self._closures.of(api)
        key = (closure, id(api.guide))
        if key not in self._found:
            document = Document(json.loads(b"{" + closure), "")
            self._found[key] = (api.guide, _operations(document, api))
        return self._found[key][1]


def collection(gateway: Gateway, api: Api, shared: Shared) -> bytes:
    """One API's collection: one line for each request and for what is around them."""
    found = shared.of(api)
    described = [api.description] if api.description else []
    if found.sockets:
        described.append(f"Not here, since they are WebSockets: {', '.join(found.sockets)}.")
    url = gateway.url + api.base
    around: _Json = {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, url)),
            "name": f"{api.name} {api.version} ({gateway.environment})",
            "description": "\n\n".join(described),
            "schema": _FORMAT,
        },
        "auth": _BEARER if api.security else {"type": "noauth"},
        "variable": list(_variables(api, url, found)),
    }
    head = _BETWEEN.join(f"{_line(key)}:{_line(value)}" for key, value in around.items())
    return f'{{\n{head},\n"item":[\n{_BETWEEN.join(found.folders)}\n]\n}}\n'.encode()


def _variables(api: Api, url: str, found: _Operations) -> Iterator[_Json]:
    yield {"key": "base_url", "value": url, "type": "string"}
    if api.security:
        # Version 2.1.0 has no type for secrets; newer readers know the mark.
        hint = "Your key of the gateway. Keep it as a current value only, which is not shared."
        yield {"key": _KEY, "value": "", "type": "string", "secret": True, "description": hint}
    yield from found.variables


def _operations(document: Document, api: Api) -> _Operations:
    requests = Requests(document, api)
    groups = {id: word for word, ids in reversed(api.guide.groups) for id in ids}
    folders: dict[str, list[_Json]] = {word: [] for word, _ in api.guide.groups}
    sockets = []
    for operation in operations(document):
        if operation.data.get("x-websocket"):
            sockets.append(f"{operation.method} {operation.path}")
            continue
        tags = operation.data.get("tags") or (_OTHERS,)
        word = groups.get(operation.id or "", str(tags[0]))
        folders.setdefault(word, []).append(requests.item(operation))
    lines = (_folder(word, items) for word, items in folders.items() if items)
    return _Operations(tuple(lines), requests.variables, tuple(sockets))


def _folder(name: str, items: list[_Json]) -> str:
    each = _BETWEEN.join(map(_line, items))
    return f'{{"name":{_line(name)},"item":[\n{each}\n]}}'


def _line(value: Mapping[str, Any] | list[Any] | str) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
