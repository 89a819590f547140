"""What hostile bodies cost under `validate_requests`: seconds of CPU and memory of nginx's
processes, for 4 MB each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from compiler.terms import Validation
from tests.unit.targets import checked_bodies as bodies
from tests.unit.targets import mitmproxy_engine as engines
from tests.unit.targets.checked_bodies import JSON, SHOWN
from tests.unit.targets.nginx_rig import cost, deploy, running

SIZE = 4_000_000
# Several times what they take, since slow machines run the tests too.
MOST_SECONDS = 3.5
MOST_KIB = 320 * 1024

USER = b'{"role":"user"}'
NEXT = b'{"messages":[' + USER + b'],"x":'
DEEP = b"[" * 40
HOSTILE = {
    "messages": (b'{"messages":[', USER + b",", USER + b"]}", 200),
    "messages-and-a-wrong-one": (b'{"messages":[', USER + b",", b'{"role":1}]}', 400),
    "wrong-messages-inside": (b'{"messages":[{"next":[', USER + b",", b"1]}]}", 400),
    "texts": (NEXT + b"[", b'"",', b"1]}", 200),
    "escapes": (NEXT + b'"', b'\\"', b'"}', 200),
    "backslashes": (NEXT + b'"', b"\\\\", b'"}', 200),
    "texts-of-escapes": (NEXT + b"[", b'"\\"",', b"1]}", 200),
    "names": (NEXT + b"{", b'"":1,', b'"":1}}', 200),
    "names-before-a-space": (NEXT + b"{", b'"" :1,', b'"":1}}', 200),
    "colons": (NEXT + b"[", b'":",', b"1]}", 200),
    "numbers": (NEXT + b"[", b"1,", b"1]}", 200),
    "no-json-but-ends": (DEEP, b"]", b"", 400),
    "no-json-but-numbers": (DEEP, b"1,", b"", 400),
    "no-json-but-escapes": (DEEP + b'"', b'\\"', b'"x', 400),
}


@pytest.mark.soak  # seconds of CPU, which other tests would have to wait for
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_costs_little(name: str) -> None:
    begin, piece, end, status = HOSTILE[name]
    body = begin + piece * (SIZE // len(piece)) + end
    # nginx's workers write bodies to files there, as root's they are "nobody".
    with TemporaryDirectory() as folder, engines.vendor() as vendor:
        Path(folder).chmod(0o755)
        sample = bodies.served(vendor.port)
        (reject,) = (api for api in sample.apis if api.base == "/reject")
        one = replace(
            sample,
            apis=(replace(reject, paths=bodies.PATHS, validation=Validation.REJECT),),
        )
        with running(deploy(one, Path(folder)), one.listener.port):
            checking = bodies.Checking(one.listener.port, vendor)
            answer = checking.post("/reject/v1/chat", body, SHOWN, JSON)
            spent = cost(Path(folder))
    assert bodies.status(answer) == status, answer
    assert spent.seconds < MOST_SECONDS
    assert spent.kib < MOST_KIB
