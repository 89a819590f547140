"""A gateway that takes tokens on a real Envoy, with its vendor and its issuers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

from compiler import ir
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, logged, running
from tests.unit.targets.sample_wire import Answer, Vendor, exchange, vendor
from tests.unit.targets.token_gateway import SECRET, Issuers, tokens_gateway


class Running:
    """A gateway with its vendor and its issuers."""

    def __init__(self, port: int, folder: Path, one: Vendor, issuers: Issuers) -> None:
        self.port, self.folder, self.vendor, self.issuers = port, folder, one, issuers

    def ask(self, line: str, api: str = "only", method: str = "GET", body: bytes = b"") -> Answer:
        path = f"/{api}/1.0.0/v1/models" if method == "GET" else f"/{api}/1.0.0/v1/chat/completions"
        length = f"\r\nContent-Length: {len(body)}" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: g\r\n{line}{length}"
        answer = exchange(self.port, head, body)
        assert answer
        return answer

    @property
    def fetched(self) -> int:
        """How often keys were asked for."""
        return sum(head.startswith("GET ") for head in self.issuers.heads)

    @property
    def asked(self) -> int:
        """How often tokens were asked about."""
        return len(self.issuers.heads) - self.fetched

    def wait(self, count: int) -> None:
        """Until keys were asked for so often, and came."""
        deadline = time.monotonic() + 20
        while self.fetched < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.5)


def slowly(gate: Running, token: str) -> int:
    """The status of an answer for which the gateway may wait itself."""
    client = HTTPConnection("127.0.0.1", gate.port, timeout=30)
    with closing(client):
        client.request("GET", "/only/1.0.0/v1/models", headers={"Authorization": f"Bearer {token}"})
        return client.getresponse().status


def aged(made: ir.Gateway, seconds: int) -> ir.Gateway:
    """Fetched keys are kept for so long."""
    (first, *others) = made.issuers
    assert isinstance(first.proof, ir.FetchedKeys)
    proof = replace(first.proof, seconds=seconds)
    return replace(made, issuers=(replace(first, proof=proof), *others))


@contextmanager
def served(
    folder: Path,
    keys: bytes | None = None,
    status: int = 200,
    secret: str = SECRET,
    ages: tuple[int, int] = (300, 3000),
) -> Iterator[Running]:
    """keys, status: how keys are answered for at first. Envoy has asked for them once. ages: for
    how many seconds keys are kept, and after how many they do not count."""
    port = free_port()
    with vendor() as one, Issuers(status=status) as issuers:
        issuers.keys = issuers.keys if keys is None else keys
        deploy(aged(tokens_gateway(one.port, port, issuers.port), ages[0]), folder)
        settings = folder / "lua" / "settings.lua"
        last = f'["seconds"] = {10 * ages[0]},'
        assert settings.read_text().count(last) == 1
        settings.write_text(settings.read_text().replace(last, f'["seconds"] = {ages[1]},'))
        with running(folder, port, variables={"PARTNER_SECRET": secret}) as up:
            assert up, logged(folder)
            gate = Running(port, folder, one, issuers)
            gate.wait(1)
            yield gate
