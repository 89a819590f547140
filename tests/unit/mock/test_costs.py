"""What one request may cost the mock vendor, whose process has a gateway and a portal as well."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from compiler.mock import matching, schemas
from compiler.mock.bodies import Unreadable, read
from compiler.mock.said import numbers
from compiler.mock.vendor import reply
from tests.unit.mock.gateways import gateway, request, router, told

OPEN = "openai/v1"
FORM = "multipart/form-data; boundary=x"
LINE = b"content-disposition: form-data; "


@contextmanager
def quickly(seconds: float = 1.0) -> Iterator[None]:
    """In less of the processor's time than this."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


@pytest.mark.parametrize(
    "body",
    [
        b"--x" + LINE * 32_000,
        b"--x\r\n" + LINE * 32_000 + b"\r\n\r\na",
        b"--x\r\n" + b"content-disposition:\r\n" * 48_000 + b"\r\na",
        (b"--x\r\n" + (LINE * 250)[:8000] + b"\r\n\r\na\r\n") * 130,
        b"--x" * 340_000,
    ],
)
def test_a_form_of_a_megabyte(body: bytes) -> None:
    assert len(body) > 1_000_000
    with quickly():
        assert read(body, FORM, ()).data == {}


def test_the_head_of_a_part_is_short() -> None:
    def part(before: bytes) -> bytes:
        return b"--x\r\n" + before + LINE + b'name="a"\r\n\r\nvalue\r\n--x--\r\n'

    assert read(part(b"x-a: b\r\n" * 700), FORM, ()).data == {"a": "value"}
    assert read(part(b"x-a: b\r\n" * 1200), FORM, ()).data == {}


def test_names_stand_in_their_own_line() -> None:
    said = b'--x\r\nX-A: content-disposition: form-data; name="a"\r\n\r\n1\r\n--x\r\n'
    said += b"CONTENT-Disposition: form-data; name=b; filename=c\r\n\r\n2\r\n--x\r\n"
    said += b'Content-Disposition: form-data; filename="d"; name="e[]"\r\n\r\n3\r\n--x--'
    assert read(said, FORM, ()).data == {"b": "", "e": ""}


@pytest.mark.parametrize(
    "header", [f"multipart/form-data; boundary={'a' * 71}", FORM + ";a" * 1000, FORM + '"' * 90_000]
)
def test_long_headers_of_forms(header: str) -> None:
    with quickly(), pytest.raises(Unreadable):
        read(b"--x", header, ())


def test_a_form_of_the_other_kind() -> None:
    with quickly():
        found = read(b"a&" * 4_000_000, "application/x-www-form-urlencoded", ())
    assert found.data == {"a": ""}


def embedded(inputs: list[str], **more: Any) -> Any:
    body = {"model": "m", "input": inputs, **more}
    base = gateway(OPEN).apis[0].base
    headers = {"content-type": "application/json"}
    asked = request("POST", f"{base}/v1/embeddings", body, headers)
    with quickly(3.0):
        return reply(router(OPEN), asked)


def test_vectors_of_long_texts() -> None:
    (found,) = told(embedded(["a " * 2_000_000], dimensions=4096))["data"]
    assert len(found["embedding"]) == 4096


def test_more_numbers_than_an_answer_has() -> None:
    refused = embedded(["a"] * 2048, dimensions=4096)
    assert refused.status == 400
    assert "262144 numbers" in told(refused)["error"]["message"]
    assert len(told(embedded(["a"] * 17, dimensions=1536))["data"]) == 17


def test_a_shorter_vector_is_the_beginning_of_a_longer_one() -> None:
    assert numbers("a", 3) == numbers("a", 5)[:3]
    assert len(set(numbers("a", 10) + numbers("b", 10))) == 20
    assert numbers("\udfff", 1) == numbers("\udfff", 1)


def test_long_texts_are_held_against_no_pattern() -> None:
    assert not matching.matches("^a*b$", "a" * 100)
    with quickly():
        assert matching.matches("^(a|b)*$|c", "a" * matching.LONGEST_MATCHED + "d")
        assert matching.matches("a*a*a*b", "a" * 1_000_000)


def test_a_request_with_a_long_text_and_a_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, Any] = {"type": "object", "properties": {"a": {"pattern": "a*a*a*b"}}}
    (document,) = {id(api.document): api.document for api in gateway(OPEN).apis}.values()
    known = schemas.Schemas(document)
    with quickly():
        assert known.fits(said, {"a": "a" * 1_000_000})
    assert not known.fits(said, {"a": "a" * 20})
    assert known.fits({"pattern": "(?<a>"}, "a")  # not one of Python's
    assert not known.fits({"allOf": [{"pattern": "(?<a>"}, {"type": "null"}]}, "a")
