"""Access tokens on the real nginx: keys that are fetched, and issuers that are asked."""

from __future__ import annotations

import base64
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from compiler import ir
from compiler.terms import FileSecret
from tests.unit.targets.nginx_limits import altered
from tests.unit.targets.nginx_rig import key_file
from tests.unit.targets.nginx_tokens import (
    CHAT,
    ISSUER,
    OTHER_RSA_KEY,
    RSA_KEY,
    SUBJECT,
    Issuing,
    Secured,
    claims,
    curve_members,
    encoded,
    fetched,
    introspected,
    issuer,
    rsa_members,
    secured_by,
    service,
    token,
)

PASSED = (200, "")
REFUSED = (401, "invalid_token")
FAILED = (503, "gateway_error")
FORGOTTEN = 1.1  # seconds; a failure is remembered for a shorter time
OWN = {**rsa_members(RSA_KEY), "kid": "own"}
OTHER = {**rsa_members(OTHER_RSA_KEY), "kid": "other"}
NAMED = {"kid": "own"}


@contextmanager
def publishing(
    folder: Path, *keys: dict[str, Any], seconds: int = 60
) -> Iterator[tuple[Secured, Issuing]]:
    """A gateway and the issuer whose keys it fetches."""
    with Issuing() as issuing:
        issuing.publish(*keys)
        with secured_by(folder, fetched(issuing.port, seconds)) as served:
            yield served, issuing


def test_keys_are_fetched_once(tmp_path: Path) -> None:
    curve = {**curve_members("P-256"), "kid": "curve", "use": "sig", "key_ops": ["verify"]}
    with publishing(tmp_path, OWN, curve) as (served, issuing):
        assert issuing.asked == []
        assert served.seen(token(claims(), head=NAMED)) == PASSED
        assert served.seen(token(claims(n=1))) == PASSED
        assert served.seen(token(claims(), "ES256", {"kid": "curve"})) == PASSED
        assert served.seen(token(claims(), key=OTHER_RSA_KEY)) == REFUSED
        (asked,) = issuing.asked
        assert asked.startswith(b"GET /keys HTTP/1.1\r\n")
        assert b"\r\nAccept: application/json\r\n" in asked


