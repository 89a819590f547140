"""The operations of a tidy document, each at the one path that it really has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compiler.descriptions import merging, servers, templates
from compiler.descriptions.shapes import METHODS
from compiler.terms import Pointer

Fields = dict[str, Any]
Say = Callable[[Pointer, str], None]

NO_PATH = "is no path: what follows '?' or '#' is dropped"
SEVERAL = "has a parameter that may hold slashes: here it is one segment of the path"
MERGED = "is the same path as another: merged into its operation"
UNUSABLE = "is a path that no gateway matches: dropped"
FURTHER_SERVER = "is a further server: left out; endpoints of an API can name it"
OTHER_SERVER = "has a server of its own: its host is dropped, requests go to that of all"
UNDECLARED = "has a parameter in its path that it does not declare: added"
NOT_IN_PATH = "is not in the path: dropped"
TWICE = "is declared twice: dropped"
NO_SCHEME = "names a security scheme that there is not: dropped"
NO_ID = "has no operationId: made from method and path"
SAME_ID = "is that of another operation, too: renamed"
ODD_ID = "has characters that no operationId may have: changed"
_LONGEST = 180  # letters of an operationId, before a number that tells it from others
_ID = re.compile(rf"[A-Za-z_][A-Za-z0-9_.-]{{0,{_LONGEST + 10}}}")


def gather(document: Fields, say: Say) -> None:
    """Rewrites `paths` and `servers` of the document."""
    gathering = _Gathering(document, say)
    items = document.get("paths", {})
    # What is a path as it stands comes first, so that it is what others are merged into.
    for name in sorted(items, key=lambda name: not templates.read(name, "").plain):
        gathering.item(name, items[name])
    document["paths"] = gathering.found
    gathering.name_operations()


class _Gathering:
    def __init__(self, document: Fields, say: Say) -> None:
        self.found: dict[str, Fields] = {}
        self._say = say
        self._components = document.get("components", {})
        self._places: dict[int, Pointer] = {}
        self._paths: dict[str, str] = {}  # by what their templates have in common
        written = document.get("servers", [])
        self._server = servers.taken(written)
        server, self._base = servers.split(self._server)
        for number, each in enumerate(written):
            if servers.is_other(each, self._server):
                say(("servers", str(number)), FURTHER_SERVER)
        document["servers"] = [] if server is None else [server]
        if server is None:
            del document["servers"]
        document["security"] = self._known(document.get("security"), ("security",))
        if document["security"] is None:
            del document["security"]

    def item(self, name: str, item: Fields) -> None:
        """The operations of one key of `paths`."""
        place = ("paths", name)
        if not templates.read(name, "").plain:
            self._say(place, NO_PATH)
        if templates.has_reserved(name):
            self._say(place, SEVERAL)
        for method in METHODS:
            if method not in item:
                continue
            operation = dict(item[method])
            here = (*place, method)
            own = servers.taken(operation.pop("servers", None) or item.get("servers"))
            if servers.is_other(own, self._server):
                self._say(here, OTHER_SERVER)
            key = templates.read(name, servers.split(own)[1] if own else self._base)
            if not templates.is_usable(key.path):
                self._say(here, UNUSABLE)
                continue
            self._add(method, key, self._with_parameters(operation, item, here, key), here)

    def _with_parameters(self, operation: Fields, item: Fields, place: Pointer, key: Any) -> Fields:
        """The operation with those of its path; in the path's, with the names of the template."""
        own = self._identified(operation.pop("parameters", ()))
        names = {identity for identity, _ in own}
        shared = self._identified(item.get("parameters", ()))
        found: dict[Any, Fields] = {}
        for identity, each in (*(one for one in shared if one[0] not in names), *own):
            if identity in found:
                self._say(place, TWICE)
            else:
                found[identity] = each
        security = self._known(operation.pop("security", None), place)
        if security is not None:
            operation["security"] = security
        parameters = self._of_template(found, place, key)
        return {**operation, "parameters": parameters} if parameters else operation

    def _identified(self, parameters: Iterable[Fields]) -> list[tuple[tuple[Any, Any], Fields]]:
        """The parameters as they are written, mostly references, with what they are. Those whose
        components were dropped, after a notice, are not there."""
        pairs = [(merging.identity(self._resolved(each)), each) for each in parameters]
        return [(identity, each) for identity, each in pairs if None not in identity]

    def _of_template(
        self, parameters: Mapping[Any, Fields], place: Pointer, key: Any
    ) -> list[Fields]:
        first = self._paths.setdefault(templates.shape(key.path), key.path)
        order = templates.names(key.path)
        renamed = dict(zip(order, templates.names(first), strict=True))
        made, missing = [], dict.fromkeys(renamed.values())
        for (where, written), each in parameters.items():
            if where == "path":
                name = renamed.get(key.names.get(written, written))
                if name is None or name not in missing:
                    self._say(place, NOT_IN_PATH)
                    continue
                del missing[name]
                if name != written:
                    each = {**self._resolved(each), "name": name}
            made.append(each)
        for name in missing:
            self._say(place, UNDECLARED)
            made.append(
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            )
        return made

    def _add(self, method: str, key: Any, operation: Fields, place: Pointer) -> None:
        path = self._paths[templates.shape(key.path)]
        methods = self.found.setdefault(path, {})
        if method in methods:
            self._say(place, MERGED)
            place = self._places.pop(id(methods[method]))
            operation = merging.united(methods[method], operation, self._resolved)
        methods[method] = operation
        self._places[id(operation)] = place

    def _resolved(self, value: Fields) -> Fields:
        """What an object is that may be a reference; empty where it leads to nothing."""
        while "$ref" in value:
            kind, name = value["$ref"].split("/")[2:]
            value = self._components.get(kind, {}).get(name, {})
        return value

    def _known(self, requirements: Any, place: Pointer) -> Any:
        """The requirements whose schemes there are."""
        if not requirements:
            return requirements
        schemes = self._components.get("securitySchemes", {})
        kept = [each for each in requirements if each.keys() <= schemes.keys()]
        if len(kept) < len(requirements):
            self._say(place, NO_SCHEME)
        return kept or None

    def name_operations(self) -> None:
        """Gives every operation an operationId of its own."""
        counts: dict[str, int] = {}
        operations = [
            (method, path, operation)
            for path, methods in self.found.items()
            for method, operation in methods.items()
        ]
        for method, path, operation in operations:
            self._spell(method, path, operation)
        taken = {operation["operationId"] for _, _, operation in operations}
        for _, _, operation in operations:
            word = operation["operationId"]
            counts[word] = counts.get(word, 0) + 1
            if counts[word] > 1:
                while f"{word}_{counts[word]}" in taken:
                    counts[word] += 1
                operation["operationId"] = f"{word}_{counts[word]}"
                taken.add(operation["operationId"])
                self._say((*self._places[id(operation)], "operationId"), SAME_ID)

    def _spell(self, method: str, path: str, operation: Fields) -> None:
        word = operation.get("operationId")
        if not word:
            self._say(self._places[id(operation)], NO_ID)
            word = f"{method}_{re.sub('[^A-Za-z0-9]+', '_', path).strip('_')}"[:_LONGEST]
        elif spelled(word) != word:
            self._say(self._places[id(operation)], ODD_ID)
        operation["operationId"] = spelled(word)


def spelled(id: str) -> str:
    """An operationId with only the characters that one may have."""
    if _ID.fullmatch(id):
        return id
    word = re.sub("[^A-Za-z0-9_.-]+", "_", id)
    return (word if _ID.match(word) else f"_{word}")[:_LONGEST]
