"""What few APIs have, on the real nginx: keys in other places, what is removed, the model."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compiler import ir
from compiler.terms import (
    EnvSecret,
    FileSecret,
    HeaderCredential,
    InHeader,
    InPath,
    InQuery,
    Parameter,
    PathTemplate,
    Pin,
    PinMode,
    QueryCredential,
    SecretRef,
)
from tests.gateways import KEY, gateway, operation
from tests.ports import free_port
from tests.unit.targets.nginx_rig import deploy, key_file, load, logged, running
from tests.unit.targets.sample_wire import VENDOR_KEY, Answer, Vendor, exchange, vendor

MODELS = "/chat/1.0.0/v1/models"
SAMPLE_KEY = EnvSecret("SAMPLE_API_KEY")
REMOVED = PinMode.REMOVED


def changed(sample: ir.Gateway, **parts: Any) -> ir.Gateway:
    """Its first API with other parts of itself or of its endpoint, and no other API."""
    api = sample.apis[0]
    inner = {name: parts.pop(name) for name in ("credential", "query", "headers") if name in parts}
    api = replace(api, endpoint=replace(api.endpoint, **inner), **parts)
    return replace(sample, apis=(api,))


@contextmanager
def served(folder: Path, **parts: Any) -> Iterator[tuple[int, Vendor]]:
    port = free_port()
    with vendor() as origin:
        copy = deploy(changed(gateway(origin.port, port), **parts), folder)
        with running(copy, port):
            yield port, origin


def get(port: int, target: str, *lines: str) -> Answer:
    head = "".join(f"\r\n{line}" for line in lines)
    answer = exchange(port, f"GET {target} HTTP/1.1\r\nHost: h{head}")
    assert answer is not None
    return answer


# A key in a header of the vendor's own clients.


@pytest.mark.parametrize("header", ["x-goog-api-key", "x-own-key"])
def test_a_key_in_the_vendors_header(tmp_path: Path, header: str) -> None:
    credential = HeaderCredential(header, "", SAMPLE_KEY)
    with served(tmp_path, key_header=header, credential=credential) as (port, origin):
        cases = (
            ((f"{header.upper()}:  {KEY}\t",), 200),
            ((f"{header}: {KEY}", f"api-key: {KEY}"), 200),
            ((f"{header}: {KEY}", f"Authorization: Bearer {KEY}"), 200),
            ((f"{header}: ", f"api-key: {KEY}"), 200),
            ((f"{header}: {KEY}", "api-key: other"), 401),
            ((f"{header}: other", f"api-key: {KEY}"), 401),
            ((f"{header}: {KEY}", f"{header}: other"), 401),
            ((f"{header}: Bearer {KEY}",), 401),
            ((f"{header}: other",), 401),
            ((), 401),
        )
        assert [get(port, MODELS, *lines).status for lines, _ in cases] == [s for _, s in cases]
    for head in origin.heads:
        assert KEY not in head
        assert head.count(f"\r\n{header}: {VENDOR_KEY}\r\n") == 1
        assert head.count(header) == 1
    assert len(origin.heads) == 4


def test_elsewhere_that_header_is_no_key(tmp_path: Path) -> None:
    with served(tmp_path) as (port, origin):
        assert get(port, MODELS, f"x-goog-api-key: {KEY}").status == 401
        answer = get(port, MODELS, "x-goog-api-key: other", f"api-key: {KEY}")
        assert answer.status == 200
        assert "x-goog-api-key" not in origin.heads[0]


# Pins.


@pytest.mark.parametrize(
    ("sent", "arrived"),
    [
        ("?key=1", ""),
        ("?k%65y=1&a=%zz&&+key=2&KEY=3&key", "?a=%zz&&+key=2&KEY=3"),
        ("?a=1", "?a=1"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_removed_pairs_of_a_query(tmp_path: Path, sent: str, arrived: str) -> None:
    pins = (Pin("key", "", REMOVED),)
    with served(tmp_path, query=pins) as (port, origin):
        assert get(port, MODELS + sent, f"api-key: {KEY}").status == 200
    assert origin.heads[0].startswith(f"get /v1/models{arrived.lower()} http/1.1\r\n")


def test_removed_and_fixed_headers(tmp_path: Path) -> None:
    pins = (
        Pin("Accept", "", REMOVED),
        Pin("User-Agent", "gw", PinMode.FIXED),
        Pin("X-Beta", "", REMOVED),
        Pin("X-Own", "d", PinMode.DEFAULT),
    )
    sent = ("Accept: a", "User-Agent: b", "x-beta: c", "x-own: e", f"api-key: {KEY}")
    with served(tmp_path, headers=pins) as (port, origin):
        assert get(port, MODELS, *sent).status == 200
    head = origin.heads[0]
    assert "\r\naccept:" not in head
    assert "x-beta" not in head
    assert head.count("user-agent:") == 1
    assert "\r\nuser-agent: gw\r\n" in head
    assert head.count("x-own:") == 1
    assert "\r\nx-own: e\r\n" in head


# A key in the query.

HARD_KEY = "a!*'()&=+%#?/~-._\"\\|key"
WRITTEN = "a%21%2A%27%28%29%26%3D%2B%25%23%3F%2F~-._%22%5C%7Ckey"


def _query_key(secret: SecretRef, prefix: str = "") -> QueryCredential:
    return QueryCredential("k y", prefix, secret)


def test_a_key_in_the_query(tmp_path: Path) -> None:
    pins = (Pin("v", "1", PinMode.DEFAULT),)
    sent = f"{MODELS}?a=%zz&k+y=mine&k%20y=mine&b"
    with key_file() as file:
        credential = _query_key(FileSecret(str(file)), "p ")
        with served(tmp_path, credential=credential, query=pins) as (port, origin):
            assert get(port, sent, f"api-key: {KEY}").status == 503
            for text in (HARD_KEY, "k2\r\n"):
                file.with_suffix(".new").write_text(text)
                file.with_suffix(".new").replace(file)
                assert get(port, sent, f"api-key: {KEY}").status == 200
            file.write_text("two\nlines")
            assert get(port, sent, f"api-key: {KEY}").status == 503
    targets = [head.split(" ")[1] for head in origin.heads]
    before = "/v1/models?a=%zz&b&v=1&k%20y=p%20"
    assert targets == [before + WRITTEN.lower(), before + "k2"]
    assert all("authorization" not in head for head in origin.heads)
    assert all(KEY not in head for head in origin.heads)


def test_a_key_in_the_query_is_in_no_redirect(tmp_path: Path) -> None:
    port = free_port()
    with vendor() as origin:
        location = f"https://v.test/v1/models?k%20y={VENDOR_KEY}"
        head = f"HTTP/1.1 307 Go\r\nLocation: {location}\r\nX-Key: {VENDOR_KEY}\r\nX-Other: 1"
        origin.answer = f"{head}\r\nContent-Length: 0\r\n\r\n".encode()
        sample = changed(gateway(origin.port, port), credential=_query_key(SAMPLE_KEY))
        with running(deploy(sample, tmp_path), port):
            answer = get(port, MODELS, f"api-key: {KEY}")
    assert answer.status == 307
    assert VENDOR_KEY not in answer.head
    assert "\r\nx-other: 1" in answer.head


@pytest.mark.parametrize("guarded", [True, False])
def test_a_key_in_the_query_is_in_no_complaint(tmp_path: Path, guarded: bool) -> None:
    """At the level of errors nginx names the target for whatever goes wrong with a vendor; the
    second run shows that this one would."""
    port = free_port()
    with vendor() as origin:
        sample = changed(gateway(origin.port, port), credential=_query_key(SAMPLE_KEY))
        copy = deploy(sample, tmp_path)
    for file in (copy / "nginx.conf", copy / "conf" / "locations.conf", copy / "conf/errors.conf"):
        text = file.read_text().replace("error_log stderr alert;", "error_log stderr debug;")
        if not guarded:
            text = text.replace("error_log /dev/null emerg;", "")
        file.write_text(text)
    with running(copy, port):
        assert get(port, MODELS, f"api-key: {KEY}").status == 502
    assert (VENDOR_KEY in logged(copy)) is not guarded
    assert "SAMPLE" not in (copy / "stdout").read_text()


def test_a_key_in_the_query_is_in_no_alert(tmp_path: Path) -> None:
    """Without a connection left nginx complains at the level that it is left at."""
    port = free_port()
    with vendor() as origin:
        sample = changed(gateway(origin.port, port), credential=_query_key(SAMPLE_KEY))
        copy = deploy(sample, tmp_path)
        main = copy / "nginx.conf"
        text = re.sub(r"worker_connections \d+;", "worker_connections 3;", main.read_text())
        main.write_text(text.replace("worker_processes auto;", "worker_processes 1;"))
        with running(copy, port):
            # The connection that showed that nginx listens may still hold one of the three.
            deadline = time.monotonic() + 10
            while (found := exchange(port, f"GET {MODELS} HTTP/1.1\r\nHost: h")) is None:
                assert time.monotonic() < deadline
            assert found.status == 401
            assert get(port, MODELS, f"api-key: {KEY}").status == 503
    assert not origin.heads
    assert VENDOR_KEY not in logged(copy)


def test_hostile_names_load(tmp_path: Path) -> None:
    hostile = "a\"b\\c;{}#$host'é~ &=\n"
    listed = replace(operation("list", "GET", usage=True), websocket=True)
    listed = replace(listed, request_model=InQuery(hostile.strip()))
    sample = changed(
        gateway(9, free_port()),
        credential=QueryCredential(hostile, hostile, FileSecret(hostile)),
        query=(Pin(hostile, "", REMOVED),),
        key_header="x-a$b",
        paths=(ir.Path(PathTemplate(("/v1/models",)), (listed,)),),
    )
    load(deploy(sample, tmp_path))


# The model that a request names.


@pytest.mark.parametrize(
    ("place", "query", "lines", "model"),
    [
        (InQuery("mo del"), "?a&mo+del=g%2D4%20%C3%A9+x&mo+del=2", (), "g-4 é x"),
        (InQuery("model"), "?model=%22%0a%zz%25", (), '"\n%zz%'),
        (InQuery("model"), "?model=%ff", (), None),
        (InQuery("model"), "?model=", (), None),
        (InQuery("model"), "?model", (), None),
        (InQuery("model"), "?Model=a", (), None),
        (InQuery("model"), "?model=" + "%C3%A9" * 128, (), "é" * 128),
        (InQuery("model"), "?model=" + "%C3%A9" * 129, (), None),
        (InQuery("model"), "", (), None),
        (InHeader("x-model"), "", ("X-Model: \t g-4 ",), "g-4"),
        (InHeader("x-model"), "", ("X-Model: " + "m" * 257,), None),
        (InHeader("x-model"), "", (), None),
        (InPath("none"), "", (), None),
    ],
)
def test_the_model_that_was_asked(
    tmp_path: Path, place: Any, query: str, lines: tuple[str, ...], model: str | None
) -> None:
    listed = replace(operation("list", "GET"), request_model=place)
    template = PathTemplate(("/v1/", Parameter("none"), "-", Parameter("b")))
    listed_below = ir.Path(template, (listed,))
    with served(tmp_path, paths=(listed_below,)) as (port, _):
        for key in (KEY, "other"):
            get(port, f"/chat/1.0.0/v1/a-b{query}", f"api-key: {key}", *lines)
    written = [json.loads(line) for line in (tmp_path / "stdout").read_text().splitlines()]
    assert sorted(line["status"] for line in written) == [200, 401]
    assert [line["gen_ai.request.model"] for line in written] == [model, model]
