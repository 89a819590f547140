"""docs/benchmarks.md: what `make bench` measures, then `make bench-gateways`, then `make
bench-callers`, then `make bench-portal`. Each writes its own part and leaves the others."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
MAIN_HEADING = "# Benchmarks"
COST_HEADING = "## The gateway's cost"
CALLERS_HEADING = "## What keys, tokens and limits cost"
PORTAL_HEADING = "## The portal in a browser"
_ORDER = (MAIN_HEADING, COST_HEADING, CALLERS_HEADING, PORTAL_HEADING)


def publish(lines: Iterable[str]) -> None:
    """Prints each line as it comes, and then replaces the part that they are."""
    shown = []
    for line in lines:
        print(line, flush=True)
        shown.append(line)
    write("\n".join(shown) + "\n")


def write(text: str) -> None:
    """Replaces the part that begins with the same heading."""
    parts = _parts()
    parts[text.partition("\n")[0]] = text
    whole = "\n\n".join(parts[heading].strip("\n") for heading in _ORDER if heading in parts)
    PAGE.write_text(f"{whole}\n", encoding="utf-8")


def _parts() -> dict[str, str]:
    found: dict[str, str] = {}
    heading = MAIN_HEADING
    for line in PAGE.read_text(encoding="utf-8").splitlines(keepends=True):
        heading = line.rstrip("\n") if line.rstrip("\n") in _ORDER else heading
        found[heading] = found.get(heading, "") + line
    return found
