"""docs/codes.md from the compiler's own explanations: `python -m tests.docs` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compiler.diagnostics import Code
from compiler.explanations import BY_ID, EXPLANATIONS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "codes.md"

HEAD = """\
# Diagnostic codes

Made by `make docs` from what `gatewright explain CODE` prints; change `compiler/explanations/`.
A code keeps its meaning. E1xx: text and YAML. E2xx: the shape of a file. E3xx: references and
vendors. E4xx: environments and consumers. E5xx: what a target cannot express. W…: warnings, which
fail a compile only with `--strict`. Words in braces stand for what a complaint fills in.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(line for code in BY_ID.values() for line in _section(code))])


def _section(code: Code) -> Iterator[str]:
    found = EXPLANATIONS[code]
    yield f"## {code.id}\n"
    yield f"`{code.message}` ({code.severity})\n"
    yield f"{found.cause}\n"
    yield f"```{'console' if found.example.startswith('$') else 'yaml'}\n{found.example}\n```\n"
    yield f"{found.cure}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
