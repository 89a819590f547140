"""The texts of the two files: vendor.yaml with a comment on each guess, openapi.json with a line
for each path and component, so that an update is readable as a diff."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from compiler.importing.guess import Guess
from compiler.masking import printable

_WIDTH = 100
GUESSED = "guessed: "
"""Begins the comment on a key that nobody has looked at."""


def vendor_yaml(opening: str, sections: Iterable[tuple[str, Any]]) -> str:
    """The file from its keys; a Guess has its reason before it. opening: what made it."""
    parts = [_comment(opening)]
    for key, value in sections:
        if isinstance(value, Guess):
            parts.append(f"\n{_comment(GUESSED + value.why)}{_section(key, value.value)}")
        else:
            parts.append(_section(key, value))
    return "".join(parts)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # one of two
    """Puts what is short on one line, as people do."""

    def ignore_aliases(self, data: Any) -> bool:
        """The language has no aliases: what is said twice is written twice."""
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: Any = None) -> yaml.MappingNode:
        short = len(mapping) <= 3 and not any(isinstance(v, dict | list) for v in mapping.values())
        node: yaml.MappingNode = super().represent_mapping(tag, mapping, short)
        return node

    def represent_sequence(self, tag: str, items: Any, flow_style: Any = None) -> yaml.SequenceNode:
        short = sum(len(str(item)) + 2 for item in items) < _WIDTH - 20 and not any(
            isinstance(item, dict | list) for item in items
        )
        node: yaml.SequenceNode = super().represent_sequence(tag, items, short)
        return node


def _section(key: str, value: Any) -> str:
    if not isinstance(value, dict | list):
        one = {key: printable(value)}
        text: str = yaml.safe_dump(one, allow_unicode=True, default_flow_style=False, width=10**6)
        return text
    inner = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    if inner.startswith(("{", "[")):
        return f"{key}: {inner}"
    return f"{key}:\n{textwrap.indent(inner, '  ')}"


def _comment(text: str) -> str:
    lines = textwrap.wrap(printable(text), _WIDTH - 2, break_on_hyphens=False)
    return "".join(f"# {line}\n" for line in lines)


def openapi_json(document: Mapping[str, Any]) -> str:
    """The description as JSON."""
    parts = []
    for key, value in document.items():
        if key == "components":
            kinds = (f"{_json(kind)}: {_lines(named)}" for kind, named in value.items())
            parts.append(f'"components": {{{", ".join(kinds)}}}')
        elif key == "paths":
            parts.append(f'"paths": {_lines(value)}')
        else:
            parts.append(f"{_json(key)}: {_json(value)}")
    return "{" + ",\n".join(parts) + "}\n"


def _lines(named: Mapping[str, Any]) -> str:
    return "{\n" + ",\n".join(f"{_json(key)}: {_json(each)}" for key, each in named.items()) + "\n}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
