"""mitmdump from a deployed copy in front of a small vendor, for what only the real engine shows."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import signal
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes as PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from compiler.ir import Gateway
from compiler.targets.mitmproxy import TARGET
from tests.gateways import KEY, gateway

VENDOR_KEY = "vendor-key-that-must-not-leak"
MITMDUMP = Path(sys.executable).with_name("mitmdump")
CHAT = "/chat/1.0.0/v1/chat/completions"
BODY = b'{"model":"m","usage":{"prompt_tokens":1,"completion_tokens":2}}'


class Vendor(socketserver.ThreadingTCPServer):
    """Answers every request with BODY. lines, seen, bodies: first line, headers and body of each.
    broken: it closes the connection instead."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128  # of connections that many at once open at the same moment

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.lines: list[str] = []
        self.seen: list[bytes] = []
        self.bodies: list[bytes] = []
        self.broken = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(http.server.BaseHTTPRequestHandler):
    server: Vendor
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.server.lines.append(self.requestline)
        self.server.seen.append(bytes(self.headers))
        self.server.bodies.append(self._body())
        if self.server.broken:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    do_GET = do_POST

    def _body(self) -> bytes:
        if "Transfer-Encoding" not in self.headers:
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests read `seen`."""


@dataclass
class Engine:
    """A running mitmdump. folder: its deployed copy. home: where its output and flows are."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    home: Path
    flows: Path
    vendor: Vendor = field(repr=False)

    def call(self, *lines: str, body: bytes = b"{}", timeout: float = 5.0) -> bytes:
        """The raw answer to a request of these lines; a key is added, and the body's length."""
        head = [*lines, f"Authorization: Bearer {KEY}", f"Content-Length: {len(body)}", "", ""]
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as client:
            client.sendall("\r\n".join(head).encode() + body)
            return read_answer(client)

    def chat(self) -> bytes:
        return self.call(f"POST {CHAT} HTTP/1.1", "Host: gateway", "Connection: close")

    def last_line(self) -> dict[str, object]:
        """The last line of its log."""
        found: dict[str, object] = json.loads((self.home / "stdout").read_text().splitlines()[-1])
        return found

    def stop(self) -> bytes:
        """Everything that it wrote to standard output and error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        return b"".join((self.home / name).read_bytes() for name in ("stdout", "stderr"))


def read_answer(client: socket.socket) -> bytes:
    """Everything until the engine closes; what has come so far where it does not."""
    answer = b""
    with contextlib.suppress(OSError):
        while data := client.recv(65_536):
            answer += data
    return answer


def deploy(folder: Path, one: Gateway) -> None:
    for artifact in TARGET.emit(one):
        file = folder / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)


def pem_of(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@contextlib.contextmanager
def vendor(tls: ssl.SSLContext | None = None) -> Iterator[Vendor]:
    with Vendor() as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextlib.contextmanager
def running(
    home: Path,
    vendor: Vendor,
    port: int,
    options: Sequence[str] = (),
    script: str | None = None,
    one: Gateway | None = None,
) -> Iterator[Engine]:
    """mitmdump in a fresh copy of `one` (default: the sample gateway) below `home`. script: what
    gateway.py holds instead."""
    folder, flows = home / "copy", home / "flows"
    deploy(folder, one or gateway(vendor.port, port))
    if script is not None:
        (folder / "gateway.py").write_text(script)
    command = [str(MITMDUMP), "-s", "gateway.py", "--set", f"confdir={home / 'conf'}"]
    environment = {**os.environ, "SAMPLE_API_KEY": VENDOR_KEY, "HOME": str(home)}
    # Unbuffered, mitmproxy's own first line is out before the script can turn it away.
    environment.pop("PYTHONUNBUFFERED", None)
    with (home / "stdout").open("wb") as out, (home / "stderr").open("wb") as err:
        process = subprocess.Popen(
            [*command, "-w", str(flows), *options],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=err,
        )
    engine = Engine(process, port, folder, home, flows, vendor)
    try:
        await_port(engine)
        yield engine
    finally:
        engine.stop()


def await_port(engine: Engine) -> None:
    for _ in range(200):
        if engine.process.poll() is not None:
            raise RuntimeError(f"mitmdump ended: {engine.stop().decode(errors='replace')}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", engine.port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("mitmdump does not listen")
