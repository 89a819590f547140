"""The mitmproxy gateway's decisions about requests of the sample gateway's consumer, in a time that
stands still until it is moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from gatewright_gateway import decision, heads, loading, meter, verdicts
from gatewright_gateway.counters import Counters
from gatewright_gateway.meter import Meter

from compiler import contract, ir
from compiler.targets.mitmproxy import data
from tests.gateways import KEY
from tests.unit.targets.metered_gateway import metered

CHAT = "/chat/1.0.0/v1/chat/completions"
PINNED = "/pinned/1.0.0/v1/chat/completions"
OPEN = "/open/1.0.0/v1/chat/completions"
MODELS = "/chat/1.0.0/v1/models"


class Gate:
    """now: milliseconds."""

    def __init__(self, folder: Path, one: ir.Gateway) -> None:
        (folder / "gateway.json").write_bytes(b"".join(data.render(one)))
        self.settings = loading.load(folder)
        self.counters = Counters()
        self.now = 1_000_000

    def ask(self, path: str = CHAT, method: str = "POST") -> tuple[verdicts.Verdict, Meter]:
        held = Meter(self.counters)
        key = (b"api-key", KEY.encode())
        head = heads.RequestHead(method.encode(), path.encode(), 1, ((b"Host", b"x"), key), 0)
        return decision.decide(head, b"id", self.settings, held), held

    def passes(self, path: str = CHAT, method: str = "POST") -> Meter:
        verdict, held = self.ask(path, method)
        assert isinstance(verdict, verdicts.Plan), verdict
        return held

    def stopped(self, path: str = CHAT) -> tuple[str, int]:
        """What it says is used up, and the seconds to wait."""
        verdict, _ = self.ask(path)
        assert isinstance(verdict, verdicts.Answer)
        assert verdict.status == 429
        error = json.loads(verdict.body)["error"]
        assert error["code"] == verdict.code
        assert error["type"] == contract.REFUSAL_BY_CODE[error["code"]].type
        words = error["message"].removeprefix("The limit of ").removesuffix(" is used up.")
        return words, int(dict(verdict.headers)[b"Retry-After"])


Gates = Callable[..., Gate]
"""Makes a gate of limits, as `metered` takes them."""


def gates(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Gates:
    """The last gate's time is that of the counters."""
    monkeypatch.setenv("SAMPLE_API_KEY", "vendor-key")
    monkeypatch.setattr("gatewright_gateway.credentials.read_secret", lambda _: b"vendor-key")

    def made(**limits: object) -> Gate:
        one = Gate(folder, metered(9001, 9002, **limits))  # type: ignore[arg-type]  # by their names
        monkeypatch.setattr(meter, "clock", lambda: one.now)
        return one

    return made


def told(held: Meter, kind: str) -> tuple[int, int, int]:
    """What an answer says of a limit: its amount, what is left, and seconds until it is whole."""
    found = {name.decode(): int(value) for name, value in held.headers}
    limit, remaining, reset = (
        found[f"X-RateLimit-{word}-{kind}"] for word in ("Limit", "Remaining", "Reset")
    )
    return limit, remaining, reset
