"""Whatever stands in a definition's texts, pages show it and do nothing of it: by what they are,
and again by their policy."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hostile_project
from tests.browser.conftest import Opening
from tests.browser.hostile_project import REFERENCED
from tests.browser.payloads import PAYLOADS, RUNNING
from tests.browser.portal_project import BELOW, write_portal
from tests.browser.serving import serving
from tests.browser.watching import Watch, origin
from tests.ports import free_port

# What a page may have: no handlers or looks in attributes, no addresses of other kinds, no
# programs but the portal's.
ODD = """
() => {
    const odd = [];
    const places = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping"];
    const never = new Set(["iframe", "object", "embed", "base", "style", "marquee", "math"]);
    const loaded = new Set(["src", "data", "poster"]);
    const assets = new URL(document.querySelector("script[src$='theme.js']").src);
    const folder = assets.href.replace("theme.js", "");
    for (const one of document.querySelectorAll("*")) {
        const say = (what) => odd.push(`${what}: ${one.outerHTML.slice(0, 300)}`);
        for (const {name, value} of one.attributes) {
            if (name.startsWith("on") || name === "style" || name === "srcdoc") { say(name); }
            if (!places.includes(name) || !URL.canParse(value, document.baseURI)) { continue; }
            const url = new URL(value, document.baseURI);
            if (!["http:", "https:", "mailto:", "data:"].includes(url.protocol)) { say(name); }
            if (url.protocol === "data:" && one.localName !== "img") { say(name); }
            if (loaded.has(name) && url.protocol !== "data:" && url.origin !== location.origin) {
                say(name);
            }
        }
        if (never.has(one.localName)) {
            say("element");
        }
        if (one.localName === "script" && (!one.src.startsWith(folder) || one.textContent)) {
            say("script");
        }
        if (one.localName === "link" && !one.href.startsWith(folder)) { say("link"); }
        if (one.localName === "meta" && one.httpEquiv && one.parentNode !== document.head) {
            say("meta");
        }
    }
    return odd;
}
"""


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """The URL of the hostile project's portal."""
    port = free_port()
    with TemporaryDirectory(prefix="browser-") as folder:
        project = hostile_project.write(Path(folder) / "project", free_port(), port)
        site = write_portal(project, Path(folder) / "site")
        with serving(site, BELOW, port) as url:
            yield url


def harmless(page: Page, watch: Watch, url: str) -> None:
    """AssertionError: something was executed, asked for, or could be by a click."""
    assert page.evaluate("window.__pwned") is None, page.url
    assert watch.dialogs == []
    assert watch.origins() == {origin(url)}, page.url
    assert page.evaluate(ODD) == [], page.url
    assert "1337" not in page.inner_text("body"), page.url


def test_the_corpus_is_large() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100


def test_the_corpus_is_alive(opening: Opening) -> None:
    page, _ = opening()
    ran = []
    for payload in RUNNING:
        page.goto("about:blank")
        page.set_content(f"<!doctype html><body><p>{payload}</p>", wait_until="load")
        try:
            page.wait_for_function("window.__pwned === 1", timeout=300)
            ran.append(payload)
        except Exception:  # not in this browser
            continue
    assert len(ran) > 25, ran


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_no_page_does_anything(hostile: str, opening: Opening, policy: bool) -> None:
    page, watch = opening(bypass_csp=not policy)
    page.goto(f"{hostile}index.html", wait_until="networkidle")
    harmless(page, watch, hostile)
    # Without the policy nothing else is in the way: there each of them has its turn.
    for number, payload in list(enumerate(PAYLOADS))[:: 8 if policy else 1]:
        place = f"{hostile}apis/A{number}/1.0.0/"
        page.goto(f"{place}index.html", wait_until="load")
        harmless(page, watch, hostile)
        lines = [line.strip() for line in payload.splitlines() if line.strip()]
        words = page.text_content("main") or ""
        assert all(line in words for line in lines), payload
        page.goto(f"{place}documents/-a{number}.md.html", wait_until="load")
        harmless(page, watch, hostile)
    # Pictures that nobody has, of an author who may write so.
    assert all("status of 404" in message for message in watch.messages)


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_searching_does_nothing_else(hostile: str, opening: Opening, policy: bool) -> None:
    page, watch = opening(bypass_csp=not policy)
    page.goto(f"{hostile}index.html", wait_until="networkidle")
    for payload in PAYLOADS[::2]:
        page.fill("#search", payload)
    for payload in PAYLOADS[::20]:
        page.goto("about:blank")
        page.goto(f"{hostile}index.html#q={payload}&vendor={payload}", wait_until="load")
        harmless(page, watch, hostile)


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_the_reference_does_nothing_else(hostile: str, opening: Opening, policy: bool) -> None:
    page, watch = opening(bypass_csp=not policy)
    page.goto(f"{hostile}apis/{REFERENCED}/1.0.0/index.html")
    page.click("#reference-open")
    expect(page.locator("#reference .opblock").first).to_be_visible()
    controls = page.locator("#reference .opblock-summary-control")
    assert controls.count() >= len(PAYLOADS)
    for number in range(0, controls.count(), 20):
        controls.nth(number).dispatch_event("click")
        expect(page.locator("#reference .opblock-body").first).to_be_visible()
        controls.nth(number).dispatch_event("click")
    assert page.evaluate("window.__pwned") is None
    assert watch.dialogs == []
    assert watch.origins() == {origin(hostile)}


def test_texts_stay_texts_in_the_chat(hostile: str, opening: Opening) -> None:
    page, watch = opening(bypass_csp=True)
    page.goto(f"{hostile}index.html")
    page.evaluate(
        """async ([payloads]) => {
            const {element} = await import(new URL("assets/elements.js", location).href);
            for (const payload of payloads) {
                const made = element("p", "", payload);
                document.body.append(made);
                if (made.childElementCount || made.textContent !== payload) { throw made; }
            }
        }""",
        [list(PAYLOADS)],
    )
    harmless(page, watch, hostile)


def test_names_are_quoted_in_the_source(hostile: str, opening: Opening) -> None:
    page, _ = opening(java_script_enabled=False)
    page.goto(f"{hostile}index.html")
    assert page.title().count(hostile_project.NAME) == 1
    assert html.escape("<img") in page.content()
