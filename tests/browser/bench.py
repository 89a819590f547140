"""`python -m tests.browser.bench`: a portal of a thousand APIs in Chromium; prints, and writes its
part of docs/benchmarks.md."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import page as written
from tests.bench.__main__ import machine
from tests.browser import thousand
from tests.browser.chromium import browser
from tests.browser.feeling import interactive, searches
from tests.browser.serving import serving

RUNS = 7


def main() -> None:
    written.publish(report())


def report() -> Iterator[str]:
    yield written.PORTAL_HEADING
    yield ""
    yield f"Made by `make bench-portal` on: {machine()}."
    yield f"{thousand.COUNT} APIs of four vendors; Chromium without a window, a plain web server on"
    yield f"the same machine, a fresh cache each time; the median of {RUNS} runs, and the worst."
    yield ""
    yield "| What | Median | Worst |"
    yield "|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        project = thousand.write_project(Path(folder) / "project")
        seconds = thousand.compiled(project, Path(folder) / "site")
        yield f"| Compiled and written, the portal alone, once | {seconds:.1f} s | |"
        yield from pages(Path(folder) / "site")


def pages(site: Path) -> Iterator[str]:
    opened: list[float] = []
    found: dict[str, list[float]] = {}
    with serving(site) as url, browser() as chromium:
        version = chromium.version
        for _ in range(RUNS):
            context = chromium.new_context()
            page = context.new_page()
            opened.append(interactive(page, f"{url}index.html"))
            for query, took in searches(page).items():
                found.setdefault(query, []).append(took)
            context.close()
    yield row("Home page: until its search has found something", opened)
    for query, times in found.items():
        yield row(f"Search for `{query}`, until it is painted" if query else "Cleared", times)
    yield ""
    yield f"Chromium {version}."


def row(what: str, times: list[float]) -> str:
    return f"| {what} | {statistics.median(times):.0f} ms | {max(times):.0f} ms |"


if __name__ == "__main__":
    main()