UNUSABLE: dict[str, dict[str, Any]] = {
    "private": {"d": "AQAB"},
    "shared": {"kty": "oct", "k": "AAAA"},
    "encrypts": {"use": "enc"},
    "signs": {"key_ops": ["sign"]},
    "operations-no-list": {"key_ops": "verify"},
    "other-algorithm": {"alg": "RSA-OAEP"},
    "name-of-no-text": {"kid": 1},
    "even": {"e": "AAAC"},
    "one": {"e": "AQ"},
    "no-exponent": {"e": None},
    "small": {"n": encoded(b"\xff" * 128)},
    "large": {"n": encoded(b"\xff" * 2048)},
    "padded": {"e": "AQAB="},
    "other-kind": {"kty": "EC"},
    "kind-of-an-object": {"kty": "constructor", "crv": "constructor"},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_keys_that_cannot_be_used_are_left_out(tmp_path: Path, name: str) -> None:
    wrong = {**OWN, **UNUSABLE[name]}
    with publishing(tmp_path, wrong, {**OTHER, "kid": "other"}) as (served, _):
        assert served.seen(token(claims(), head=NAMED)) == REFUSED
        assert served.seen(token(claims())) == REFUSED
        assert served.seen(token(claims(), key=OTHER_RSA_KEY)) == PASSED


def test_a_key_is_for_its_own_algorithm(tmp_path: Path) -> None:
    with publishing(tmp_path, {**OWN, "alg": "RS512"}, {**curve_members("P-256"), "x": "AAAA"}) as (
        served,
        _,
    ):
        assert served.seen(token(claims())) == REFUSED
        assert served.seen(token(claims(), "ES256")) == REFUSED
        assert served.seen(token(claims(), "RS512")) == PASSED


def test_another_key_is_fetched_at_most_once_in_a_while(tmp_path: Path) -> None:
    with publishing(tmp_path, OTHER) as (served, issuing):
        assert served.seen(token(claims(), head={"kid": "other"}, key=OTHER_RSA_KEY)) == PASSED
        issuing.publish(OWN)
        assert served.seen(token(claims(), head=NAMED)) == PASSED
        for other in range(20):
            assert served.seen(token(claims(), head={"kid": f"k{other}"})) == REFUSED
        assert len(issuing.asked) == 2


def test_nobody_is_refused_while_another_key_is_fetched(tmp_path: Path) -> None:
    with publishing(tmp_path, OTHER) as (served, issuing):
        assert served.seen(token(claims(), head={"kid": "other"}, key=OTHER_RSA_KEY)) == PASSED
        issuing.publish(OWN)
        issuing.delay = 0.3
        with ThreadPoolExecutor(20) as pool:
            shown = [token(claims(n=n), head=NAMED) for n in range(20)]
            assert Counter(pool.map(served.seen, shown)) == {PASSED: 20}
        assert len(issuing.asked) == 2


@pytest.mark.soak
def test_old_keys_do_while_none_can_be_had(tmp_path: Path) -> None:
    with publishing(tmp_path, OWN, seconds=1) as (served, issuing):
        assert served.seen(token(claims())) == PASSED
        issuing.status = 500
        time.sleep(1.1)
        assert served.seen(token(claims(n=1))) == PASSED
        assert served.seen(token(claims(n=2))) == PASSED
        assert len(issuing.asked) == 2
        time.sleep(9)  # ten times as long, and no longer
        assert served.seen(token(claims(n=3))) == FAILED
        assert served.seen(token(claims())) == FAILED
        issuing.status = 200
        time.sleep(FORGOTTEN)
        assert served.seen(token(claims(n=3))) == PASSED


def test_many_that_come_first_fetch_once(tmp_path: Path) -> None:
    with publishing(tmp_path, OWN) as (served, issuing):
        issuing.delay = 0.3
        with ThreadPoolExecutor(20) as pool:
            seen = Counter(pool.map(lambda n: served.seen(token(claims(n=n))), range(20)))
        assert (seen, len(issuing.asked)) == ({PASSED: 20}, 1)


ANSWERS = {
    "status": (500, b'{"keys":[]}'),
    "redirect": (302, b'{"keys":[]}'),
    "no-json": (200, b'{"keys":['),
    "no-object": (200, b"[]"),
    "no-keys": (200, b"{}"),
    "keys-no-list": (200, b'{"keys":{}}'),
    "too-long": (200, b'{"keys":[],"x":"' + b"x" * 262_144 + b'"}'),
    "not-utf-8": (200, b'{"keys":[],"x":"\xff"}'),
    "empty": (200, b""),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_without_keys_nothing_can_be_told(tmp_path: Path, name: str) -> None:
    with publishing(tmp_path) as (served, issuing):
        issuing.status, issuing.answer = ANSWERS[name]
        assert served.seen(token(claims())) == FAILED
        assert served.seen(token(claims(), key=OTHER_RSA_KEY)) == FAILED
        assert served.heads == []
        issuing.status = 200
        issuing.publish(OWN)
        time.sleep(FORGOTTEN)
        assert served.seen(token(claims())) == PASSED


def test_an_issuer_that_is_not_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with secured_by(tmp_path, fetched(port), introspected(port)) as served:
        assert served.seen(token(claims())) == FAILED
        assert served.seen("opaque") == FAILED
        assert served.heads == []


@dataclass(slots=True)
class Dripping(Issuing):
    """A byte now and then."""

    def talk(self, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        while True:
            connection.sendall(b" ")
            time.sleep(0.5)


@pytest.mark.soak
def test_an_issuer_has_five_seconds_in_all(tmp_path: Path) -> None:
    ask = b"GET /chat/1.0.0/v1/models HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x\r\n\r\n"
    with (
        Dripping() as issuing,
        secured_by(tmp_path, introspected(issuing.port)) as served,
        socket.create_connection(("127.0.0.1", served.port)) as connection,
    ):
        begin = time.monotonic()
        connection.sendall(ask)
        assert connection.recv(4096).startswith(b"HTTP/1.1 503 ")
        assert 4.5 < time.monotonic() - begin < 6


@contextmanager
def answering(folder: Path, **others: Any) -> Iterator[tuple[Secured, Issuing]]:
    """A gateway and the issuer that it asks."""
    with Issuing() as issuing:
        issuing.say(active=True, sub=SUBJECT)
        with secured_by(folder, introspected(issuing.port, **others)) as served:
            yield served, issuing


def test_an_issuer_is_asked_once_about_a_token(tmp_path: Path) -> None:
    with answering(tmp_path) as (served, issuing):
        shown = "a+b/c~d=&x%"
        assert {served.seen(shown) for _ in range(5)} == {PASSED}
        issuing.say(active=False)
        assert {served.seen("other") for _ in range(5)} == {REFUSED}
        first, second = issuing.asked
        head, _, body = first.partition(b"\r\n\r\n")
        assert body == b"token=a%2Bb%2Fc~d%3D%26x%25&token_type_hint=access_token"
        assert b"application/x-www-form-urlencoded" in head
        (line,) = [
            line for line in head.split(b"\r\n") if line.startswith(b"Authorization: Basic ")
        ]
        credentials = base64.b64decode(line.rpartition(b" ")[2])
        assert credentials == b"gate%20wright:vendor-key-of-the-tests"
        assert b"token=other&" in second
    written = (tmp_path / "stdout").read_text() + (tmp_path / "stderr").read_text()
    assert "a+b/c" not in written


def test_many_that_bring_one_token_ask_once(tmp_path: Path) -> None:
    with answering(tmp_path) as (served, issuing):
        issuing.delay = 0.3
        with ThreadPoolExecutor(20) as pool:
            assert Counter(pool.map(served.seen, ["x"] * 20)) == {PASSED: 20}
        assert len(issuing.asked) == 1
        issuing.status, issuing.delay = 500, 0
        with ThreadPoolExecutor(20) as pool:
            assert Counter(pool.map(served.seen, ["y"] * 20)) == {FAILED: 20}
        assert len(issuing.asked) == 2
        issuing.status = 200
        time.sleep(FORGOTTEN)
        assert served.seen("y") == PASSED


def test_an_answer_is_kept_for_a_while(tmp_path: Path) -> None:
    with answering(tmp_path, seconds=1) as (served, issuing):
        assert served.seen("x") == PASSED
        issuing.say(active=False)
        for _ in range(200):
            if (seen := served.seen("x")) != PASSED:
                break
            time.sleep(0.1)
        assert seen == REFUSED
        assert len(issuing.asked) == 2


NO: tuple[dict[str, Any], ...] = (
    {},
    {"active": False, "sub": SUBJECT},
    {"active": "true", "sub": SUBJECT},
    {"active": 1, "sub": SUBJECT},
    {"active": True, "sub": SUBJECT, "exp": 1},
    {"active": True, "sub": SUBJECT, "exp": "x"},
    {"active": True, "sub": SUBJECT, "iss": "other"},
    {"active": True, "sub": SUBJECT, "aud": "other"},
    {"active": True, "sub": SUBJECT},
)


def test_answers_that_do_not_do(tmp_path: Path) -> None:
    with answering(tmp_path, audiences=("here",)) as (served, issuing):
        for number, answer in enumerate(NO):
            issuing.say(**answer)
            assert served.seen(f"x{number}") == REFUSED, answer
        issuing.say(active=True, sub=SUBJECT, iss=ISSUER, aud=["other", "here"])
        assert served.seen("x") == PASSED
        issuing.say(active=True, sub="nobody", aud="here")
        assert served.seen("y") == (403, "not_subscribed")


@pytest.mark.parametrize("name", [name for name in ANSWERS if "keys" not in name])
def test_without_an_answer_nothing_can_be_told(tmp_path: Path, name: str) -> None:
    with answering(tmp_path) as (served, issuing):
        right = issuing.answer
        issuing.status, issuing.answer = ANSWERS[name]
        assert served.seen("x") == FAILED
        assert served.seen("x") == FAILED
        assert served.heads == []
        issuing.status, issuing.answer = 200, right
        time.sleep(FORGOTTEN)
        assert served.seen("x") == PASSED


@pytest.mark.parametrize("content", [b"", b"a b", b"\xff", None])
def test_without_a_secret_nobody_is_asked(tmp_path: Path, content: bytes | None) -> None:
    with key_file(content or b"") as file, Issuing() as issuing:
        issuing.say(active=True, sub=SUBJECT)
        if content is None:
            file.unlink()
        proof = ir.Introspection(service(issuing.port), "c", FileSecret(str(file)), 60)
        with secured_by(tmp_path, issuer(proof, algorithms=(), audiences=())) as served:
            assert served.seen("x") == FAILED
            assert issuing.asked == []
            file.write_bytes(b"secret\n")
            file.chmod(0o644)
            time.sleep(FORGOTTEN)
            assert served.seen("x") == PASSED


def test_who_is_asked_about_what(tmp_path: Path) -> None:
    """An issuer with keys has its tokens; all others go to the one that answers questions."""
    with Issuing() as issuing:
        issuing.say(active=True, sub=SUBJECT)
        with secured_by(tmp_path, issuer(), introspected(issuing.port)) as served:
            assert served.seen(token(claims())) == PASSED
            assert served.seen(token(claims(exp=1))) == REFUSED
            assert served.seen(token(claims(), key=OTHER_RSA_KEY)) == REFUSED
            assert served.seen("x" * 9000) == REFUSED
            assert issuing.asked == []
            for shown in (token(claims(iss="x")), token(b"[]"), "a.b.c", "..", "x" * 8192):
                assert served.seen(shown) == PASSED
            assert len(issuing.asked) == 5


def test_clients_that_leave_while_an_issuer_is_asked(tmp_path: Path) -> None:
    chance = Random(5)

    def leave(number: int) -> None:
        head = f"{CHAT} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer x{number}\r\n"
        with socket.create_connection(("127.0.0.1", served.port)) as connection:
            connection.sendall(
                f"{head}Content-Length: 99\r\n\r\n".encode() + b"x" * chance.randrange(99)
            )
            time.sleep(chance.random() / 20)

    with answering(tmp_path) as (served, issuing):
        issuing.delay = 0.03
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(leave, range(200)))
        assert served.seen("x") == PASSED
        issuing.delay = 0
        assert served.show("y", "Content-Length: 0", target=CHAT).status == 200
    assert "signal" not in (tmp_path / "stderr").read_text()


def test_a_full_memory_for_keys_refuses(tmp_path: Path) -> None:
    """And nothing else: another issuer's tokens pass."""
    many = [{**OWN, "kid": f"{n:0150}"} for n in range(99)]
    small = altered("conf/tokens.conf", "gw_keys:2m", "gw_keys:32k")
    with Issuing() as issuing:
        issuing.publish(*many)
        other = issuer(name="other", issuer="https://other.example")
        with secured_by(tmp_path, fetched(issuing.port), other, change=small) as served:
            assert served.seen(token(claims())) == FAILED
            assert served.seen(token(claims(iss="https://other.example"))) == PASSED
