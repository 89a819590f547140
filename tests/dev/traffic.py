"""Requests without end while something else happens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.dev.projects import BASE, chat


@dataclass
class Traffic:
    """passed: how many requests were answered as they should be. failed: what was not."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def note(self, what: str | None) -> None:
        if what is None:
            self.passed += 1
        else:
            self.failed.append(what)


@contextmanager
def traffic(url: str, key: str, callers: int) -> Iterator[Traffic]:
    """Some callers at once, each streaming and asking for models in turn, on connections that they
    keep."""
    found, ended = Traffic(), threading.Event()
    headers = {"Authorization": f"Bearer {key}"}

    def call() -> None:
        with httpx.Client(base_url=url + BASE, headers=headers, timeout=30) as client:
            while not ended.is_set():
                found.note(_models(client))
                found.note(_stream(client))

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _models(client: httpx.Client) -> str | None:
    try:
        answer = client.get("/v1/models")
    except httpx.HTTPError as error:
        return f"models: {error!r}"
    return None if answer.status_code == 200 else f"models: {answer.status_code} {answer.text}"


def _stream(client: httpx.Client) -> str | None:
    try:
        with client.stream("POST", "/v1/chat/completions", json=chat(stream=True)) as answer:
            text = "".join(answer.iter_text())
    except httpx.HTTPError as error:
        return f"chat: {error!r}"
    whole = answer.status_code == 200 and text.rstrip().endswith("[DONE]")
    return None if whole else f"chat: {answer.status_code} {text[-200:]}"
