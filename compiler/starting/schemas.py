"""The JSON Schemas that come with a new project, for its author's editor."""

from __future__ import annotations

from compiler import schema_files

FOLDER = ".gatewright/schemas"


def files() -> tuple[tuple[str, str], ...]:
    """Path in the project and text of each, as `gatewright schema --out` writes them."""
    return tuple((f"{FOLDER}/{name}", text) for name, text in schema_files.files())
