"""yaml-language-server as an editor runs it: messages of the Language Server Protocol 3.17 over
pipes, one after the other."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SECONDS = 60
"""That an answer may take; each takes some milliseconds."""
MODULES = Path(sys.prefix) / "clients-js" / "node_modules"
PROGRAM = MODULES / "yaml-language-server" / "bin" / "yaml-language-server"
AT_HOME = Path(__file__).with_name("at_home.mjs")
CURSOR = "¦"
CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}


Received = queue.Queue[dict[str, Any] | None]
"""Messages of the server; None: it is gone."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """About the part of a text that an editor would underline."""

    part: str
    message: str


class LanguageServer:
    """Texts are given to it as files that need not be there, each by another path."""

    def __init__(self, sent: IO[bytes], received: Received, settings: Mapping[str, Any]) -> None:
        self._sent = sent
        self._received = received
        self._settings = settings
        self._count = 0
        self._found: dict[str, list[dict[str, Any]]] = {}

    def ask(self, method: str, params: object) -> Any:
        """The result of a request. AssertionError: it is refused. queue.Empty: there is none."""
        self._count += 1
        mine = self._count
        self._send({"id": mine, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == mine and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def complaints(self, path: Path, text: str) -> list[Complaint]:
        """What an editor shows of a text, in the order of the server."""
        uri = path.as_uri()
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": opened})
        while uri not in self._found:
            self._next()
        return [
            Complaint(_part(text, found["range"]), found["message"]) for found in self._found[uri]
        ]

    def offered(self, path: Path, text: str) -> dict[str, str]:
        """What completion offers at the cursor: labels, and what is said of each."""
        found = self._at_cursor("textDocument/completion", path, text)
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: _said(item.get("documentation")) for item in items}

    def shown(self, path: Path, text: str) -> str:
        """What a hover shows at the cursor, as Markdown."""
        found = self._at_cursor("textDocument/hover", path, text)
        return _said(found["contents"]) if found else ""

    def _at_cursor(self, method: str, path: Path, text: str) -> Any:
        before, sign, after = text.partition(CURSOR)
        assert sign
        self.complaints(path, before + after)
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return self.ask(method, {"textDocument": {"uri": path.as_uri()}, "position": place})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._sent.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._sent.flush()

    def _next(self) -> dict[str, Any]:
        message = self._received.get(timeout=SECONDS)
        assert message is not None, "the server is gone"
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            self._found[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif method is not None and "id" in message:
            asked = message["params"]["items"] if method == "workspace/configuration" else ()
            found = [self._settings.get(item["section"]) for item in asked]
            self._send({"id": message["id"], "result": found or None})
        return message


def _receive(pipe: IO[bytes], received: Received) -> None:
    while head := pipe.readline():
        length = int(head.removeprefix(b"Content-Length: "))
        while pipe.readline().strip():
            pass
        received.put(json.loads(pipe.read(length)))
    received.put(None)


def _part(text: str, range: Mapping[str, Mapping[str, int]]) -> str:
    lines = text.splitlines(keepends=True)
    start, end = (
        sum(len(line) for line in lines[: place["line"]]) + place["character"]
        for place in (range["start"], range["end"])
    )
    return text[start:end]


def _said(found: Any) -> str:
    return found["value"] if isinstance(found, dict) else found or ""


@contextmanager
def language_server(folder: Path, schemas: Mapping[str, str]) -> Iterator[LanguageServer]:
    """For a folder. schemas: patterns of files by the URL of a schema, as in the settings of an
    editor. The server asks no other host."""
    own = {"schemas": schemas, "schemaStore": {"enable": False}, "validate": True,
           "hover": True, "completion": True}  # fmt: skip
    with _started() as (sent, received):
        server = LanguageServer(sent, received, {"yaml": own})
        opened = [{"uri": folder.as_uri(), "name": folder.name}]
        asked = {"processId": None, "rootUri": folder.as_uri(), "workspaceFolders": opened}
        server.ask("initialize", asked | {"capabilities": CAPABILITIES})
        server.tell("initialized", {})
        server.tell("workspace/didChangeConfiguration", {"settings": {"yaml": own}})
        yield server


@contextmanager
def _started() -> Iterator[tuple[IO[bytes], Received]]:
    words = ["node", "--import", AT_HOME.as_uri(), str(PROGRAM), "--stdio"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    received: Received = queue.Queue()
    reader = threading.Thread(target=_receive, args=(process.stdout, received), daemon=True)
    reader.start()
    try:
        yield process.stdin, received
    finally:
        process.kill()
        process.wait()
        reader.join(SECONDS)
        process.stdin.close()
        process.stdout.close()
