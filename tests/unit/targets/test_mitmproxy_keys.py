"""Whose key a client shows, and the vendor's key as it is read for each request."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from gatewright_gateway import credentials
from gatewright_gateway.settings import Credential
from gatewright_gateway.subscriptions import Caller, Grant

from compiler import contract

Header = tuple[bytes, bytes]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([], None),
        ([(b"Authorization", b"Basic a")], None),
        ([(b"authorization", b"bEARER \t a ")], b"a"),
        ([(b"Authorization", b"Bearer a"), (b"apikey", b"a")], b"a"),
        ([(b"Authorization", b"Basic b"), (b"X-API-Key", b" a\t")], b"a"),
        ([(b"api-key", b""), (b"apikey", b"a")], b"a"),
        ([(b"api-key", b"a"), (b"apikey", b"b")], None),
        ([(b"api-key", b"a"), (b"api-key", b"b")], None),
        ([(b"x-goog-api-key", b"a")], None),
    ],
)
def test_client_key(shown: list[Header], expected: bytes | None) -> None:
    names = [name.encode() for name in contract.KEY_HEADERS]
    assert credentials.client_key(shown, names) == expected


def test_consumer() -> None:
    caller = Caller("app", Grant(None, None, ()), None)
    callers = {hashlib.sha256(b"key").hexdigest(): caller}
    assert credentials.consumer_of(b"key", callers, 0) is caller
    assert credentials.consumer_of(b"other", callers, 0) is None
    assert credentials.consumer_of(None, callers, 0) is None


@pytest.mark.parametrize(("now", "counts"), [(99.9, True), (100, False), (100.1, False)])
def test_key_that_expires(now: float, counts: bool) -> None:
    caller = Caller("app", Grant(None, None, ()), 100)
    callers = {hashlib.sha256(b"key").hexdigest(): caller}
    assert credentials.consumer_of(b"key", callers, now) is (caller if counts else None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"key", b"key"),
        (b"key\n", b"key"),
        (b"key\r\n", b"key"),
        (b"key\n\n", None),
        (b"\nkey", None),
        (b"", None),
        (b"\n", None),
        (b"a b", None),
        ("é".encode(), None),
        (b"a\x00", None),
        (b"k" * 4096 + b"\r\n", b"k" * 4096),
        (b"k" * 4097, None),
        (b"k" * 9000, None),
    ],
)
def test_vendor_key(tmp_path: Path, content: bytes, expected: bytes | None) -> None:
    file = tmp_path / "key"
    asked = Credential(b"api-key", b"", b"", None, str(file))
    assert credentials.vendor_key(asked) is None
    file.write_bytes(content)
    assert credentials.vendor_key(asked) == expected


def test_vendor_key_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Credential(b"api-key", b"", b"", "SOME_KEY_OF_THE_TESTS", None)
    assert credentials.vendor_key(asked) is None
    monkeypatch.setenv("SOME_KEY_OF_THE_TESTS", "key")
    assert credentials.vendor_key(asked) == b"key"
