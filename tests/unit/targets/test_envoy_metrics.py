"""What Envoy tells of its requests: exact over all workers, bounded, nothing else of its own."""

from __future__ import annotations

import socket
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from compiler import ir
from compiler.targets.envoy import TARGET
from tests.gateways import KEY, consumer
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.metric_pages import (
    AT_ONCE,
    ask_all,
    at_once,
    counted,
    elsewhere,
    key,
    many,
    of_consumers,
    page,
    telling,
)
from tests.unit.targets.nginx_limits import altered, digest

CONSUMERS = 10_000
SOCKET = "metrics.sock"
ADMINISTRATION = ("/", "/config_dump", "/stats", "/clusters", "/certs", "/server_info", "/memory")


def files(gateway: ir.Gateway) -> dict[str, bytes]:
    return {str(one.path): one.content for one in TARGET.emit(gateway)}


def test_a_gateway_that_tells_nothing_has_nothing_of_it() -> None:
    silent = files(replace(telling(port=9000), admin_port=None))
    assert not [path for path in silent if "metric_" in path]
    assert b"metric_" not in b"".join(silent.values())
    assert b"admin" not in silent["envoy.yaml"]
    told = files(telling(port=9000))
    new = told.keys() - silent.keys()
    assert new
    assert all(path.startswith("lua/metric_") for path in new)
    changed = {path for path in silent if silent[path] != told[path]}
    assert changed == {"envoy.yaml", "xds/clusters.json", "xds/listeners.json"}


def test_every_worker_counts_exactly(tmp_path: Path) -> None:
    gateway = telling()
    copy = deploy(gateway, tmp_path)
    with running(copy, gateway.listener.port, workers=AT_ONCE):
        statuses = at_once(gateway.listener.port, 2000)
        found = page(gateway, 8000)
    assert statuses == {403: 4000, 401: 4000}
    api = 'api="Chat",api_version="1.0.0"'
    assert counted(found) == {
        f'{api},consumer="",status="401",error_code="invalid_api_key"': 4000,
        f'{api},consumer="demo-app",status="403",error_code="not_subscribed"': 4000,
    }
    assert of_consumers(found, "request_duration_seconds_count") == {"": 4000, "demo-app": 4000}


def test_many_consumers_take_little(tmp_path: Path) -> None:
    gateway = telling(*many(CONSUMERS))
    copy = deploy(gateway, tmp_path)
    with running(copy, gateway.listener.port, workers=2):
        ask_all(gateway.listener.port, map(key, range(CONSUMERS)))
        found = of_consumers(page(gateway, CONSUMERS))
    assert len(found) == found.total() == CONSUMERS


def test_beyond_the_bound_consumers_are_one(tmp_path: Path) -> None:
    gateway = telling(*many(40))
    copy = deploy(gateway, tmp_path)
    altered("lua/metric_settings.lua", '["max_series"] = 50000', '["max_series"] = 40')(copy)
    with running(copy, gateway.listener.port):
        for _ in range(2):
            ask_all(gateway.listener.port, map(key, range(40)))
        text = page(gateway, 80)
    found = of_consumers(text)
    assert found == {**{f"app-{at:05d}": 2 for at in range(10)}, "(more)": 60}
    assert of_consumers(text, "request_duration_seconds_count") == found


def test_names_are_escaped(tmp_path: Path) -> None:
    name = 'a "b", \\c 1'
    gateway = telling(consumer(name, digest(key(0))))
    with running(deploy(gateway, tmp_path), gateway.listener.port):
        ask_all(gateway.listener.port, [key(0)])
        [labels] = counted(page(gateway, 1))
    assert 'consumer="a \\"b\\", \\\\c 1",status="403"' in labels


def test_its_own_port_has_nothing_but_the_metrics(tmp_path: Path) -> None:
    gateway = telling()
    copy = deploy(gateway, tmp_path)
    with running(copy, gateway.listener.port):
        page(gateway, 0)
        assert stat.S_IMODE((copy / SOCKET).stat().st_mode) == 0o600
        for path in ADMINISTRATION:
            assert elsewhere(gateway, f"GET {path}") == 404
            assert _administration(copy, f"GET {path}") == 403
        assert elsewhere(gateway, "POST /quitquitquit") == 404
        assert _administration(copy, "POST /quitquitquit") == 403
        assert _administration(copy, "POST /healthcheck/fail") == 403


def _administration(copy: Path, request: str) -> int:
    """The status of a request to Envoy's own socket."""
    with closing(socket.socket(socket.AF_UNIX)) as connection:
        connection.connect(str(copy / SOCKET))
        connection.sendall(f"{request} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        return int(connection.recv(1024)[9:12])


def test_an_error_of_the_page_tells_nothing(tmp_path: Path) -> None:
    gateway = telling()
    copy = deploy(gateway, tmp_path)
    altered("lua/metric_page.lua", "return text(", "error()\n  return text(")(copy)
    with running(copy, gateway.listener.port):
        assert elsewhere(gateway, "GET /metrics") == 503


def test_a_request_without_labels_is_served(tmp_path: Path) -> None:
    gateway = telling()
    copy = deploy(gateway, tmp_path)
    altered("lua/metric_labels.lua", "local api = found.path", "local api = found.path.no.one")(
        copy
    )
    with running(copy, gateway.listener.port):
        assert ask_all(gateway.listener.port, ["gwk_of_nobody", KEY]) == {401: 1, 403: 1}
        assert of_consumers(page(gateway, 2)) == {"": 2}
