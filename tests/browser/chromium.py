"""Debian's Chromium, driven by Playwright; no browser is downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Nothing but the servers of the tests can be reached, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def program() -> str:
    """The browser. AssertionError: it is not there, which no test of a browser passes over."""
    found = shutil.which("chromium")
    assert found is not None, "chromium is missing: apt-get install -y chromium"
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with a profile of its own, without a window."""
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=program(), args=list(ARGUMENTS))
        try:
            yield one
        finally:
            one.close()
