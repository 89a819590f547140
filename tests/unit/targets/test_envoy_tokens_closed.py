"""Whatever fails in the Lua code for tokens: nothing passes that must not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compiler.resources import tree
from compiler.targets.envoy import tokens
from tests.conformance.forged import decoded, flipped, token
from tests.gateways import KEY
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, logged, running
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, Vendor, exchange, vendor
from tests.unit.targets.test_envoy_closed import FUNCTION
from tests.unit.targets.token_gateway import SECRET, SUBJECT, Issuers, bearer, far, tokens_gateway

FILES = sorted(
    path.name
    for path in (tree("templates") / "envoy").glob("*.lua")
    if tokens.owns(path.name) or path.name in ("access.lua", "bearer.lua", "client_key.lua")
)
MODEL = "/v1/models/m"


def requests() -> tuple[list[str], list[str]]:
    """Those that must be refused, and those that may pass."""
    right = token(SUBJECT, scope="chat.read")
    wrong = [
        bearer(token(SUBJECT, exp=1)),
        bearer(token(SUBJECT, aud="x")),
        bearer(token(SUBJECT, change=decoded(2, flipped))),
        bearer(token(SUBJECT, key="rsa.forger", header={"kid": "rsa"})),
        bearer(token("nobody")),
        bearer(far(key="rsa.forger", header={"kid": "rsa.far"})),
        bearer(far(key="rsa.unknown")),
        *(bearer(right, name) for name in ("gone", "nobody", "over", "strange")),
        "x: 1",
        f"x-gatewright-token: {right.text('')}",
    ]
    refused = [_head(api, line) for api in ("only", "both") for line in wrong]
    refused += [_head("only", bearer(right, KEY)), _head("chat", bearer(right))]
    refused += [_head("only", bearer(token(SUBJECT)), MODEL)]
    may = [bearer(right), bearer(far(scope="chat.read")), bearer(right, "good")]
    passing = [_head(api, line, MODEL) for api in ("only", "both") for line in may]
    return refused, [*passing, _head("both", bearer(right, KEY)), _head("chat", bearer(right, KEY))]


def _head(api: str, line: str, path: str = "/v1/models") -> str:
    return f"GET /{api}/1.0.0{path} HTTP/1.1\r\nHost: g\r\n{line}"


def check_refused(one: Vendor, answer: Answer | None) -> None:
    assert answer is None or answer.status >= 400
    assert not one.heads
    if answer:
        assert json.loads(answer.body)["error"]["code"]


def check_passed(one: Vendor, answer: Answer | None) -> bool:
    """Whether a request passed, which it does whole, with the vendor's key alone, or not at all."""
    if answer is None or answer.status != 200:
        check_refused(one, answer)
        return False
    (head,) = one.heads
    assert f"authorization: bearer {VENDOR_KEY}" in head
    assert "x-gatewright" not in head
    one.heads.clear()
    return True


def play(port: int, one: Vendor) -> int:
    """How many requests passed."""
    refused, passing = requests()
    for head in refused:
        check_refused(one, exchange(port, head))
    return sum(check_passed(one, exchange(port, head)) for head in passing)


def test_a_whole_gateway(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as one, Issuers() as issuers:
        folder = deploy(tokens_gateway(one.port, port, issuers.port), tmp_path)
        with running(folder, port, variables={"PARTNER_SECRET": SECRET}) as up:
            assert up, logged(folder)
            assert play(port, one) == len(requests()[1])


@pytest.mark.soak
@pytest.mark.parametrize("name", FILES)
def test_every_step_throws(name: str, tmp_path: Path) -> None:
    """Each function of a file in turn raises an error as soon as it is called."""
    source = (tree("templates") / "envoy" / name).read_text()
    places = [0, *(match.end() for match in FUNCTION.finditer(source))]
    port = free_port()
    with vendor() as one, Issuers() as issuers:
        for count, at in enumerate(places):
            made = tokens_gateway(one.port, port, issuers.port)
            folder = deploy(made, tmp_path / str(count))
            broken = f"{source[:at]}\nif true then error('injected') end\n{source[at:]}"
            (folder / "lua" / name).write_text(broken)
            with running(folder, port, variables={"PARTNER_SECRET": SECRET}):
                play(port, one)


@pytest.mark.parametrize("kept", ["tokens", "token_signatures"])
def test_one_of_the_filters_is_missing(kept: str, tmp_path: Path) -> None:
    """Neither what is said of a token nor its signature is enough."""
    port = free_port()
    with vendor() as one, Issuers() as issuers:
        folder = deploy(tokens_gateway(one.port, port, issuers.port), tmp_path)
        file = folder / "xds" / "listeners.json"
        whole = json.loads(file.read_text())
        (network,) = whole["resources"][0]["filter_chains"][0]["filters"]
        manager = network["typed_config"]
        manager["http_filters"] = [
            each
            for each in manager["http_filters"]
            if not each["name"].startswith("token") or each["name"] == kept
        ]
        file.write_text(json.dumps(whole))
        with running(folder, port, variables={"PARTNER_SECRET": SECRET}) as up:
            assert up, logged(folder)
            refused, passing = requests()
            for head in (*refused, *passing[:2], *passing[3:5]):
                check_refused(one, exchange(port, head))
            assert check_passed(one, exchange(port, passing[-1]))
