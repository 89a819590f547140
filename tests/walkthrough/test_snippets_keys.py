"""What a client's file says of where it shows the key is so: each is run against a server that
keeps what it is sent, and refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from compiler.guides import BEARER, Language
from compiler.pipeline import Selection, compile_project
from compiler.targets.devportal.snippets import Snippet, snippets
from tests.conformance.world import World
from tests.walkthrough.snippet_programs import PROGRAMS
from tests.walkthrough.snippet_runs import Copied
from tests.walkthrough.test_snippets import VENDORS, clients, over_tls, pythons

pytestmark = pytest.mark.soak

KEY = "the-key-that-is-looked-for"
FIRST = {client: api for api in reversed(VENDORS) for client in clients(api) if not over_tls(api)}
"""An API for each client; those that show a key over TLS only have been seen to get in."""


@contextmanager
def listening(places: list[tuple[str, str]]) -> Iterator[str]:
    """The origin of a server that adds to places each header with the key in it."""

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found = [(name.lower(), value) for name, value in self.headers.items() if KEY in value]
            places.extend(found)
            self.send_response(401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def project(world: World) -> Path:
    return world.project("keys-shown", 1)


def run(copied: Copied, snippet: Snippet) -> None:
    if snippet.language is not Language.SHELL:
        copied.said(snippet, pythons(snippet.id)[-1])
        return
    program = PROGRAMS[snippet.id][0]
    copied.said_with(snippet, program.language, program.text, "a-model", place=program.place)


@pytest.mark.parametrize("client", sorted(FIRST))
def test_where_the_key_is_shown(world: World, project: Path, tmp_path: Path, client: str) -> None:
    (build,) = compile_project(project, Selection(environments=("sandbox",))).builds
    places: list[tuple[str, str]] = []
    copied = Copied(tmp_path, world, KEY)
    with listening(places) as origin:
        gateway = replace(build.gateway, url=origin)
        api = next(one for one in gateway.apis if one.name == FIRST[client])
        snippet = next(one for one in snippets(gateway, api) if one.id == client)
        with pytest.raises(AssertionError, match="401"):
            run(copied, snippet)
    (said,) = (one.sends for one in api.guide.clients if one.name == client)
    assert places, "it asked nothing"
    # Where releases differ, the file names the header that fewer APIs look at.
    assert {name for name, _ in places} <= {said, BEARER}
    assert {value for name, value in places if name == BEARER} <= {f"Bearer {KEY}"}
