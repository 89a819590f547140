"""What `gatewright schema` and `gatewright init` write: a schema for each kind of file."""

from __future__ import annotations

import json

from compiler.editor import editor_schema
from compiler.keys.table import FileKind


def files() -> tuple[tuple[str, str], ...]:
    """Names and texts, sorted by name."""
    return tuple((f"{kind}.schema.json", _text(kind)) for kind in sorted(FileKind))


def _text(kind: FileKind) -> str:
    return json.dumps(editor_schema(kind), indent=2, ensure_ascii=False) + "\n"
