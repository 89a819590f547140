"""The JSON Schemas as editors take them: what a hover says of a key, and what completion offers.

They allow what the schemas of the checks allow, which know more: an editor takes a wrong duration
for a text. Notations of the compiler's own (`format`) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compiler.keys.examples import OF_FILES, OF_SCALARS
from compiler.keys.kinds import List, Mapping, Names, Scalar
from compiler.keys.row import EVERY, Key
from compiler.keys.table import TABLE, FileKind
from compiler.schema import FORMAT_PREFIX, schema_of

_SHOWN = {"nginx": "nginx", "envoy": "Envoy", "mitmproxy": "mitmproxy", "devportal": "the portal"}
_FILES = {
    FileKind.GATEWAY: ("gateway.yaml", "the environments of a project and what all APIs share"),
    FileKind.API: ("a file below apis/", "one API: what it is called, where it is, who may use it"),
    FileKind.CONSUMERS: ("consumers.yaml", "who may call the APIs"),
    FileKind.PLANS: ("plans.yaml", "how much consumers may use"),
    FileKind.VENDOR: ("vendors/VENDOR/VERSION/vendor.yaml", "what is known of a vendor beside its "
                      "OpenAPI description"),
    FileKind.CLIENT: ("vendors/clients/CLIENT.yaml", "a program or library that can be pointed at "
                      "an API"),
}  # fmt: skip


def editor_schema(kind: FileKind) -> dict[str, Any]:
    """The schema of one kind of file, draft 2020-12, as JSON data."""
    file, what = _FILES[kind]
    rows = {row.path: row for row in TABLE[kind]}
    schema: dict[str, Any] = _told(schema_of(kind), rows)
    return {
        "$schema": schema.pop("$schema"),
        "title": schema.pop("title"),
        "description": f"{what[0].upper()}{what[1:]} ({file}).",
        **schema,
        "examples": [OF_FILES[kind]],
    }


def _told(schema: Any, rows: dict[str, Key]) -> Any:
    """A part of a schema with what is said of its key; `$comment` has the key's path."""
    match schema:
        case list():
            return [_told(each, rows) for each in schema]
        case dict():
            told = {name: _told(each, rows) for name, each in schema.items()}
        case _:
            return schema
    if str(told.get("format")).startswith(FORMAT_PREFIX):
        del told["format"]
    path = told.pop("$comment", None)
    if isinstance(path, str):
        kind = rows[path].kind
        if isinstance(kind, Scalar) and kind.as_text:  # to an editor 1.10 is a number
            told["type"] = ["string", "number", "boolean"]
        told |= _remarks(rows[path])
    return told


def _remarks(row: Key) -> dict[str, Any]:
    """What is said of a key: as text, as Markdown, and by examples."""
    said = list(_sentences(row))
    found: dict[str, Any] = {
        "description": " ".join(said),
        "markdownDescription": "\n\n".join(said),
    }
    examples = _examples(row)
    return found | ({"examples": examples} if examples else {})


def _sentences(row: Key) -> Iterator[str]:
    yield f"{row.explanation[0].upper()}{row.explanation[1:]}."
    if not isinstance(row.kind, Mapping) or row.kind.expected != "a mapping":
        yield f"Takes {row.kind.expected}."
    if row.required:
        yield "Required."
    elif row.default is not None:
        yield f"Default: {row.default or 'empty'}."
    if row.targets == EVERY:
        yield "Decides what every target does."
    elif row.targets:
        yield f"Decides what {_listed(row.targets)} do{'es' if len(row.targets) == 1 else ''}."
    if row.cannot:
        unless = "" if row.unless is None else f", unless it is {row.unless}"
        yield f"{_listed(row.cannot)} cannot do it{unless}."


def _listed(targets: tuple[str, ...]) -> str:
    *some, last = (_SHOWN[target] for target in targets)
    return f"{', '.join(some)} and {last}" if some else last


def _examples(row: Key) -> list[Any]:
    """Of a scalar its own; of what a word may stand for, that word. Lists and mappings have theirs
    at what they hold."""
    match row.kind:
        case Scalar(name=name, choices=()):
            return list(OF_SCALARS[name])
        case Mapping(or_word=str(word)) | List(or_word=str(word)):
            return [word]
        case Scalar() | Mapping() | Names() | List():
            return []
