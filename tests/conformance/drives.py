"""How the exchanges are played that are more than one request and one answer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

from tests.conformance import facts, replies
from tests.conformance.client import NO_ANSWER, Answer
from tests.conformance.play import Play, chunked

PICKED_UP = 20.0
"""Seconds until an engine must use a new key file."""

Drive = Callable[[Play], Answer]


def step_by_step(play: Play) -> Answer:
    """The vendor sends each event only after the client has the one before: nothing can be held
    back. A gateway that holds something back runs into the client's patience."""
    row = play.exchange
    with play.connect() as connection:
        connection.send(play.head() + play.framed())
        play.world.vendor.release(play.tag)
        opened = connection.open_answer()
        parts = connection.parts(opened)
        body, wanted = b"", b""
        path = row.service.base_path + row.operation.path
        for index, event in enumerate(replies.events(row.provider, path, row.sent_body)):
            if index:
                play.world.vendor.release(play.tag)
            wanted += event
            while len(body) < len(wanted):
                body += next(parts)
            assert body == wanted
        rest = b"".join(parts)
        return replace(opened, body=body + rest, complete=True)


def cut_after_first(play: Play) -> Answer:
    """The vendor breaks off after the client has the first event."""
    with play.connect() as connection:
        connection.send(play.head() + play.framed())
        opened = connection.open_answer()
        parts = connection.parts(opened)
        body = next(parts)
        play.world.vendor.release(play.tag)
        try:
            body += b"".join(parts)
        except ConnectionError:
            return replace(opened, body=body, complete=False)
        return replace(opened, body=body, complete=True)


def leave_before_answer(*, reset: bool = False) -> Drive:
    """The client leaves while the vendor thinks; the vendor must see it."""

    def drive(play: Play) -> Answer:
        with play.connect() as connection:
            connection.send(play.head() + play.framed())
            assert play.world.vendor.wait_for(play.tag), "nothing reached the vendor"
            play.world.vendor.wait_until_complete(play.tag)
            connection.leave(reset=reset)
        _await_left(play)
        return NO_ANSWER

    return drive


def leave_within_answer(*, reset: bool = False) -> Drive:
    """The client leaves after the first event."""

    def drive(play: Play) -> Answer:
        with play.connect() as connection:
            connection.send(play.head() + play.framed())
            opened = connection.open_answer()
            body = next(connection.parts(opened))
            connection.leave(reset=reset)
        _await_left(play)
        return replace(opened, body=body, complete=False)

    return drive


