"""What the portal shows, run as somebody runs it who has copied it: the key is in GATEWAY_KEY, and
nothing else is set."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compiler.guides import Chat, Language
from compiler.ir import Gateway
from compiler.targets.devportal.snippets import Snippet, snippets
from compiler.terms import Pointer
from tests.conformance import facts
from tests.conformance.world import World

PLACES = {
    "": Path(sys.prefix),
    "clients": Path(sys.prefix) / "clients",
    "langchain": Path(sys.prefix) / "langchain",
}
"""The Pythons that have SDKs: of the tests, of clients.txt, of langchain.txt."""

NODE_MODULES = Path(sys.prefix) / "clients-js" / "node_modules"
AT_HOME = Path(__file__).with_name("at_home.py")
SECONDS = 120
"""That a program may take; one that imports much on a busy machine takes ten."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A folder in which snippets are run, with what the world around has to say. key: what is in
    GATEWAY_KEY."""

    folder: Path
    world: World
    key: str = facts.CLIENT_KEY

    def said(self, snippet: Snippet, place: str = "") -> str:
        """What a snippet prints. place: whose Python runs it. AssertionError: it fails."""
        match snippet.language:
            case Language.PYTHON:
                return self._run(*self._python(place, snippet.code))
            case Language.JAVASCRIPT:
                return self._run(*self._node(snippet.code))
            case Language.SHELL:
                # It ends as its last command does, which is curl.
                return self._run("sh", "-eu", self._written("snippet.sh", snippet.code + "\n"))

    def said_with(
        self, snippet: Snippet, language: Language, program: str, *arguments: str, place: str = ""
    ) -> str:
        """What a program prints that is run with the variables which a snippet sets."""
        file = self._written("snippet.sh", snippet.code + "\n")
        made = self._node(program) if language is Language.JAVASCRIPT else ()
        command = made or self._python(place, program)
        return self._run("sh", "-euc", '. "$0" && exec "$@"', file, *command, *arguments)

    def ran(self, program: str, *arguments: str, place: str = "") -> str:
        """What a program for Python prints."""
        return self._run(*self._python(place, program), *arguments)

    def _python(self, place: str, program: str) -> tuple[str, ...]:
        python = str(PLACES[place] / "bin" / "python")
        return python, "-I", str(AT_HOME), self._written("snippet.py", program)

    def _node(self, program: str) -> tuple[str, ...]:
        modules = self.folder / "node_modules"
        if not modules.is_symlink():
            modules.symlink_to(NODE_MODULES)
        hook = str(AT_HOME.with_suffix(".mjs"))
        return "node", "--import", hook, self._written("snippet.mjs", program)

    def _written(self, name: str, text: str) -> str:
        file = self.folder / name
        file.write_text(text)
        return str(file)

    def _run(self, *command: str) -> str:
        found = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert found.returncode == 0, f"{command}: {found.stdout}\n{found.stderr}"
        return found.stdout

    def _environment(self) -> Mapping[str, str]:
        bundle = str(self.world.authority.bundle)
        return {
            "PATH": self.world.environment["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GATEWAY_KEY": self.key,
            # The listener's certificate is of an authority of ours.
            "AWS_CA_BUNDLE": bundle,
            "SSL_CERT_FILE": bundle,
            "CURL_CA_BUNDLE": bundle,
            "NODE_EXTRA_CA_CERTS": bundle,
            # Where this SDK would look for credentials that it is not given.
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def shown(gateway: Gateway, name: str) -> dict[str, Snippet]:
    """The snippets of an API, by id."""
    (api,) = (api for api in gateway.apis if api.name == name and api.base == facts.APIS[name].base)
    return {snippet.id: snippet for snippet in snippets(gateway, api)}


def answered(chat: Chat, output: str) -> str:
    """The text in what curl prints: a JSON answer, events, or lines."""
    if "data: " in output:
        lines = (line.removeprefix("data:").strip() for line in output.splitlines())
        texts = [one for one in lines if one.startswith("{")]
        assert chat.end is None or chat.end in output
        return "".join(_pieces(chat.delta, texts))
    texts = output.splitlines()
    try:
        answer = json.loads(output)
    except ValueError:
        return "".join(_pieces(chat.delta, texts))
    return str(at(answer, chat.answer))


def _pieces(pointer: Pointer, texts: list[str]) -> Iterator[str]:
    for text in texts:
        found = at(json.loads(text), pointer)
        if isinstance(found, str):
            yield found


def at(document: Any, pointer: Pointer) -> Any:
    """What a pointer leads to; None where it leads nowhere."""
    for token in pointer:
        match document:
            case dict() if token in document:
                document = document[token]
            case list() if token.isdigit() and int(token) < len(document):
                document = document[int(token)]
            case _:
                return None
    return document
