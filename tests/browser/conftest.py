"""Chromium, and pages that are watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import modules as of_the_portal
from tests.browser.chromium import browser
from tests.browser.modules import Modules
from tests.browser.standing import Stand, standing, vendors
from tests.browser.watching import Watch
from tests.conformance.vendor import Vendor

HERE = Path(__file__).parent
# What is waited for comes; on a machine that does much else, late.
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need the browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def vendor() -> Iterator[Vendor]:
    with vendors() as one:
        yield one


@pytest.fixture(scope="session")
def portal(vendor: Vendor) -> Iterator[Stand]:
    """A portal whose gateway does not run."""
    with standing(vendor, None) as one:
        yield one


@pytest.fixture(scope="session", params=["nginx", "envoy"])
def stand(request: pytest.FixtureRequest, vendor: Vendor) -> Iterator[Stand]:
    """A portal and its gateway, which is on another origin."""
    with standing(vendor, request.param) as one:
        yield one


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def modules(chromium: Browser) -> Iterator[Modules]:
    with of_the_portal.served(chromium) as one:
        yield one


Opening = Callable[..., tuple[Page, Watch]]


@pytest.fixture
def opening(chromium: Browser) -> Iterator[Opening]:
    """Makes a page of a fresh context, which remembers nothing of others; takes the context's
    options."""
    contexts = []

    def opened(**options: object) -> tuple[Page, Watch]:
        context = chromium.new_context(**options)  # type: ignore[arg-type]  # any of its options
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        watch = Watch(context)
        return context.new_page(), watch

    yield opened
    for context in contexts:
        context.close()
