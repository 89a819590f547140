"""`python -m tests.browser.screenshots`: the pictures of the README, docs/portal-*.png."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.chromium import browser
from tests.browser.portal_project import CLIENT_KEY
from tests.browser.standing import Stand, standing, vendors

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIZE: ViewportSize = {"width": 1280, "height": 800}


def main() -> None:
    with vendors() as vendor, standing(vendor, "nginx") as stand, browser() as chromium:
        home(opened(chromium, "light"), stand)
        api(opened(chromium, "light"), stand)
        chat(opened(chromium, "dark"), stand)


def opened(chromium: Browser, scheme: Literal["light", "dark"]) -> Page:
    context = chromium.new_context(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")
    return context.new_page()


def home(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.portal}index.html", wait_until="networkidle")
    kept(page, "portal-home")


def api(page: Page, stand: Stand) -> None:
    page.goto(stand.page("ChatAPI", "2.0.0"), wait_until="networkidle")
    kept(page, "portal-api")


def chat(page: Page, stand: Stand) -> None:
    page.goto(stand.page("ChatAPI", "2.0.0"), wait_until="networkidle")
    page.fill("#key", CLIENT_KEY)
    page.fill("#chat-text", "How many words has your answer?")
    page.click("#chat-send")
    expect(page.locator("#chat-stats")).to_contain_text("Tokens out")
    page.locator("#try").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('try').scrollIntoView()")
    kept(page, "portal-chat")


def kept(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=DOCS / f"{name}.png", animations="disabled", caret="hide")
    print(f"docs/{name}.png: {(DOCS / f'{name}.png').stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
