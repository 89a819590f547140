"""APIs for a role: its site works where only its people come, and nobody else learns of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening
from tests.browser.portal_project import CLIENT_KEY
from tests.browser.roles_project import LOGIN, OTHER_ROLE, ROLE, WORDS, standing_for_roles
from tests.browser.standing import Stand
from tests.browser.test_chat import ANSWER, TEXT, ask
from tests.browser.test_reference import execute
from tests.browser.watching import Watch
from tests.conformance.vendor import Vendor

# The statuses and texts of files, for a page that knows no password and asks nobody for one.
READ = """
(urls) => Promise.all(urls.map(async (url) => {
    const answer = await fetch(url, {credentials: "omit"});
    return [answer.status, await answer.text()];
}))
"""


@pytest.fixture(scope="module")
def served(vendor: Vendor) -> Iterator[tuple[Stand, Path]]:
    with standing_for_roles(vendor, "nginx") as one:
        yield one


@pytest.fixture
def office(served: tuple[Stand, Path]) -> Stand:
    """The site of ROLE."""
    whole = served[0]
    return Stand(f"{whole.portal}roles/{ROLE}/", whole.gateway, whole.vendor)


def inside(opening: Opening, stand: Stand, **options: object) -> tuple[Page, Watch]:
    """A page of somebody who has the role."""
    login = {**LOGIN, "origin": stand.portal.partition("/docs/")[0]}
    return opening(http_credentials=login, **options)


def silent(text: str, place: str) -> None:
    """AssertionError: there is something of the APIs for roles in it."""
    assert [word for word in WORDS if word in text] == [], place


def test_the_public_site_does_not_know_them(served: tuple[Stand, Path], opening: Opening) -> None:
    stand, _ = served
    page, watch = opening()
    page.goto(f"{stand.portal}index.html")
    for word in ("PayrollAPI", "salaries", "people"):
        page.fill("#search", word)
        expect(page.locator("#search-none")).to_be_visible()
    page.fill("#search", "")
    expect(page.locator("#search-status")).to_have_text("7 APIs")
    silent(page.content(), page.url)
    page.goto(stand.page("ChatAPI", "2.0.0"))
    silent(page.content(), page.url)
    watch.nothing_strange(stand.origins[0])


def test_no_public_file_names_them(served: tuple[Stand, Path], opening: Opening) -> None:
    stand, folder = served
    names = [file.relative_to(folder) for file in sorted(folder.rglob("*")) if file.is_file()]
    # The reference is the same for every project, and nothing of ours.
    public = [
        str(name) for name in names if name.parts[0] != "roles" and "swagger-ui" not in name.parts
    ]
    assert {"index.html", "search.json", "catalog.json", "catalog-info.yaml"} < set(public)
    page, _ = opening()
    page.goto(f"{stand.portal}index.html")
    for name, (status, text) in zip(public, page.evaluate(READ, public), strict=True):
        assert status == 200, name
        silent(text, name)


def test_nobody_else_gets_a_file_of_theirs(served: tuple[Stand, Path], opening: Opening) -> None:
    stand, folder = served
    page, _ = opening()
    page.goto(f"{stand.portal}index.html")
    for role, refused in ((ROLE, 401), (OTHER_ROLE, 404)):
        site = folder / "roles" / role
        files = [str(file.relative_to(folder)) for file in site.rglob("*") if file.is_file()]
        assert f"roles/{role}/search.json" in files
        for name, (status, text) in zip(files, page.evaluate(READ, files), strict=True):
            assert status == refused, name
            silent(text, name)


def test_the_site_of_a_role(office: Stand, opening: Opening) -> None:
    page, watch = inside(opening, office)
    page.goto(office.portal)
    expect(page.locator("[data-api-card]")).to_have_count(1)
    page.fill("#search", "salaries embeddings")
    expect(page.locator("#search-status")).to_have_text("1 API")
    page.fill("#search", "mistral")
    expect(page.locator("#search-none")).to_be_visible()
    page.click("#search-clear")
    page.locator("[data-api-card] a").first.click()
    expect(page.locator("h1")).to_contain_text("PayrollAPI")
    expect(page.locator(".top")).to_contain_text(ROLE)
    page.get_by_role("link", name="How we pay").click()
    expect(page.locator("article td").first).to_have_text("small")
    page.get_by_role("link", name="PayrollAPI").click()
    for name in ("OpenAPI 3.1", "Postman collection"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert "PayrollAPI" in download.value.path().read_text()
    page.get_by_role("link", name="Public APIs").click()
    expect(page.locator("[data-api-card]")).to_have_count(7)
    watch.nothing_strange(office.portal.partition("/docs/")[0])


def test_its_apis_can_be_tried(office: Stand, opening: Opening) -> None:
    page, watch = inside(opening, office)
    page.goto(office.page("PayrollAPI", "2.0.0"))
    page.fill("#key", CLIENT_KEY)
    before = len(office.vendor.arrivals)
    ask(page, "Hi")
    expect(page.locator(ANSWER)).to_have_text(TEXT)
    expect(page.locator("#chat-stats")).to_contain_text("Tokens out")
    page.click("#reference-open")
    execute(page, "/v1/embeddings", {"model": "text-embedding-3-small", "input": "Hello"})
    status = page.locator("#reference .live-responses-table .response-col_status").last
    expect(status).to_contain_text("200")
    assert len(office.vendor.arrivals[before:]) == 2
    watch.nothing_strange(office.portal.partition("/docs/")[0], office.gateway)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(office: Stand, opening: Opening, scheme: str) -> None:
    page, _ = inside(opening, office, color_scheme=scheme)
    for place in (office.portal, office.page("PayrollAPI", "2.0.0")):
        page.goto(place)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
