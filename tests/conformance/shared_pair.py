"""Two real Envoys that share their limits, and the service that counts for them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compiler import ir
from tests.conformance.rate_limit_service import Service, emitted, serving
from tests.gateways import KEY
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.metered_gateway import Row, metered
from tests.unit.targets.metered_wire import Reply, asked, metered_vendor, request

PATIENCE = 10.0


@dataclass(slots=True)
class Pair:
    """Two gateways and what they share. asked: how many requests `one` has sent."""

    ports: tuple[int, int]
    folders: tuple[Path, Path]
    service: Service
    service_port: int
    sent: int = 0

    def one(self, mock: str = "", **words: str) -> Reply:
        """The gateways take turns."""
        self.sent += 1
        [answer] = asked(self.ports[self.sent % 2], [request(mock, **words)])
        return answer

    def settled(self, limit: str, who: str, count: int) -> None:
        """Waits until the service has counted so much: it learns of tokens after their request."""
        until(lambda: self.service.count(limit, who) == count)

    def serving(self) -> AbstractContextManager[None]:
        """The service runs."""
        return serving(self.service, self.service_port)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def pair(
    folder: Path,
    *,
    api: list[Row] | None = None,
    plan: list[Row] | None = None,
    consumer: list[Row] | None = None,
    reserve: int = 1000,
) -> Iterator[Pair]:
    """The gateways run; the service does not yet."""
    ports, service = (free_port(), free_port()), free_port()
    shared = ir.SharedLimits("127.0.0.1", service, True)
    with metered_vendor() as vendor, ExitStack() as stack:
        folders = []
        for number, port in enumerate(ports):
            one = metered(
                vendor,
                port,
                api=api or [],
                plan=plan or [],
                consumer=consumer or [],
                reserve=reserve,
            )
            folders.append(deploy(replace(one, shared_limits=shared), folder / str(number)))
            assert stack.enter_context(running(folders[-1], port, workers=2))
        assert emitted(folders[0]) == emitted(folders[1])
        yield Pair(ports, (folders[0], folders[1]), Service(emitted(folders[0])), service)


def logged(gateways: Pair) -> list[dict[str, Any]]:
    """The lines of both gateways, which have ended, in the order of time."""
    texts = ((folder / "stdout").read_text() for folder in gateways.folders)
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    return sorted(lines, key=lambda line: line["time"])


def messages(gateways: Pair) -> str:
    found = "".join((folder / "stderr").read_text() for folder in gateways.folders)
    assert KEY not in found
    return found
