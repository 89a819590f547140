"""The portal as people meet it: to search, to read, with a keyboard, on a phone, in the dark,
without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.standing import Stand

PHONE = {"width": 360, "height": 740}


def pages(stand: Stand) -> dict[str, str]:
    """One of each kind."""
    api = stand.page("ChatAPI", "2.0.0")
    return {
        "home": f"{stand.portal}index.html",
        "api": api,
        "old": stand.page("ChatAPI", "1.0.0"),
        "document": api.replace("index.html", "documents/-prompting.md.html"),
    }


KINDS = ("home", "api", "old", "document")


def shown(page: Page) -> list[str]:
    """The cards on the screen, in order."""
    found: list[str] = page.eval_on_selector_all(
        "[data-api-card]",
        "cards => cards.filter((one) => one.checkVisibility()).map((one) => one.dataset.apiCard)",
    )
    return found


def test_search_leads_to_an_api(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.goto(f"{portal.portal}index.html")
    everything = shown(page)
    assert len(everything) == 7
    page.fill("#search", "chat SUPPORT")
    expect(page.locator("#search-status")).to_have_text("2 of 7 APIs")
    assert sorted(shown(page)) == ["ChatAPI/1.0.0", "ChatAPI/2.0.0"]
    page.fill("#search", "nothing has this word")
    expect(page.locator("#search-none")).to_be_visible()
    assert shown(page) == []
    page.click("#search-clear")
    assert shown(page) == everything
    expect(page.locator("#search-status")).to_have_text("7 APIs")
    page.fill("#search", "claude-opus")
    expect(page.locator("#search-status")).to_have_text("1 of 7 APIs")
    assert shown(page) == ["AnthropicAPI/0.0.2"]
    page.fill("#search", "chat 2.0.0")
    page.locator("[data-api-card]:visible a").first.click()
    expect(page.locator("h1")).to_contain_text("ChatAPI")
    expect(page.locator("main")).to_contain_text("Chat and embeddings for the support tools.")
    watch.nothing_strange(portal.origins[0])


def test_filters_and_links_to_a_search(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.goto(f"{portal.portal}index.html")
    page.select_option('[data-filter="vendor"]', "mistral")
    assert shown(page) == ["MistralAPI/0.0.2"]
    page.select_option('[data-filter="vendor"]', "")
    page.select_option('[data-filter="lifecycle"]', "deprecated")
    assert shown(page) == ["ChatAPI/1.0.0"]
    page.select_option('[data-filter="tag"]', "support")
    page.fill("#search", "chat")
    expect(page).to_have_url(f"{portal.portal}index.html#q=chat&tag=support&lifecycle=deprecated")
    page.reload()
    expect(page.locator("#search")).to_have_value("chat")
    expect(page.locator("#search-status")).to_have_text("1 of 7 APIs")
    page.goto(f"{portal.portal}index.html#q=embeddings&vendor=nobody")
    expect(page.locator('[data-filter="vendor"]')).to_have_value("")
    expect(page.locator("#search-status")).not_to_have_text("1 of 7 APIs")
    page.keyboard.press("Enter")
    assert "?" not in page.url
    watch.nothing_strange(portal.origins[0])


def test_versions_are_beside_each_other(portal: Stand, opening: Opening) -> None:
    page, _ = opening()
    page.goto(f"{portal.portal}index.html")
    group = page.locator("[data-api-group]", has_text="ChatAPI")
    expect(group).to_have_count(1)
    expect(group.locator("[data-api-card]")).to_have_count(2)


def test_a_page_says_what_people_need(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.goto(portal.page("ChatAPI", "2.0.0"))
    main = page.locator("main")
    for text in (
        f"{portal.gateway}/chat/2.0.0",
        "4711",
        "/v1/chat/completions",
        "/v1/embeddings",
        "gpt-4o-mini",
        "How we prompt",
    ):
        expect(main).to_contain_text(text)
    page.get_by_role("link", name="How we prompt").first.click()
    expect(page.locator("article em")).to_have_text("what")
    expect(page.locator("article td").first).to_have_text("small")
    page.goto(portal.page("ChatAPI", "1.0.0"))
    expect(main).to_contain_text("deprecated")
    expect(main).to_contain_text("2027-01-01")
    watch.nothing_strange(portal.origins[0])


def test_the_theme_is_chosen_and_kept(portal: Stand, opening: Opening) -> None:
    page, watch = opening(color_scheme="light")
    page.goto(f"{portal.portal}index.html")
    colour = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(colour)
    page.select_option("#theme", "dark")
    dark = page.evaluate(colour)
    assert dark != light
    page.goto(portal.page("ChatAPI", "2.0.0"))
    assert page.evaluate(colour) == dark
    expect(page.locator("#theme")).to_have_value("dark")
    page.select_option("#theme", "system")
    assert page.evaluate(colour) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == dark
    watch.nothing_strange(portal.origins[0])


def test_a_page_without_storage(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})"
    )
    page.goto(f"{portal.portal}index.html")
    page.select_option("#theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    watch.nothing_strange(portal.origins[0])


def test_tabs_by_keyboard(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.goto(portal.page("ChatAPI", "2.0.0"))
    tabs = page.locator('[role="tab"]')
    count = tabs.count()
    assert count > 1
    expect(page.locator('[role="tabpanel"]:visible')).to_have_count(1)
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(tabs.first).to_have_attribute("tabindex", "-1")
    panel = tabs.nth(1).get_attribute("aria-controls")
    expect(page.locator(f"#{panel}")).to_be_visible()
    page.keyboard.press("End")
    expect(tabs.nth(count - 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tabs.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(tabs.nth(count - 1)).to_be_focused()
    expect(page.locator('[role="tabpanel"]:visible')).to_have_count(1)
    watch.nothing_strange(portal.origins[0])


def test_copying(portal: Stand, opening: Opening) -> None:
    page, watch = opening(permissions=["clipboard-read", "clipboard-write"])
    page.goto(portal.page("ChatAPI", "2.0.0"))
    button = page.locator('[data-copy="base-url"]')
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{portal.gateway}/chat/2.0.0"
    expect(button).to_have_text("Copy")
    watch.nothing_strange(portal.origins[0])


def test_copying_where_pages_may_not_write(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    # As in a page from http://, which has no such thing.
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(portal.page("ChatAPI", "2.0.0"))
    page.click('[data-copy="base-url"]')
    expect(page.locator('[data-copy="base-url"]')).to_have_text(re.compile("Copied|Press Ctrl"))
    assert page.evaluate("String(getSelection())") == f"{portal.gateway}/chat/2.0.0"
    watch.nothing_strange(portal.origins[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_needs_no_sideways_scrolling(portal: Stand, opening: Opening, kind: str) -> None:
    page, watch = opening(viewport=PHONE, is_mobile=True, has_touch=True)
    page.goto(pages(portal)[kind])
    sizes = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth, innerWidth]"
    )
    assert sizes == [PHONE["width"]] * 3, outside(page)
    watch.nothing_strange(portal.origins[0])


def outside(page: Page) -> object:
    """What stands out of the page, to be told."""
    return page.evaluate(
        """[...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > document.body.clientWidth)
            .filter((one) => {
                while ((one = one.parentElement)) {
                    if (getComputedStyle(one).overflowX !== "visible") { return false; }
                }
                return true;
            })
            .slice(0, 5).map((one) => one.outerHTML.slice(0, 200))"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(portal: Stand, opening: Opening, kind: str, scheme: str) -> None:
    page, _ = opening(color_scheme=scheme)
    page.goto(pages(portal)[kind])
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_axe_finds_nothing_on_a_phone(portal: Stand, opening: Opening) -> None:
    page, _ = opening(viewport=PHONE, is_mobile=True)
    page.goto(pages(portal)["api"])
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_everything_can_be_read_without_scripts(portal: Stand, opening: Opening) -> None:
    page, watch = opening(java_script_enabled=False)
    page.goto(f"{portal.portal}index.html")
    expect(page.locator("[data-api-card]:visible")).to_have_count(7)
    expect(page.locator("#search")).to_be_hidden()
    page.locator('[data-api-card="ChatAPI/2.0.0"] a').first.click()
    main = page.locator("main")
    expect(main).to_contain_text(f"{portal.gateway}/chat/2.0.0")
    expect(main).to_contain_text("/v1/embeddings")
    snippets = page.locator("[data-snippet]")
    assert snippets.count() > 1
    for number in range(snippets.count()):
        expect(snippets.nth(number)).to_be_visible()
    for hook in ("#chat-form", "#key", "#reference-open", "#theme", "[data-copy] >> nth=0"):
        expect(page.locator(hook)).to_be_hidden()
    page.get_by_role("link", name="How we prompt").first.click()
    expect(page.locator("article td").first).to_have_text("small")
    watch.nothing_strange(portal.origins[0])


def test_reading_asks_the_portal_alone(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    for url in pages(portal).values():
        page.goto(url, wait_until="networkidle")
    assert len(watch.requests) > 20
    watch.nothing_strange(portal.origins[0])
