"""Whatever a project's colour is, axe finds every text of the portal legible."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route

from compiler import ir
from compiler.targets.devportal.colours import Mode, palette, theme
from tests.browser.conftest import Opening
from tests.browser.standing import Stand
from tests.browser.test_portal import KINDS, pages

ACCENTS = ("#ffffff", "#000000", "#ffff00", "#ff0000", "#808080")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_every_text_is_legible(portal: Stand, opening: Opening, accent: str, scheme: str) -> None:
    page, _ = opening(color_scheme=scheme)

    def coloured(route: Route) -> None:
        look = ir.Look("Any", None, accent, reference=False)
        route.fulfill(body=theme(look), content_type="text/css")

    page.route("**/assets/theme.css", coloured)
    for kind in KINDS:
        page.goto(pages(portal)[kind])
        used = page.evaluate("getComputedStyle(document.body).getPropertyValue('--accent-text')")
        assert used == palette(accent, Mode(scheme))["accent-text"]
        results = Axe().run(page, options={"runOnly": ["color-contrast"]})
        assert results.violations_count == 0, f"{kind}: {results.generate_report()}"
