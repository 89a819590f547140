"""A portal of a thousand APIs is still one that answers at once. `make bench-portal` has figures; a
test only says when something is far off, on whatever machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import expect

from tests.browser import thousand
from tests.browser.conftest import Opening
from tests.browser.feeling import interactive, searches
from tests.browser.serving import serving


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with TemporaryDirectory(prefix="browser-") as folder:
        project = thousand.write_project(Path(folder) / "project")
        thousand.compiled(project, Path(folder) / "site")
        with serving(Path(folder) / "site") as url:
            yield f"{url}index.html"


def test_searching_a_thousand_apis(home: str, opening: Opening) -> None:
    page, watch = opening()
    took = interactive(page, home)
    answers = searches(page)
    print(f"interactive after {took:.0f} ms; searches {answers}")
    assert took < 10_000
    assert max(answers.values()) < 1000
    expect(page.locator("[data-api-card]:visible")).to_have_count(thousand.COUNT)
    page.fill("#search", "claims 2.0.0")
    expect(page.locator("#search-status")).to_have_text("118 of 1000 APIs")
    assert watch.messages == []
