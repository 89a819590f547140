"""Data as Lua code."""

from __future__ import annotations

import re

_NOT_PLAIN = re.compile(r"[^ !#-\[\]-~]")


def lua_literal(value: object, indent: int = 0) -> str:
    """Plain data as a Lua expression: strings, whole numbers, booleans, lists and mappings with
    string keys. Strings are quoted so that no character of theirs has a meaning in Lua."""
    inner, outer = "  " * (indent + 1), "  " * indent
    match value:
        case str():
            return _quoted(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list() | tuple():
            lines = [f"{inner}{lua_literal(item, indent + 1)},\n" for item in value]
        case dict():
            lines = [
                f"{inner}[{_quoted(name)}] = "
                f"{_quoted(item) if isinstance(item, str) else lua_literal(item, indent + 1)},\n"
                for name, item in value.items()
            ]
        case _:
            raise AssertionError(f"no Lua literal for {type(value).__name__}")
    return "{\n" + "".join(lines) + outer + "}" if lines else "{}"


def _quoted(text: str) -> str:
    """A quoted string of printable ASCII; every other byte is a decimal escape (Lua 5.1, 2.1)."""
    if _NOT_PLAIN.search(text) is None:
        return f'"{text}"'
    bytewise = text.encode().decode("latin-1")
    return '"' + _NOT_PLAIN.sub(lambda found: f"\\{ord(found[0]):03d}", bytewise) + '"'
