"""The reference: Swagger UI with the API's own document, calling the compiled gateways."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.portal_project import CLIENT_KEY
from tests.browser.standing import Stand


def reference(page: Page, stand: Stand) -> None:
    """Opens the reference of the chat API."""
    page.goto(stand.page("ChatAPI", "2.0.0"))
    page.click("#reference-open")
    expect(page.locator("#reference .opblock").first).to_be_visible()


def execute(page: Page, path: str, body: object) -> None:
    block = page.locator("#reference .opblock", has=page.locator(f'[data-path="{path}"]'))
    block.locator(".opblock-summary-control").click()
    block.locator("textarea.body-param__text").fill(json.dumps(body))
    block.locator("button.execute").click()


def test_try_it_out_on_embeddings(stand: Stand, opening: Opening) -> None:
    page, watch = opening()
    before = len(stand.vendor.arrivals)
    reference(page, stand)
    page.fill("#key", CLIENT_KEY)
    execute(page, "/v1/embeddings", {"model": "text-embedding-3-small", "input": "Hello"})
    status = page.locator("#reference .live-responses-table .response-col_status").last
    expect(status).to_contain_text("200")
    expect(page.locator("#reference .live-responses-table")).to_contain_text("embedding")
    (arrival,) = stand.vendor.arrivals[before:]
    assert json.loads(arrival.body)["input"] == "Hello"
    watch.nothing_strange(*stand.origins)


def test_the_reference_is_not_there_until_it_is_wanted(portal: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.goto(portal.page("ChatAPI", "2.0.0"), wait_until="networkidle")
    assert not any("swagger" in url for url in watch.requests)
    assert not any(url.endswith("/openapi.json") for url in watch.requests)


def test_a_reference_that_cannot_be_loaded(portal: Stand, opening: Opening) -> None:
    page, _ = opening()
    page.goto(portal.page("ChatAPI", "2.0.0"))
    page.route("**/swagger-ui-bundle.js", lambda route: route.abort())
    button = page.locator("#reference-open")
    button.press("Enter")
    expect(button).to_have_text("The reference could not be loaded: try again")
    expect(button).to_be_focused()
    page.unroute("**/swagger-ui-bundle.js")
    button.press("Enter")
    expect(page.locator("#reference .opblock").first).to_be_visible()
    expect(button).to_be_hidden()


def test_a_wrong_key_in_the_reference(stand: Stand, opening: Opening) -> None:
    page, watch = opening()
    page.goto(stand.page("ChatAPI", "2.0.0"))
    page.fill("#key", "gwk_wrong")
    page.click("#reference-open")
    execute(page, "/v1/embeddings", {"model": "text-embedding-3-small", "input": "Hello"})
    status = page.locator("#reference .live-responses-table .response-col_status").last
    expect(status).to_contain_text("401")
    assert watch.origins() == set(stand.origins)


def test_the_key_is_not_asked_of_the_portal(stand: Stand, opening: Opening) -> None:
    page, _ = opening()
    sent: list[str] = []
    page.on(
        "request",
        lambda request: (
            sent.extend(
                f"{request.url} {name}: {value}" for name, value in request.all_headers().items()
            )
            if request.url.startswith(stand.origins[0])
            else None
        ),
    )
    page.goto(stand.page("ChatAPI", "2.0.0"))
    page.fill("#key", CLIENT_KEY)
    page.click("#reference-open")
    expect(page.locator("#reference .opblock").first).to_be_visible()
    assert any("openapi.json" in line for line in sent)
    assert not any(CLIENT_KEY in line for line in sent)
