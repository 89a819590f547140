"""The log line: nginx writes most by itself, njs the others, and both say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compiler.targets.nginx.code import joined
from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, running
from tests.unit.targets.sample_wire import exchange, vendor

CHAT = "POST /chat/1.0.0/v1/chat/completions?q=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2"
KNOWN = f"{CHAT}\r\nAuthorization: Bearer {KEY}"
MODELS = "GET /chat/1.0.0/v1/models HTTP/1.1\r\nHost: h"
REQUESTS = (
    (KNOWN, b"{}"),
    (f"{MODELS}\r\nAuthorization: Bearer {KEY}", b""),
    (f"{MODELS}\r\napi-key: {KEY}\r\nContent-Length: 0", b""),
    (CHAT, b"{}"),
    (MODELS.replace("GET", "PUT"), b""),
    (MODELS.replace("models", "none"), b""),
    ("GET /chat/1.0.0/v1/models\\ HTTP/1.1\r\nHost: h", b""),
)
MEASURED = ("time", "duration_ms", "upstream_ms")
CONTRACT = "import { HEALTH_PATH } from './contract.js';\n"
NATIVE = '"~^(?:[^|]+[|]){6}'


def _logged(folder: Path, file: str, old: str, new: str) -> list[dict[str, Any]]:
    """The lines of REQUESTS, without what differs from one time to the next."""
    port = free_port()
    with vendor() as origin:
        copy = deploy(gateway(origin.port, port), folder)
        text = (copy / file).read_text()
        assert text.count(old) == 1
        (copy / file).write_text(text.replace(old, new))
        with running(copy, port):
            for at, (head, body) in enumerate(REQUESTS):
                exchange(port, f"{head}\r\nX-Request-Id: r{at}", body)
    lines = [json.loads(line) for line in (folder / "stdout").read_text().splitlines()]
    lines.sort(key=lambda line: str(line["request_id"]))
    return [{key: line[key] for key in line if key not in MEASURED} for line in lines]


def test_both_writers_say_the_same(tmp_path: Path) -> None:
    native = _logged(tmp_path / "native", "conf/log.conf", NATIVE, NATIVE)
    scripted = _logged(tmp_path / "scripted", "conf/log.conf", NATIVE, '"~^never')
    assert native == scripted
    assert [line["status"] for line in native] == [200, 200, 200, 401, 405, 404, 400]
    assert [list(line) for line in native] == [list(line) for line in scripted]


def test_what_is_forwarded_needs_no_script(tmp_path: Path) -> None:
    lines = _logged(
        tmp_path, "njs/gateway.js", "    const end = outcomeOf(v);", "    throw new Error('x');"
    )
    assert [line["api"] is not None for line in lines if line["request_id"]] == [True] * 3
    assert len(lines) == len(REQUESTS)


def test_the_modules_are_put_together_whole(tmp_path: Path) -> None:
    imports = f"import {{ a }} from './a.js';\n{CONTRACT}"
    (tmp_path / "gateway.js").write_text(f"{imports}\nexport default {{ a }};\n")
    (tmp_path / "a.js").write_text("// Says a.\nexport function a() {}\n")
    text = joined(tmp_path).decode()
    assert text.index("function a() {}") < text.index("export default { a };")
    assert "import" not in text


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("b.js", "function b() {}\n", "nothing imports"),
        ("gateway.js", f"{CONTRACT}import a from './b.js';\n", "not understood"),
        ("gateway.js", f"{CONTRACT}const HEALTH_PATH = 1;\n", "more than one"),
    ],
)
def test_modules_that_do_not_fit(tmp_path: Path, file: str, text: str, complaint: str) -> None:
    (tmp_path / "gateway.js").write_text(CONTRACT)
    (tmp_path / file).write_text(text)
    with pytest.raises(AssertionError, match=complaint):
        joined(tmp_path)