def leave_within_request(play: Play) -> Answer:
    """The client leaves with half of its body sent."""
    with play.connect() as connection:
        body = play.framed()
        connection.send(play.head() + body[: len(body) // 2])
        play.world.vendor.wait_for(play.tag)
        connection.leave()
    _await_left(play)
    return NO_ANSWER


def _await_left(play: Play) -> None:
    for arrival in play.world.vendor.of(play.tag):
        assert arrival.left.wait(20), "the request to the vendor goes on"


def half_and_half(play: Play) -> Answer:
    """The second half of the body goes out when the vendor has begun to read the first."""
    with play.connect() as connection:
        body = play.framed()
        connection.send(play.head() + body[: len(body) // 2])
        arrivals = play.world.vendor.wait_for(play.tag)
        assert arrivals, "the upload is held back"
        assert not arrivals[0].complete
        connection.send(body[len(body) // 2 :])
        return connection.answer()


def slow_upload(play: Play) -> Answer:
    """An upload that takes longer than the idle timeout: the vendor's silence begins after it."""
    with play.connect() as connection:
        connection.send(play.head())
        body = play.framed()
        size = len(body) // 5 + 1
        for start in range(0, len(body), size):
            time.sleep(0.3)
            connection.send(body[start : start + size])
        return connection.answer()


def chunk_extension(play: Play) -> Answer:
    """Chunks with extensions (RFC 9112 section 7.1.1), which say nothing to anybody."""
    body = play.exchange.sent_body
    with play.connect() as connection:
        half = len(body) // 2
        chunks = b'%x;a=b\r\n%s\r\n%x ; c="d"\r\n%s\r\n0;e\r\n\r\n'
        connection.send(play.head() + chunks % (half, body[:half], len(body) - half, body[half:]))
        return connection.answer()


def chunk_trailer(play: Play) -> Answer:
    """A chunked body with a trailer section; what stands there never counts as a header."""
    trailer = b"0\r\nX-Checksum: abc\r\nAuthorization: Bearer trailer\r\n\r\n"
    with play.connect() as connection:
        connection.send(play.head() + chunked(play.exchange.sent_body) + trailer)
        return connection.answer()


def head_alone(play: Play) -> Answer:
    """The head announces a body; the answer must come without it."""
    with play.connect() as connection:
        connection.send(play.head())
        return connection.answer()


def continued(play: Play) -> Answer:
    """The client waits for 100 (Continue) before it sends its body."""
    with play.connect() as connection:
        connection.send(play.head())
        assert connection.interim() == 100
        connection.send(play.framed())
        return connection.answer()


def twice(play: Play) -> Answer:
    """Two requests, one after the other, on one connection; the second answer counts."""
    with play.connect() as connection:
        connection.send(play.head() + play.framed())
        first = connection.answer()
        assert first.complete
        connection.send(play.head() + play.framed())
        second = connection.answer()
        assert (first.status, first.body) == (second.status, second.body)
        return second


def twice_upstream(play: Play) -> Answer:
    """Like `twice`; the vendor must see both on one connection."""
    answer = twice(play)
    numbers = {arrival.connection for arrival in play.world.vendor.of(play.tag)}
    assert len(numbers) == 1, "the connection to the vendor was not kept alive"
    return answer


def pipelined(play: Play) -> Answer:
    """Two requests in one write; both are answered, in order."""
    with play.connect() as connection:
        connection.send((play.head() + play.framed()) * 2)
        assert connection.answer().status == play.exchange.status
        return connection.answer()


def fresh_ids(play: Play) -> Answer:
    """Two requests without an id of the client's get two ids."""
    first, second = play.once(), play.once()
    assert first.one("x-request-id") != second.one("x-request-id")
    return second


def replaced_key(play: Play) -> Answer:
    """A key file that is missing, then created, then replaced by rename: no restart in between."""
    file = play.world.keys / "replaced"
    probe = replace(play.exchange, drive=None, request_ids=())
    missing = play.variant("missing", probe).once()
    assert (missing.status, missing.json["error"]["code"]) == (503, "vendor_key_unavailable")
    for number, key in enumerate((facts.MAIN_VENDOR_KEY, facts.REPLACED_VENDOR_KEY)):
        fresh = file.with_suffix(".new")
        fresh.write_text(key + "\n")
        os.replace(fresh, file)
        deadline = time.monotonic() + PICKED_UP
        attempt = 0
        while True:
            attempt += 1
            variant = play.variant(f"{number}.{attempt}", probe)
            variant.once()
            seen = play.world.vendor.of(variant.tag)
            if seen and seen[0].all("authorization") == [f"Bearer {key}".encode()]:
                break
            assert time.monotonic() < deadline, f"key {number} was not picked up"
            time.sleep(0.1)
    return play.once()


def raw(head: bytes, *, and_body: bytes = b"") -> Drive:
    """These bytes instead of a request; `@` stands for the Host and X-Exchange lines."""

    def drive(play: Play) -> Answer:
        names = f"Host: gateway.test\r\nX-Exchange: {play.tag}\r\n".encode()
        with play.connect() as connection:
            connection.send(head.replace(b"@", names) + and_body)
            return connection.answer()

    return drive


def broken_chunks(play: Play) -> Answer:
    """A right chunk, then one whose size is no number."""
    with play.connect() as connection:
        connection.send(
            play.head() + chunked(play.exchange.sent_body[:20]) + b"zz\r\nxx\r\n0\r\n\r\n"
        )
        return connection.answer()
