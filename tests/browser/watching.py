"""What a page does that nobody sees: requests, messages, errors, dialogs."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request

LOCAL_SCHEMES = ("data", "blob", "about")


def origin(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass  # without slots: Playwright keeps its own beside a method that it calls
class Watch:
    """Everything of a context's pages since it was made. refused: requests that the pages' policy
    kept from being made. messages: errors and warnings in the console, uncaught errors."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", self._request)
        self.context.on("requestfailed", self._failed)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.messages.append(str(error.error)))
        self.context.on("dialog", self._dialog)

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in LOCAL_SCHEMES:
            self.requests.append(request.url)

    def _failed(self, request: Request) -> None:
        if "csp" in (request.failure or "").lower() or "BLOCKED_BY" in (request.failure or ""):
            self.refused.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.messages.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def origins(self) -> set[str]:
        """Whom the pages really asked."""
        return {origin(url) for url in self.requests if url not in self.refused}

    def nothing_strange(self, *origins: str) -> None:
        """AssertionError: another origin than these was asked, or a page complained."""
        assert self.origins() <= set(origins)
        assert self.refused == []
        assert self.messages == []
        assert self.dialogs == []
