"""The settings of an API as written in one place: in its file, in `defaults` or in `overrides`."""

from __future__ import annotations

from typing import Any

from compiler.definition.place import Place
from compiler.definition.written import DocumentDefinition, Layer, Placed
from compiler.keys.table import setting_paths

# With the name of a property, or with words for operations: their paths in a layer.
PROPERTIES = "properties."
OPERATION_SCOPES = "operation_scopes."

# Settings whose items keep their places, since each may name something that does not exist.
_WORDS = ("operations.include", "operations.exclude")


def read_layer(at: Place) -> Layer:
    """The settings below a mapping, flat; what is not written is not in it."""
    layer = {path: found for path in setting_paths() if (found := _setting(at, path)) is not None}
    if "properties" in at.data:
        for name, _ in at.names("properties"):
            if (value := at.placed("properties", name.value)) is not None:
                layer[PROPERTIES + name.value] = value
    if "operation_scopes" in at.data:
        for name, _ in at.names("operation_scopes"):
            if (value := at.placed("operation_scopes", name.value)) is not None:
                scopes = tuple(scope.value for scope in value.value)
                layer[OPERATION_SCOPES + name.value] = Placed(scopes, name.span)  # may be unknown
    return layer


def _setting(at: Place, path: str) -> Placed[Any] | None:
    match path:
        case "visibility":
            return _roles(at)
        case "documents":
            return _documents(at)
    found = at.placed(*path.split("."))
    if found is None or path in _WORDS or not isinstance(found.value, tuple):
        return found
    return Placed(tuple(item.value for item in found.value), found.span)


def _roles(at: Place) -> Placed[Any] | None:
    """Whole, since the word `public` takes the place of a mapping; none: everybody."""
    if "visibility" not in at.data:
        return None
    roles = None if isinstance(at.data["visibility"], str) else at.placed("visibility", "roles")
    found = () if roles is None else tuple(role.value for role in roles.value)
    return Placed(found, at.document.key(*at.pointer, "visibility"))


def _documents(at: Place) -> Placed[Any] | None:
    if "documents" not in at.data:
        return None
    found = (
        DocumentDefinition(item.needed("title"), item.value("type"), item.needed("file"))
        for item in at.items("documents")
    )
    return Placed(tuple(found), at.document.key(*at.pointer, "documents"))
