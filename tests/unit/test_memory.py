"""Memory is flat: of each API the compiler keeps a few words, whatever stands in its file."""

from __future__ import annotations

import tracemalloc
from collections import deque
from pathlib import Path

from compiler.apis import Apis
from compiler.pipeline import Selection, compile_project
from tests.bench import projects
from tests.projects import API, compile_texts

FEW, MANY = 50, 250
MOST = 1500  # bytes an API; a definition or a model of one takes ten times as much


def peak(folder: Path, count: int) -> int:
    """The most bytes that were in use at once while a project was compiled, nothing written."""
    projects.write(folder, count)
    tracemalloc.start()
    compilation = compile_project(folder, Selection())
    for build in compilation.builds:
        for artifact in build.artifacts():
            deque(artifact.pieces(), maxlen=0)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(build.gateway.apis) for build in compilation.builds] == [count, count]
    return taken


def test_an_api_takes_little_memory(tmp_path: Path) -> None:
    peak(tmp_path / "first", 1)  # what is read and made once for all compiles
    few, many = peak(tmp_path / "few", FEW), peak(tmp_path / "many", MANY)
    assert (many - few) / (MANY - FEW) < MOST


def test_what_apis_have_in_common_is_one_object() -> None:
    texts = {
        f"apis/{name}.yaml": API.replace("Chat", name).replace("chat", name)
        for name in ("a", "b", "c")
    }
    gateways = compile_texts(texts).gateways
    for gateway in gateways.values():
        one, *others = gateway.apis
        for other in others:
            for part in ("tags", "endpoint", "security", "paths", "timeouts", "listing"):
                assert getattr(other, part) is getattr(one, part), part
    assert gateways["sandbox"].apis[0].listing is gateways["production"].apis[0].listing


def test_security_of_an_api_is_never_taken_for_its_tags() -> None:
    (api,) = compile_texts({"apis/chat.yaml": API + "tags: [api_key]\n"}).gateway.apis
    assert [type(way).__name__ for way in api.security] == ["Security"]
    assert [type(tag) for tag in api.tags] == [str]


def test_apis_are_a_sequence() -> None:
    texts = {"apis/b.yaml": API.replace("Chat", "b").replace("chat", "b")}
    apis = compile_texts(texts).gateway.apis
    assert isinstance(apis, Apis)
    assert [api.name for api in apis] == ["b", "Chat"]
    assert [api.name for api in apis[1:]] == ["Chat"]
    assert (len(apis), apis[-1].base) == (2, "/chat/1.0.0")
    assert list(apis) == list(apis)
