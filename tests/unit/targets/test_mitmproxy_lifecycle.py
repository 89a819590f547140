"""Lifecycles in the forward proxy of the mitmproxy target: several APIs share a vendor's URL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gatewright_gateway import heads, loading
from gatewright_gateway.journal import Journal
from gatewright_gateway.judge import judge
from gatewright_gateway.meter import Meter
from gatewright_gateway.runtime import Mode, Runtime
from gatewright_gateway.verdicts import Answer, Plan

from compiler.targets.mitmproxy import data
from tests.unit.targets import lifecycles
from tests.unit.targets.lifecycles import CHAT, MODELS

VENDOR = 9001


def judged(names: tuple[str, ...], method: str, path: str, folder: Path) -> object:
    """What happens to a call of the vendor's own URL where only these APIs are in front of it."""
    one = lifecycles.with_lifecycles(VENDOR, 9002)
    one = replace(one, apis=tuple(api for api in one.apis if api.name in names))
    (folder / "gateway.json").write_bytes(b"".join(data.render(one)))
    runtime = Runtime(loading.load(folder), Mode.PROXY, frozenset(), Journal(1))
    target = f"http://127.0.0.1:{VENDOR}{path}"
    head = heads.RequestHead(method.encode(), target.encode(), 1, ((b"Host", b"x"),), 0)
    return judge(head, b"id", None, runtime, Meter(runtime.counters))


@pytest.mark.parametrize("name", ["Blocked", "Retired"])
def test_what_only_such_an_api_exposes_is_refused(name: str, tmp_path: Path) -> None:
    verdict = judged((name,), "POST", CHAT, tmp_path)
    assert isinstance(verdict, Answer)
    assert verdict.code == f"api_{name.lower()}"
    assert (verdict.status, verdict.body) == lifecycles.refusal_of(f"api_{name.lower()}")
    assert verdict.match is not None
    assert (verdict.match.api.name, verdict.consumer) == (name, None)
    other = judged((name,), "GET", CHAT, tmp_path)
    assert isinstance(other, Answer)
    assert other.code == "method_not_allowed"


def test_an_api_that_is_served_takes_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLE_API_KEY", "k")
    verdict = judged(("Blocked", "Old", "Retired"), "GET", MODELS, tmp_path)
    assert isinstance(verdict, Plan)
    assert verdict.match.api.name == "Old"
    assert [name for name, _ in verdict.match.api.added] == [b"Deprecation", b"Sunset", b"Link"]
    assert {b"deprecation", b"sunset", b"link"} < verdict.match.api.removed
