"""Records: what the njs code reads as one string with a field a line."""

from __future__ import annotations

import json


def record(*fields: str) -> str:
    """AssertionError: a field has a line break."""
    if any("\n" in field for field in fields):
        raise AssertionError(f"a line break in {fields!r}")
    return "\n".join(fields)


def text(value: object) -> str:
    """JSON without blanks."""
    if isinstance(value, str):  # as most are; other separators take three times as long
        return json.dumps(value)
    return json.dumps(value, separators=(",", ":"))
