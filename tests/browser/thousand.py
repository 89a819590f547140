"""A portal of as many APIs as wanted, on disk: what a large company would have."""

from __future__ import annotations

import time
from pathlib import Path

from compiler.pipeline import Selection, compile_project

COUNT = 1000
_VENDORS = ("openai/v1", "mistral/v1", "anthropic/v1", "cohere/v2")
_WORDS = ("support", "billing", "search", "contracts", "translation", "claims", "hiring", "maps")


def write_project(folder: Path, count: int = COUNT) -> Path:
    """APIs in two versions each, of four vendors, with descriptions and tags of their own."""
    (folder / "apis").mkdir(parents=True)
    (folder / "gateway.yaml").write_text(
        "gatewright: 1\nname: acme-ai\nenvironments:\n"
        "  sandbox: {url: 'http://127.0.0.1:8080', targets: [devportal]}\n"
    )
    for number in range(count):
        word, other = _WORDS[number // 2 % len(_WORDS)], _WORDS[number // 16 % len(_WORDS)]
        name = f"{word.capitalize()}{number // 2:04d}"
        (folder / "apis" / f"a{number:04d}.yaml").write_text(
            f"name: {name}\n"
            f"version: {number % 2 + 1}.0.0\n"
            f"context: {name.lower()}\n"
            f"vendor: {_VENDORS[number // 2 % len(_VENDORS)]}\n"
            f"description: What the people of {word} ask a model about {other}.\n"
            f"tags: [{word}, team-{number // 2 % 40}]\n"
        )
    return folder


def compiled(project: Path, folder: Path) -> float:
    """Writes the portal's files into the folder; the seconds that compiling and writing took."""
    begin = time.perf_counter()
    compilation = compile_project(project, Selection(targets=("devportal",)))
    assert not compilation.diagnostics.failed, list(compilation.diagnostics)
    (build,) = compilation.builds
    for artifact in build.of_target("devportal"):
        file = folder / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            out.writelines(artifact.pieces())
    return time.perf_counter() - begin
