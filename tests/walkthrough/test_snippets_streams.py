"""The example of a stream in vendor.yaml, sent by the mock vendor, is one that the vendor's own SDK
reads: the same text and the same counts as in an answer that is not streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from compiler.ir import Api, Gateway
from compiler.mock import MockVendor, start
from compiler.pipeline import Selection, compile_project
from compiler.targets.devportal.curl import turn
from compiler.targets.devportal.snippets import model_of
from tests.conformance.world import World
from tests.walkthrough.snippet_runs import Copied, at
from tests.walkthrough.snippet_streams import STREAMS

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def gateway(world: World) -> Gateway:
    project = world.project("mocked", 1)
    (build,) = compile_project(project, Selection(environments=("sandbox",))).builds
    return build.gateway


@pytest.fixture(scope="module")
def mock(gateway: Gateway) -> Iterator[MockVendor]:
    with start(gateway, pause_ms=1) as one:
        yield one


def whole(url: str, api: Api) -> str:
    """The text of an answer that is not streamed, to the same question."""
    chat = api.guide.chat
    assert chat is not None
    path, operation = next(
        (path, one) for path in api.paths for one in path.operations if one.id == chat.operation
    )
    parts = (part if isinstance(part, str) else model_of(api) for part in path.template.parts)
    body, _ = turn(chat, operation, model_of(api), None)
    request = Request(
        url + "".join(parts) + "?api-version=2024-10-21",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "anthropic-version": "2023-06-01"},
    )
    with urlopen(request, timeout=30) as answer:
        text = at(json.load(answer), chat.answer)
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("name", STREAMS)
def test_the_sdk_reads_the_stream(
    gateway: Gateway, mock: MockVendor, world: World, tmp_path: Path, name: str
) -> None:
    api = next(one for one in gateway.apis if one.name == name)
    url = f"http://127.0.0.1:{mock.port}{api.base}"
    program, place = STREAMS[name]
    copied = Copied(tmp_path, world)
    text, read, written = json.loads(copied.ran(program, url, model_of(api), place=place))
    assert text == whole(url, api)
    assert text
    assert read > 0
    assert written > 0
