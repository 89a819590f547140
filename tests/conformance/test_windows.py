"""Section 6: calls that last longer than the window in which they were counted."""

from __future__ import annotations

import time

from tests.conformance import replies
from tests.conformance.bench import Bench
from tests.conformance.metered import TOKENS, limited, passes
from tests.conformance.play import Play
from tests.conformance.test_table import on_every_engine

TRIES = 10
LONG = limited("t-long", tokens="10/second", reserve=1)
NEXT = passes("windows-next", LONG)
ROW = passes("windows-long", LONG, op="chat_stream", mock="steps")


@on_every_engine
def test_a_call_longer_than_its_window_is_counted(bench: Bench) -> None:
    """Where it ends it uses up the window that is open then. A request after it is refused, unless
    a slow machine lets that window end before."""
    told = []
    for number in range(TRIES):
        time.sleep(1.1)  # whatever was counted before is over
        call_of_two_windows(bench.play(ROW).variant(f"long.{number}", ROW))
        answer = bench.play(NEXT).variant(str(number), NEXT).once()
        told.append(answer.status)
        if answer.status == 429:
            assert answer.json["error"]["code"] == TOKENS
            return
    raise AssertionError(f"never refused: {told}")


def call_of_two_windows(play: Play) -> None:
    """A stream whose second part comes when its window is over."""
    row = play.exchange
    events = replies.events(row.provider, row.operation.path, row.sent_body)
    with play.connect() as connection:
        connection.send(play.head() + play.framed())
        play.world.vendor.release(play.tag)
        opened = connection.open_answer()
        assert opened.status == 200, opened
        parts = connection.parts(opened)
        next(parts)
        time.sleep(1.1)
        for _ in events[1:]:
            play.world.vendor.release(play.tag)
        assert b"".join(parts)
