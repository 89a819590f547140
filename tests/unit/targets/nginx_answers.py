"""A real nginx before a vendor that answers one request in given pieces."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from compiler import ir
from compiler.terms import Usage
from tests.gateways import KEY, gateway
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, lines_of, running
from tests.unit.targets.sample_wire import exchange

HEAD = f"POST /chat/1.0.0/v1/chat/completions HTTP/1.1\r\nHost: h\r\napi-key: {KEY}"


def answered(
    folder: Path,
    kind: str,
    chunks: Sequence[bytes],
    *,
    usage: Usage | None = None,
    lines: str = "",
) -> dict[str, Any]:
    """The log line of a request that the vendor answers with `chunks`, one write for each. `usage`:
    other than the sample's. `lines`: more of the answer's head, each with its line break."""
    port = free_port()
    body = b"".join(chunks)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_answer, args=(server, head, chunks))
        thread.start()
        sample = gateway(server.getsockname()[1], port)
        with running(deploy(reporting(sample, usage), folder), port):
            answer = exchange(port, HEAD + "\r\nContent-Length: 2", b"{}")
            (written,) = lines_of(folder, 1)
        thread.join()
    assert answer is not None
    assert answer.body == body
    line: dict[str, Any] = json.loads(written)
    assert line["bytes_out"] == len(body)
    return line


def figures(line: dict[str, Any]) -> tuple[Any, ...]:
    """Model, input and output tokens of a log line."""
    return tuple(
        line[f"gen_ai.{name}"]
        for name in ("response.model", "usage.input_tokens", "usage.output_tokens")
    )


def reporting(sample: ir.Gateway, usage: Usage | None) -> ir.Gateway:
    """With `usage` for the first API's operations that have some."""
    if usage is None:
        return sample
    api = sample.apis[0]
    paths = tuple(
        replace(
            path,
            operations=tuple(
                replace(each, usage=usage) if each.usage else each for each in path.operations
            ),
        )
        for path in api.paths
    )
    return replace(sample, apis=(replace(api, paths=paths),))


def _answer(server: socket.socket, head: str, chunks: Sequence[bytes]) -> None:
    connection, _ = server.accept()
    with closing(connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.recv(65536)
        connection.sendall(head.encode())
        for chunk in chunks:
            connection.sendall(chunk)
