"""The chosen operations of a normalised description, and of its components what they reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compiler import openapi
from compiler.descriptions.paths import spelled
from compiler.descriptions.shapes import FIELDS, Many, Named, One
from compiler.openapi import Described, Document

_PROSE = frozenset(
    {"summary", "description", "example", "examples", "externalDocs", "termsOfService", "$comment"}
)


@dataclass(frozen=True, slots=True)
class NoSuchOperation:
    """A word that chooses nothing. known: words that would."""

    word: str
    known: tuple[str, ...]


def chosen(document: Document, words: Iterable[str]) -> tuple[Described, ...] | NoSuchOperation:
    """The operations that the words name, sorted; without words, all. A word is an operationId,
    with or without the characters that none may have, a tag or 'METHOD /path', the path with or
    without what the server's URL puts before it."""
    operations = tuple(openapi.operations(document))
    wanted: set[str | None] = set()
    for word in words:
        named = _named(word, operations)
        if not named:
            return NoSuchOperation(word, _words(operations))
        wanted.update(operation.id for operation in named)
    return tuple(each for each in operations if not wanted or each.id in wanted)


def _named(word: str, operations: tuple[Described, ...]) -> list[Described]:
    method, _, path = word.partition(" ")
    if path.startswith("/"):
        same = [each for each in operations if each.method == method.upper()]
        exact = [each for each in same if each.path == path]
        ending = [each for each in same if each.path.endswith(path)]
        return exact or (ending if len(ending) == 1 else [])
    return (
        [each for each in operations if each.id == word]
        or [each for each in operations if word.lower() in (tag.lower() for tag in tags(each))]
        or [each for each in operations if word and each.id == spelled(word)]
    )


def _words(operations: tuple[Described, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for each in operations:
        found.update(dict.fromkeys((str(each.id), f"{each.method} {each.path}", *tags(each))))
    return tuple(found)


def tags(operation: Described) -> tuple[str, ...]:
    """The tags of an operation, as written."""
    return tuple(operation.data.get("tags", ()))


def pruned(document: Document, operations: Iterable[Described]) -> dict[str, Any]:
    """The document with these operations alone, sorted, and the components that they reach."""
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method.lower()] = each.data
    components: dict[str, Any] = dict(openapi.reached(document, list(paths.values())))
    schemes = document.data.get("components", {}).get("securitySchemes", {})
    if schemes:
        components["securitySchemes"] = schemes
    made = {
        key: value for key, value in document.data.items() if key not in ("paths", "components")
    }
    used = {tag for each in operations for tag in tags(each)}
    made["tags"] = [tag for tag in made.get("tags", ()) if tag["name"] in used]
    if not made["tags"]:
        del made["tags"]
    return {**made, "paths": paths, "components": components}


def facts_only(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what is only for people to read. Names stay, also those of fields that
    are called like a word of prose."""
    made: dict[str, Any] = _bare("document", document)
    made["info"] = {
        key: value for key, value in document["info"].items() if key not in (*_PROSE, "license")
    }
    if "tags" in document:
        made["tags"] = [{"name": tag["name"]} for tag in document["tags"]]
    return made


def _bare(kind: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value  # a schema that is true or false
    fields = FIELDS[kind]
    made: dict[str, Any] = {}
    for key, each in value.items():
        if key in _PROSE:
            continue
        shape = One("schema") if kind == "schema" and key == "items" else fields.get(key)
        match shape:
            case One(inner):
                made[key] = _bare(inner, each)
            case Many(inner):
                made[key] = [_bare(inner, one) for one in each]
            case Named(inner):
                made[key] = {name: _bare(inner, one) for name, one in each.items()}
            case _:
                made[key] = each
    if kind == "response" and "$ref" not in made:
        made["description"] = ""  # OpenAPI demands one
    return made


def count(document: Mapping[str, Any]) -> tuple[int, int]:
    """How many operations and components a document has."""
    operations = sum(len(item) for item in document["paths"].values())
    return operations, sum(len(named) for named in document.get("components", {}).values())
