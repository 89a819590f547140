"""How long a page makes people wait, by its own clock."""

from __future__ import annotations

from playwright.sync_api import Page

_READY = """
() => new Promise((resolve) => {
    const look = () => {
        const status = document.getElementById("search-status");
        if (status && / of /.test(status.textContent)) { resolve(performance.now()); }
        else { requestAnimationFrame(look); }
    };
    look();
})
"""

_SEARCH = """
(text) => new Promise((resolve) => {
    const field = document.getElementById("search");
    field.value = text;
    const begin = performance.now();
    field.dispatchEvent(new Event("input", {bubbles: true}));
    // The second frame begins when the first one has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
})
"""

QUERIES = (
    "s",
    "su",
    "support",
    "claims large",
    "claude",
    "embeddings",
    "team-7 2.0",
    "nothing",
    "",
)


def interactive(page: Page, url: str) -> float:
    """Milliseconds from asking for the home page, with a search in its URL, until what was found is
    on the screen."""
    page.goto(f"{url}#q=support", wait_until="load")
    found: float = page.evaluate(_READY)
    return found


def searches(page: Page) -> dict[str, float]:
    """Milliseconds until the answer to each query is on the screen; the page is open."""
    return {query: page.evaluate(_SEARCH, query) for query in QUERIES}
