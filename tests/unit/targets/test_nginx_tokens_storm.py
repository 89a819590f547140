"""Many requests, and an issuer that is slow or fails: how often it is asked, on the real nginx."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from compiler import ir
from compiler.terms import Security
from tests.gateways import KEY
from tests.unit.targets.nginx_limits import Change, altered
from tests.unit.targets.nginx_tokens import (
    MODELS,
    OTHER_RSA_KEY,
    RSA_KEY,
    SUBJECT,
    Issuing,
    Secured,
    claims,
    fetched,
    introspected,
    rsa_members,
    secured_by,
    token,
)

PASSED = (200, "")
FAILED = (503, "gateway_error")
FORGOTTEN = 1.1  # seconds; a failure is remembered for a shorter time
OWN = {**rsa_members(RSA_KEY), "kid": "own"}
OTHER = {**rsa_members(OTHER_RSA_KEY), "kid": "other"}
KINDS = ("fetched", "introspected")


@contextmanager
def storming(
    folder: Path, kind: str, change: Change = lambda _: None
) -> Iterator[tuple[Secured, Issuing]]:
    """A gateway of four workers for keys and tokens, with an issuer that has good answers."""

    def changed(copy: Path) -> None:
        altered("nginx.conf", "worker_processes auto;", "worker_processes 4;")(copy)
        change(copy)

    with Issuing() as issuing:
        made: ir.Issuer
        if kind == "fetched":
            issuing.publish(OWN)
            made = fetched(issuing.port)
        else:
            issuing.say(active=True, sub=SUBJECT)
            made = introspected(issuing.port)
        security = (Security.API_KEY, Security.JWT)
        with secured_by(folder, made, security=security, change=changed) as served:
            yield served, issuing


def shown(kind: str, count: int) -> list[str]:
    """What one answer of the issuer is enough for: tokens that it signed, or one that it knows."""
    if kind == "fetched":
        return [token(claims(n=n), head={"kid": "own"}) for n in range(count)]
    return ["opaque"] * count


def at_once(served: Secured, tokens: Sequence[str]) -> Counter[tuple[int, str]]:
    with ThreadPoolExecutor(len(tokens)) as pool:
        return Counter(pool.map(served.seen, tokens))


@pytest.mark.parametrize("kind", KINDS)
def test_an_issuer_that_fails_is_asked_once_in_a_while(tmp_path: Path, kind: str) -> None:
    with storming(tmp_path, kind) as (served, issuing):
        issuing.status = 500
        tokens = shown(kind, 60)
        begin = time.monotonic()
        seen = at_once(served, tokens[:20]) + Counter(map(served.seen, tokens[20:]))
        assert seen == {FAILED: 60}
        assert len(issuing.asked) <= 1 + (time.monotonic() - begin) // 1
        time.sleep(FORGOTTEN)
        before = len(issuing.asked)
        issuing.status = 200
        assert at_once(served, tokens[:20]) == {PASSED: 20}
        assert len(issuing.asked) == before + 1


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_an_issuer_that_is_silent_is_asked_once_and_holds_up_nobody_else(
    tmp_path: Path, kind: str
) -> None:
    short = altered("conf/tokens.conf", "js_fetch_timeout 5s;", "js_fetch_timeout 3s;")
    with storming(tmp_path, kind, short) as (served, issuing), ThreadPoolExecutor(40) as pool:
        issuing.status = None
        begin = time.monotonic()
        waiting = [pool.submit(served.seen, each) for each in shown(kind, 40)]
        time.sleep(0.5)
        for _ in range(20):
            assert served.show(KEY).status == 200
        assert time.monotonic() - begin < 2
        assert Counter(each.result() for each in waiting) == {FAILED: 40}
        assert 2.9 < time.monotonic() - begin < 6
        assert len(issuing.asked) == 1
        assert served.seen(shown(kind, 1)[0]) == FAILED
        assert len(issuing.asked) == 1


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_all_wait_for_an_issuer_that_is_slow(tmp_path: Path, kind: str) -> None:
    with storming(tmp_path, kind) as (served, issuing):
        issuing.delay = 2.5
        assert at_once(served, shown(kind, 40)) == {PASSED: 40}
        assert len(issuing.asked) == 1


@pytest.mark.soak
def test_all_wait_for_a_new_key_of_an_issuer_that_is_slow(tmp_path: Path) -> None:
    with storming(tmp_path, "fetched") as (served, issuing):
        issuing.publish(OTHER)
        old = token(claims(), head={"kid": "other"}, key=OTHER_RSA_KEY)
        assert served.seen(old) == PASSED
        issuing.publish(OWN)
        issuing.delay = 2.5
        assert at_once(served, shown("fetched", 40)) == {PASSED: 40}
        assert len(issuing.asked) == 2


def test_a_failure_is_that_of_one_token(tmp_path: Path) -> None:
    """Else who brings one that the issuer does not like would shut out all others."""
    with storming(tmp_path, "introspected") as (served, issuing):
        issuing.status = 500
        assert served.seen("bad") == FAILED
        issuing.status = 200
        assert (served.seen("bad"), served.seen("good")) == (FAILED, PASSED)


@pytest.mark.soak
def test_so_many_wait_and_no_more(tmp_path: Path) -> None:
    few = altered("njs/gateway.js", "MOST_WAITING = 1000;", "MOST_WAITING = 3;")
    with storming(tmp_path, "introspected", few) as (served, issuing):
        for round in range(3):
            issuing.delay = 1
            assert at_once(served, [f"x{round}"] * 20) == {PASSED: 4, FAILED: 16}
            assert len(issuing.asked) == round + 1


def _with_a_short_lock(copy: Path) -> None:
    code = copy / "njs/gateway.js"
    text = code.read_text()
    assert text.count("11000 /* ASKING_MS */") == 2
    code.write_text(text.replace("11000 /* ASKING_MS */", "2000"))


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_that_dies_while_it_asks_is_waited_for_no_longer_than_its_lock(
    tmp_path: Path, kind: str
) -> None:
    with storming(tmp_path, kind, _with_a_short_lock) as (served, issuing):
        issuing.delay = 9
        (shown_first,) = shown(kind, 1)
        head = f"{MODELS} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {shown_first}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", served.port)) as connection:
            connection.sendall(head.encode())
            begin = time.monotonic()
            while not issuing.asked:
                assert time.monotonic() - begin < 5
                time.sleep(0.01)
            issuing.delay = 0
            master = (tmp_path / "nginx.pid").read_text().strip()
            for worker in Path(f"/proc/{master}/task/{master}/children").read_text().split():
                os.kill(int(worker), signal.SIGKILL)
            assert connection.recv(1) == b""
        assert at_once(served, shown(kind, 20)) == {PASSED: 20}
        assert 1.5 < time.monotonic() - begin < 6
        assert len(issuing.asked) == 2
