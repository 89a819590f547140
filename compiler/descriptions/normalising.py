"""The meaning of a description: data of OpenAPI 3.0, 3.1 or Swagger 2.0 -> OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from compiler.descriptions import keys, paths, swagger
from compiler.descriptions.defaults import fits
from compiler.descriptions.findings import Fault, Normalised, Notice, Refused
from compiler.descriptions.references import References
from compiler.descriptions.tidying import Tidying, TooMuch
from compiler.terms import Pointer

VERSION = "3.1.0"
CONVERTED = "is of Swagger 2.0: converted to OpenAPI 3.1"
NEWER = "is newer than OpenAPI 3.1: read as if it were of 3.1"
WRONG_DEFAULT = "does not fit its own schema: dropped"
_ORDER = ("openapi", "info", "servers", "tags", "externalDocs", "security", "paths", "components")


def normalised(data: Any) -> Normalised | Refused:
    """The description as OpenAPI 3.1 in which every reference leads to a component, every path can
    be matched and every operation has an operationId of its own; what it gives is unchanged by it.
    Never raises, whatever the data."""
    if not isinstance(data, dict):
        return _refused((), "is no OpenAPI description: it must be a mapping")
    kind = _kind(data)
    if isinstance(kind, Fault):
        return Refused((kind,))
    of_swagger = kind == "2"
    notices = []
    if of_swagger:
        notices.append(Notice(("swagger",), CONVERTED))
    elif kind == "newer":
        notices.append(Notice(("openapi",), NEWER))
    root = swagger.converted(data) if of_swagger else data
    if not isinstance(root.get("paths"), dict):
        return _refused(("paths",), "is no mapping of paths to operations")
    tidying = Tidying(References(root, of_swagger=of_swagger), modern=kind in ("3.1", "newer"))
    try:
        document = tidying.document(root)
    except TooMuch as error:
        return Refused((error.fault,))
    said = [*notices, *tidying.notices]
    paths.gather(document, lambda pointer, text: said.append(Notice(pointer, text)))
    _check_defaults(document, tidying, said)
    place = swagger.written if of_swagger else _as_it_is
    if tidying.faults:
        faults = dict.fromkeys(Fault(place(each.pointer), each.text) for each in tidying.faults)
        return Refused(tuple(faults))
    if not document["paths"]:
        return _refused(("paths",), "has no operation that a gateway can serve")
    document["openapi"] = VERSION
    made = {key: document[key] for key in _ORDER if key in document}
    covers, found = keys.covered(made)
    if found:
        return Refused(tuple(Fault(place(each.pointer), each.text) for each in found))
    unique = dict.fromkeys(Notice(place(each.pointer), each.text) for each in (*said, *covers))
    return Normalised(made, tuple(unique))


def _kind(data: dict[str, Any]) -> str | Fault:
    """ "2", "3.0", "3.1" or "newer". Versions may be numbers: `3.0` without quotes is one."""
    if str(data.get("swagger")) in ("2.0", "2"):
        return "2"
    written = data.get("openapi")
    if written is None:
        return Fault((), "is no OpenAPI description: it has no key 'openapi' or 'swagger'")
    major, _, rest = str(written).partition(".")
    minor = rest.partition(".")[0]
    if major == "3" and minor.isdecimal():
        return f"3.{minor}" if minor in ("0", "1") else "newer"
    return Fault(("openapi",), "is not a version that is read: OpenAPI 3.0, 3.1 or Swagger 2.0")


def _check_defaults(document: dict[str, Any], tidying: Tidying, said: list[Notice]) -> None:
    schemas = document["components"].get("schemas", {})
    for schema, pointer in tidying.defaults:
        if "default" in schema and not fits(schema["default"], schema, schemas):
            said.append(Notice((*pointer, "default"), WRONG_DEFAULT))
            del schema["default"]


def _refused(pointer: Pointer, text: str) -> Refused:
    return Refused((Fault(pointer, text),))


def _as_it_is(pointer: Pointer) -> Pointer:
    return pointer
