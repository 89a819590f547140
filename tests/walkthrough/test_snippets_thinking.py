"""What the portal shows of a vendor whose models think: the text is printed, wherever in the answer
it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from compiler.ir import Gateway
from compiler.pipeline import Selection, compile_project
from tests.conformance.world import World
from tests.walkthrough.snippet_runs import Copied, shown

TEXT = "Hello to all of you."
ANSWER = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-5",
    "content": [
        {"type": "thinking", "thinking": "", "signature": "c2lnbmVk"},
        {"type": "text", "text": TEXT},
    ],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 11, "output_tokens": 7},
}


@contextmanager
def thinking() -> Iterator[str]:
    """The origin of a server whose answers begin with a thought."""

    class Thinking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = json.dumps(ANSWER).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Thinking) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def gateway(world: World) -> Gateway:
    project = world.project("thinking", 1)
    (build,) = compile_project(project, Selection(environments=("sandbox",))).builds
    return build.gateway


@pytest.mark.parametrize(
    ("client", "place"),
    [
        ("anthropic-python", ""),
        pytest.param("anthropic-python", "clients", marks=pytest.mark.soak),
        pytest.param("anthropic-node", "", marks=pytest.mark.soak),
        pytest.param("langchain-anthropic", "langchain", marks=pytest.mark.soak),
    ],
)
def test_the_text_after_a_thought(
    world: World, gateway: Gateway, tmp_path: Path, client: str, place: str
) -> None:
    with thinking() as origin:
        snippet = shown(replace(gateway, url=origin), "Anthropic")[client]
        assert Copied(tmp_path, world).said(snippet, place) == TEXT + "\n"
