"""What vendor.yaml needs beyond the description, concluded from it: server, pins, groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from compiler.importing.guess import Guess
from compiler.importing.parameters import parameters
from compiler.importing.selecting import tags
from compiler.openapi import Described, Document

_SERVER = re.compile(r"https?://[A-Za-z0-9.{}_-]+(:[0-9]+)?")
_VARIABLE = re.compile(r"\{([A-Za-z0-9._-]+)\}")
_VERSION = re.compile(r"v[0-9][a-z0-9.]*|api|[0-9.-]+")
_LONGEST_WORD = 40  # letters of a group


def server(document: Document) -> Guess:
    """The section `server`."""
    servers = document.data.get("servers", ())
    url = servers[0]["url"] if servers else ""
    if _SERVER.fullmatch(url):
        why = "the server that the description names"
        given = [_variable(name, servers[0]) for name in _VARIABLE.findall(url)]
        return Guess(url, f"{why}; endpoints give {', '.join(given)}" if given else why)
    return Guess("none", "the description has no server with a host; every endpoint gives its url")


def _variable(name: str, server: Mapping[str, Any]) -> str:
    usual = server.get("variables", {}).get(name, {}).get("default")
    return f"'{name}' (usually '{usual}')" if usual else f"'{name}'"


def pins(document: Document, operations: Sequence[Described], place: str) -> Guess | None:
    """The section `query` or `headers`: versions that most requests must name and that the
    description has a value for; None where there are none."""
    values: dict[str, dict[str, str]] = {}
    uses: Counter[str] = Counter()
    for operation in operations:
        for each in parameters(document, operation):
            value = _one_value(each)
            if each["in"] == place and each["name"].lower().endswith("version") and value:
                uses[each["name"]] += 1
                values.setdefault(each["name"], {"default": value})
    kept = {name: pin for name, pin in values.items() if uses[name] * 2 > len(operations)}
    return Guess(kept, "most operations take it, and this is the value described") if kept else None


def _one_value(parameter: Mapping[str, Any]) -> str | None:
    schema = parameter.get("schema")
    if not isinstance(schema, dict):
        return None
    values = schema.get("enum", ())
    value = schema.get("default", schema.get("const", values[0] if len(values) == 1 else None))
    return value if isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]+", value) else None


def groups(operations: Sequence[Described]) -> Guess:
    """The section `groups`: by tag, or by the first segment of the path that says something."""
    found: dict[str, list[str]] = {}
    ids = {str(each.id) for each in operations}
    for each in operations:
        for word in dict.fromkeys(_word(text) for text in tags(each) or (_segment(each.path),)):
            word = f"{word}-operations" if word in ids else word
            found.setdefault(word, []).append(str(each.id))
    tagged = sum(bool(tags(each)) for each in operations)
    why = "the tags of the operations" if tagged else "the first words of the paths"
    return Guess(dict(sorted(found.items())), why)


def _segment(path: str) -> str:
    segments = [part for part in re.split("[/:]", path) if part and "{" not in part]
    return next((part for part in segments if not _VERSION.fullmatch(part)), "other")


def _word(text: str) -> str:
    word = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_WORD].rstrip("-")
    return word if re.match("[a-z]", word) else f"group-{word}".strip("-")
