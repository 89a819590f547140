"""The list of sections beside an API's page: the one that is being read is marked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.standing import Stand
from tests.browser.test_portal import PHONE

MARKED = ".side a[aria-current]"
DESK = {"width": 1280, "height": 800}
# How large each link of the list is, and where in it; how high the page is.
PLACES = """
() => {
    const {left, top} = document.querySelector(".side ul").getBoundingClientRect();
    const boxes = [...document.querySelectorAll(".side a")].map((one) => {
        const {x, y, width, height} = one.getBoundingClientRect();
        return [x - left, y - top, width, height];
    });
    return [boxes, document.documentElement.scrollHeight];
}
"""


def opened(portal: Stand, opening: Opening, fragment: str = "", **options: object) -> Page:
    page, _ = opening(reduced_motion="reduce", **options)
    page.goto(portal.page("ChatAPI", "2.0.0") + fragment)
    return page


def marked(page: Page, words: str) -> None:
    """AssertionError: another section is marked, or more than one."""
    expect(page.locator(MARKED)).to_have_count(1)
    expect(page.locator(MARKED)).to_have_text(words)
    expect(page.locator(MARKED)).to_have_attribute("aria-current", "location")


@pytest.mark.parametrize("size", [DESK, PHONE, {"width": 1280, "height": 9000}], ids=str)
def test_a_link_marks_what_it_leads_to(
    portal: Stand, opening: Opening, size: dict[str, int]
) -> None:
    page, watch = opening(viewport=size, reduced_motion="reduce")
    page.goto(portal.page("ChatAPI", "2.0.0"))
    marked(page, "Overview")
    links = page.locator(".side a")
    names = links.all_inner_texts()
    assert names[0] == "Overview"
    assert len(names) == 8
    # Also those at the end of the page, which cannot come to the top of the window.
    for name in (*names[1:], *reversed(names)):
        links.get_by_text(name, exact=True).click()
        marked(page, name)
    watch.nothing_strange(portal.origins[0])


def test_scrolling_marks_what_is_read(portal: Stand, opening: Opening) -> None:
    page = opened(portal, opening, viewport=DESK)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    marked(page, "Reference")
    page.evaluate("document.getElementById('try').scrollIntoView()")
    marked(page, "Try it")
    page.evaluate("scrollBy(0, -20)")
    marked(page, "Call it")
    page.evaluate("scrollTo(0, 0)")
    marked(page, "Overview")


def test_a_section_that_grows(portal: Stand, opening: Opening) -> None:
    page = opened(portal, opening, viewport=DESK)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    marked(page, "Reference")
    # As when the reference is opened; nothing is scrolled.
    page.evaluate("document.getElementById('reference').style.height = '3000px'")
    expect(page.locator(MARKED)).not_to_have_text("Reference")
    page.evaluate("document.getElementById('api-reference').scrollIntoView()")
    marked(page, "Reference")


def test_a_page_that_is_opened_at_a_section(portal: Stand, opening: Opening) -> None:
    page = opened(portal, opening, "#operations", viewport=DESK)
    marked(page, "Operations")
    page.goto(portal.page("ChatAPI", "2.0.0") + "#operation-createEmbedding")
    marked(page, "Operations")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_moves_when_the_mark_does(
    portal: Stand, opening: Opening, size: dict[str, int]
) -> None:
    page = opened(portal, opening, viewport=size)
    marked(page, "Overview")
    before = page.evaluate(PLACES)
    page.evaluate("document.getElementById('operations').scrollIntoView()")
    marked(page, "Operations")
    assert page.evaluate(PLACES) == before


def test_nothing_is_marked_without_scripts(portal: Stand, opening: Opening) -> None:
    page = opened(portal, opening, java_script_enabled=False)
    expect(page.locator(".side a")).to_have_count(8)
    expect(page.locator(MARKED)).to_have_count(0)
