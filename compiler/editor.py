"""The JSON Schemas as editors take them: what a hover says of a key, and what completion offers.

They allow what the schemas of the checks allow, which know more: to an editor 99h is a duration.
Notations of the compiler's own (`format`) are left out. What is done for the sake of one editor is
for yaml-language-server, which most have: tests/walkthrough/test_schemas_in_editors.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from compiler.keys.examples import OF_FILES, OF_SCALARS
from compiler.keys.kinds import Kind, List, Mapping, Names, Scalar
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
# What texts look like whose reading no pattern says all of. An editor refuses what is none of it;
# all that is right must be among it.
_LOOKS = {
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "digest": "^[0-9a-fA-F]{64}$",
    "duration": "^[1-9][0-9]*(ms|s|m|h)$",
    "instant": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}Z)?$",
    "keep": "^[1-9][0-9]*(ms|s|m|h)$",
    "leeway": "^[1-9][0-9]*(ms|s|m|h)$",
    "link": "^[Hh][Tt][Tt][Pp][Ss]?://",
    "origin": "^[Hh][Tt][Tt][Pp][Ss]?://",
    "rate": "^[1-9][0-9]*/(second|minute|hour|day)$",
    "root-url": "^[Hh][Tt][Tt][Pp][Ss]?://",
    "size": "^[1-9][0-9]*(B|KiB|MiB|GiB)$",
    "url": "^[Hh][Tt][Tt][Pp][Ss]?://",
    "variable": "^[A-Za-z_][A-Za-z0-9_]*$",
}
_REMARKS = ("title", "description", "markdownDescription", "examples")
_NAMED = re.compile("<([a-z]+)>")
_MARKDOWN = re.compile(r"([\\<*~])")  # what Markdown would take for a notation of its own


def editor_schema(kind: FileKind, vendors: Sequence[str] = ()) -> dict[str, Any]:
    """The schema of one kind of file, draft 2020-12, as JSON data. vendors: ids that are offered
    where one is named; another may stand there as well."""
    file, what = _FILES[kind]
    rows = {row.path: row for row in TABLE[kind]}
    schema: dict[str, Any] = _told(schema_of(kind), rows)
    if vendors and kind is FileKind.API:
        schema["properties"]["vendor"]["examples"] = list(vendors)
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
    if "maxProperties" in told:  # beside `properties`, an editor offers nothing on an empty line
        told["allOf"] = [{"maxProperties": told.pop("maxProperties")}]
    path = told.pop("$comment", None)
    return _of_key(told, rows[path], rows) if isinstance(path, str) else told


def _of_key(told: dict[str, Any], row: Key, rows: dict[str, Key]) -> dict[str, Any]:
    match row.kind:
        case Scalar() as scalar:
            told |= _look(scalar)
            if not _reads(scalar, told.get("default")):  # a word for what happens without the key
                del told["default"]
            if scalar.as_text:  # to an editor 1.10 is a number
                told["type"] = ["string", "number", "boolean"]
        case Names(names=names):
            said = {
                "title": names.name.replace("-", " "),
                "description": f"Takes {names.expected}.",
            }
            told["propertyNames"] |= said | _look(names)
        case Mapping() | List():
            pass
    if "if" in told:
        told = _alternatives(told)
    return {"title": _title(row, told), **told, **_remarks(row, rows)}


def _title(row: Key, schema: dict[str, Any]) -> str:
    """What a hover begins with. Where a text stands for a mapping, an editor says that the title
    was expected. A `<` would begin a tag."""
    path = _NAMED.sub(lambda found: found[1].upper(), row.path)
    return f"{path} (mapping)" if schema.get("type") == "object" else path


def _look(scalar: Scalar) -> dict[str, Any]:
    pattern = scalar.pattern or _LOOKS.get(scalar.name)
    if pattern is None:
        return {}
    return {"pattern": pattern, "patternErrorMessage": f"Takes {scalar.expected}."}


def _reads(scalar: Scalar, value: object) -> bool:
    """None and what is no text needs no reading."""
    if isinstance(value, str):
        try:
            scalar.parse(value)
        except ValueError:
            return False
    return True


def _alternatives(schema: dict[str, Any]) -> dict[str, Any]:
    """What one key takes instead of another: without remarks, which an editor would show in the
    place of the key's, and each for values of its type alone, as the key says which it takes."""
    kept = {name: part for name, part in schema.items() if name not in _REMARKS}
    for branch in ("then", "else"):
        if isinstance(kept.get(branch), dict):
            kept[branch] = _alternatives(kept[branch])
    last = kept.get("else")
    if last is not None and "if" not in last:  # what has no type is a word
        kept["else"] = {"if": {"type": last.get("type", "string")}, "then": last}
    return kept


def _remarks(row: Key, rows: dict[str, Key]) -> dict[str, Any]:
    """What is said of a key: as text, as Markdown, and by examples."""
    said = list(_sentences(row))
    found: dict[str, Any] = {
        "description": " ".join(said),
        "markdownDescription": _MARKDOWN.sub(r"\\\1", "\n\n".join(said)),
    }
    examples = _examples(row, rows)
    return found | ({"examples": examples} if examples else {})


def _sentences(row: Key) -> Iterator[str]:
    yield f"{_begun(row.explanation)}."
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


def _begun(sentence: str) -> str:
    """With a capital letter, unless a name of the language begins it."""
    word = sentence.partition(" ")[0]
    return sentence[0].upper() + sentence[1:] if re.fullmatch(r"[a-z'-]+,?", word) else sentence


def _examples(row: Key, rows: dict[str, Key]) -> list[Any]:
    """Of a scalar its own; of a list what its items have; of what a word may stand for, that word.
    Mappings have theirs at what they hold."""
    match row.kind:
        case Scalar(choices=()) as scalar:
            return list(OF_SCALARS[scalar.name])
        case List(or_word=word, or_one=or_one, several=several):
            items = _items(rows[f"{row.path}[]"].kind)
            lists = [items[: 2 if several else 1]] if items else []
            return [*(items if or_one else ()), *lists, *([word] if word else ())]
        case Mapping(or_word=str(word)):
            return [word]
        case Scalar() | Mapping() | Names():
            return []


def _items(kind: Kind) -> list[Any]:
    """Those that a list may show; none of mappings."""
    if not isinstance(kind, Scalar):
        return []
    return list(kind.choices or OF_SCALARS[kind.name])
