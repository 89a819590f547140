"""The portal's scripts by themselves, in the browser that runs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.serving import serving

ASSETS = Path(__file__).resolve().parents[2] / "templates" / "devportal" / "site" / "assets"
BLANK = {"/blank.html": b"<!doctype html><meta charset=utf-8><title>blank</title>"}


class Modules:
    """The modules of the portal, in a page with nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, module: str, body: str, given: object = None) -> Any:
        """What the body of a function returns, in which `m` is the module."""
        script = f"async (given) => {{ const m = await import('/{module}.js'); {body} }}"
        return self.page.evaluate(script, given)


@contextmanager
def served(chromium: Browser) -> Iterator[Modules]:
    """Without the policy that the portal's own pages have."""
    with serving(ASSETS, added=BLANK) as url:
        page = chromium.new_page()
        page.goto(f"{url}blank.html")
        yield Modules(page)
        page.context.close()
