"""What `gatewright schema` and `gatewright init` write: a schema for each kind of file."""

from __future__ import annotations

import json

from compiler import resources
from compiler.editor import editor_schema
from compiler.keys.table import FileKind
from compiler.vendors import load_catalogue


def files() -> tuple[tuple[str, str], ...]:
    """Names and texts, sorted by name. They offer the vendors that come with the compiler."""
    vendors = load_catalogue(resources.tree("vendor_specs")).ids()
    return tuple((f"{kind}.schema.json", _text(kind, vendors)) for kind in sorted(FileKind))


def _text(kind: FileKind, vendors: tuple[str, ...]) -> str:
    return json.dumps(editor_schema(kind, vendors), indent=2, ensure_ascii=False) + "\n"
