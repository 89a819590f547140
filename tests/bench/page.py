"""docs/benchmarks.md: what `make bench` measures, and after it what `make bench-gateways` does."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
COST_HEADING = "## The gateway's cost"


def write_main(text: str) -> None:
    """Replaces the first part."""
    _, cost = _parts()
    PAGE.write_text(text + (f"\n{cost}" if cost else ""), encoding="utf-8")


def write_cost(text: str) -> None:
    """Replaces the second part; text begins with COST_HEADING."""
    main, _ = _parts()
    PAGE.write_text(f"{main.rstrip()}\n\n{text}", encoding="utf-8")


def _parts() -> tuple[str, str]:
    text = PAGE.read_text(encoding="utf-8")
    main, heading, cost = text.partition(COST_HEADING)
    return main, heading + cost
