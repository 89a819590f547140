"""The portal's documents of every bundled vendor, as the compiler makes them. As a command:
`python -m tests.portal.documents FOLDER` writes them there, for linters, and beside them a whole
portal."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compiler import reporting
from compiler.pipeline import Selection, compile_project
from tests.bundled import CATALOGUE, bundled

Documents = dict[str, bytes]
FOLDERS = {id: f"apis/V{number}/1.0.0" for number, id in enumerate(CATALOGUE.ids())}
"""Of the vendors' APIs in that portal, by the vendor's id."""


def documents(whole: bool) -> Documents:
    """By the vendor's id: an API with all its operations, or with what is exposed by default."""
    files = made(whole, "openapi.json")
    return {id: files[f"{folder}/openapi.json"] for id, folder in FOLDERS.items()}


def made(whole: bool, *names: str) -> Documents:
    """The files of these names, or all, of the portal with an API for each vendor."""
    with tempfile.TemporaryDirectory() as folder:
        for path, data in _project(whole).items():
            file = Path(folder) / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(data), encoding="utf-8")
        compilation = compile_project(Path(folder), Selection())
        report = reporting.render(compilation.diagnostics, compilation.texts, "text")
        assert not compilation.diagnostics.failed, report
        (build,) = compilation.builds
        return {
            str(artifact.path): artifact.content
            for artifact in build.of_target("devportal")
            if not names or artifact.path.name in names
        }


def _project(whole: bool) -> Mapping[str, Any]:
    environment = {"url": "http://127.0.0.1:8080", "targets": ["devportal"]}
    files: dict[str, Any] = {
        "gateway.yaml": {"gatewright": 1, "name": "whole", "environments": {"local": environment}}
    }
    for number, id in enumerate(CATALOGUE.ids()):
        api = {"name": f"V{number}", "version": "1.0.0", "context": f"v{number}", "vendor": id}
        url = {"local": {"url": "https://api.vendor.example"}}
        ids = [operation.id for operation in bundled(id).operations]
        exposed = {"operations": {"include": ids}} if whole else {}
        files[f"apis/v{number}.yaml"] = {**api, "endpoints": url, **exposed}
    return files


def _write(folder: Path) -> None:
    for name, whole in (("whole", True), ("default", False)):
        for id, content in documents(whole).items():
            file = folder / f"{id.replace('/', '-')}-{name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    for path, content in made(whole=False).items():
        file = folder / "portal" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
