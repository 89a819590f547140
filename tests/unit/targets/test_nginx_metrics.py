"""What nginx tells of its requests: exact over all workers, bounded, never in a request's way."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import replace
from pathlib import Path

from compiler import ir
from compiler.targets.nginx import TARGET
from tests.gateways import consumer
from tests.ports import free_port
from tests.unit.targets.metric_pages import (
    AT_ONCE,
    ask_all,
    at_once,
    counted,
    key,
    many,
    of_consumers,
    page,
    telling,
)
from tests.unit.targets.nginx_limits import altered, digest
from tests.unit.targets.nginx_rig import cost, deploy, load, running

CONSUMERS = 10_000


def files(gateway: ir.Gateway) -> dict[str, bytes]:
    return {str(one.path): one.content for one in TARGET.emit(gateway)}


def test_a_gateway_that_tells_nothing_has_nothing_of_it() -> None:
    silent = files(replace(telling(port=9000), admin_port=None))
    assert not [path for path in silent if "metric" in path]
    assert b"metric" not in b"".join(silent.values())
    told = files(telling(port=9000))
    assert told.keys() - silent.keys() == {"conf/metrics.conf", "njs/metrics.js"}
    changed = {path for path in silent if silent[path] != told[path]}
    assert changed == {"conf/log.conf", "nginx.conf"}


def test_every_worker_counts_exactly(tmp_path: Path) -> None:
    gateway = telling()
    copy = deploy(gateway, tmp_path)
    altered("nginx.conf", "worker_processes auto;", f"worker_processes {AT_ONCE};")(copy)
    with running(copy, gateway.listener.port):
        statuses = at_once(gateway.listener.port, 2000)
        found = page(gateway, 8000)
    assert statuses == {403: 4000, 401: 4000}
    api = 'api="Chat",api_version="1.0.0"'
    assert counted(found) == {
        f'{api},consumer="",status="401",error_code="invalid_api_key"': 4000,
        f'{api},consumer="demo-app",status="403",error_code="not_subscribed"': 4000,
    }
    assert of_consumers(found, "request_duration_seconds_count") == {"": 4000, "demo-app": 4000}


def test_a_reload_keeps_what_was_counted(tmp_path: Path) -> None:
    gateway = telling()
    copy = deploy(gateway, tmp_path)
    with running(copy, gateway.listener.port):
        ask_all(gateway.listener.port, ["gwk_of_nobody"] * 3)
        page(gateway, 3)
        os.kill(int((copy / "nginx.pid").read_text()), signal.SIGHUP)
        time.sleep(1)
        ask_all(gateway.listener.port, ["gwk_of_nobody"] * 2)
        assert of_consumers(page(gateway, 5)) == {"": 5}


def test_many_consumers_take_little(tmp_path: Path) -> None:
    gateway = telling(*many(CONSUMERS))
    copy = deploy(gateway, tmp_path)
    with running(copy, gateway.listener.port):
        page(gateway, 0)
        before = cost(copy).kib
        ask_all(gateway.listener.port, map(key, range(CONSUMERS)))
        found = of_consumers(page(gateway, CONSUMERS))
        assert cost(copy).kib - before < 256 * 1024
    assert len(found) == found.total() == CONSUMERS


def test_beyond_the_bound_consumers_are_one(tmp_path: Path) -> None:
    gateway = telling(*many(40))
    copy = deploy(gateway, tmp_path)
    altered("njs/metrics.js", ">= 50000 /* MAX_SERIES */", ">= 40")(copy)
    with running(copy, gateway.listener.port):
        for _ in range(2):
            ask_all(gateway.listener.port, map(key, range(40)))
        text = page(gateway, 80)
    found = of_consumers(text)
    assert found == {**{f"app-{at:05d}": 2 for at in range(10)}, "(more)": 60}
    assert of_consumers(text, "request_duration_seconds_count") == found


def test_a_memory_that_is_full_fails_no_request(tmp_path: Path) -> None:
    gateway = telling(*many(400))
    copy = deploy(gateway, tmp_path)
    [size] = re.findall("gw_metrics:([0-9]+m)", (copy / "conf" / "metrics.conf").read_text())
    altered("conf/metrics.conf", f"gw_metrics:{size}", "gw_metrics:32k")(copy)
    with running(copy, gateway.listener.port):
        assert ask_all(gateway.listener.port, map(key, range(400))) == {403: 400}
        assert 0 < of_consumers(page(gateway, 1)).total() < 400
    assert (copy / "stdout").read_text().count('"status":403') == 400


def test_names_are_escaped(tmp_path: Path) -> None:
    name = 'a "b", \\c 1'
    gateway = telling(consumer(name, digest(key(0))))
    with running(deploy(gateway, tmp_path), gateway.listener.port):
        ask_all(gateway.listener.port, [key(0)])
        [labels] = counted(page(gateway, 1))
    assert 'consumer="a \\"b\\", \\\\c 1",status="403"' in labels


def test_the_most_memory_loads(tmp_path: Path) -> None:
    apis = tuple(replace(telling().apis[0], name=f"Api{at}", base=f"/api{at}") for at in range(400))
    load(deploy(replace(telling(*many(100)), apis=apis, listener=_listener()), tmp_path))
    text = (tmp_path / "conf" / "metrics.conf").read_text()
    assert "zone=gw_metrics:256m " in text


def _listener() -> ir.Listener:
    return ir.Listener("127.0.0.1", free_port(), None)
