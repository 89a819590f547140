"""The portal opened from a disk, where browsers run no modules: all is there to be read."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from compiler.guides import Client, Guide, Language
from tests.browser.conftest import Opening
from tests.portal.reading import files_of
from tests.unit.targets.test_devportal_catalog import sample

CLIENT = Client("tool", "A tool", Language.SHELL, "", "", (("things", "tool <<base_url>>"),))


def test_the_portal_can_be_read_from_a_disk(tmp_path: Path, opening: Opening) -> None:
    guide = Guide("Sample AI", None, (CLIENT,), (("things", ("list",)),))
    for path, content in files_of(sample(guide=guide)).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    page, _ = opening()
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator("#search")).to_be_hidden()
    page.locator('[data-api-card="Chat/1.0.0"] a').first.click()
    snippets = page.locator("[data-snippet]")
    assert snippets.count() == 2
    for number in range(2):
        expect(snippets.nth(number)).to_be_visible()
    expect(page.locator("#key")).to_be_hidden()
    page.select_option("#theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
