"""Streams of any bytes: lines are found and counted, whatever the pieces that they come in."""

from __future__ import annotations

import gzip
import io
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.usage import reading
from compiler.usage.line import LONGEST, Facts
from compiler.usage.reading import Damaged, Reading
from tests.unit.usage.sample import line

NAMES = ("time", "status", "consumer")


class Pieces(io.RawIOBase):
    """A pipe: each read gives what was written at once, at most."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = [piece for piece in pieces if piece]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self.pieces:
            return 0
        piece = self.pieces.pop(0)
        now, later = piece[: len(buffer)], piece[len(buffer) :]
        if later:
            self.pieces.insert(0, later)
        buffer[: len(now)] = now
        return len(now)


def read(*pieces: bytes) -> tuple[list[Facts], Reading]:
    found = Reading(NAMES)
    return list(found.facts("log", cast(BinaryIO, Pieces(list(pieces))))), found


OURS = (b"2026-11-21", b"200", b"support-desk")


def test_lines_and_what_is_none() -> None:
    facts, found = read(line() + b"\n \t\r\nmess\n" + line(1) + b"[]\n" + line(2))
    assert facts == [OURS] * 3
    assert (found.lines, found.strange, found.first_strange) == (5, 2, "log:4")


def test_several_logs_are_counted_together() -> None:
    found = Reading(NAMES)
    for name in ("a", "b"):
        stream = io.BytesIO(line() + name.encode())
        assert list(found.facts(name, stream)) == [OURS]
    assert (found.lines, found.strange, found.first_strange) == (4, 2, "a:2")


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n"])
def test_the_end_of_a_log(end: bytes) -> None:
    facts, found = read(line() + line()[:-1] + end)
    assert (facts, found.lines, found.strange) == ([OURS] * 2, 2, 0)


def test_nothing() -> None:
    facts, found = read()
    assert (facts, found.lines) == ([], 0)


def test_lines_longer_than_any_are_one_strange_line_each() -> None:
    huge = b"{" + b"x" * 3 * LONGEST
    facts, found = read(line() + huge + b"\n" + line(), line() + huge + b"\n" + huge)
    assert facts == [OURS] * 3
    assert (found.lines, found.strange, found.first_strange) == (6, 3, "log:2")


def test_a_long_line_is_never_whole_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """No block is longer than a line may be and a piece."""
    sizes = []
    seen = reading._blocks

    def blocks(stream: Any) -> Any:
        for block in seen(stream):
            sizes.append(len(block))
            yield block

    monkeypatch.setattr(reading, "_blocks", blocks)
    read(*[b"x" * 70_000] * 400, b"\n" + line())
    assert max(sizes) < 3 * LONGEST


def test_compressed() -> None:
    """Also several members after another, which is what appending to such a file makes."""
    whole = gzip.compress(line() * 50_000) + gzip.compress(line(1))
    facts, found = read(whole[:1], whole[1:])
    assert (len(facts), found.strange) == (50_001, 0)


@pytest.mark.parametrize("cut", [3, 40, -4])
def test_compressed_and_not_whole(cut: int) -> None:
    with pytest.raises(Damaged):
        read(gzip.compress(line() * 100)[:cut])


def test_compressed_and_changed() -> None:
    content = bytearray(gzip.compress(line() * 100))
    content[30] ^= 255
    with pytest.raises(Damaged):
        read(bytes(content))


@given(st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([line(), line(1), b"\n"]))))
def test_pieces_make_no_difference(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    if whole.startswith(b"\x1f\x8b"):
        return
    apart, first = read(*pieces)
    together, second = read(whole)
    assert apart == together
    assert (first.lines, first.strange) == (second.lines, second.strange)
    assert first.lines == sum(bool(each.strip(b" \t\r\x0b\x0c")) for each in whole.split(b"\n"))
    assert first.lines == len(apart) + first.strange


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_damaged(content: bytes) -> None:
    for each in (content, b"\x1f\x8b" + content, gzip.compress(content)):
        try:
            facts, found = read(each)
        except Damaged:
            continue
        assert found.lines == len(facts) + found.strange
