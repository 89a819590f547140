"""What one answer of a vendor says was used, and by which model: read as it passes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from gatewright_gateway.events import EventScanner, FrameScanner, LineScanner
from gatewright_gateway.fault import place_of
from gatewright_gateway.heads import ResponseHead
from gatewright_gateway.settings import Reported
from gatewright_gateway.spent import Spent
from gatewright_gateway.usage import MAX_COUNT, JsonScanner, count_of

Reader = JsonScanner | EventScanner | FrameScanner | LineScanner

_MAX_NAME = 256  # bytes, of a model in a header

_log = logging.getLogger(__name__)


class Report:
    """stream: whether the answer is one of events. media: its type, without parameters. counted:
    the events themselves matter."""

    def __init__(
        self,
        reported: Reported,
        head: ResponseHead,
        media: str,
        *,
        stream: bool,
        counted: bool = False,
    ) -> None:
        self._reported = reported
        self._stream = stream
        self._headers = {
            name: _header(head, header, count=_counts(name))
            for name, header in reported.headers.items()
        }
        pointers = [pointer for several in reported.body.values() for pointer in several]
        self._scanner = JsonScanner(pointers)
        self._reader: Reader | None = None
        wanted = bool(pointers) or (counted and stream)
        if wanted and head.values(b"content-encoding") in ([], [b"identity"]):
            self._reader = _reader(self._scanner, media, stream=stream)

    def feed(self, data: bytes) -> None:
        """What the reader cannot take costs facts, not the answer."""
        if self._reader is None:
            return
        try:
            self._reader.feed(data)
        except Exception as error:
            _log.error("the vendor's usage cannot be read: %s", place_of(error))
            self._reader = None

    def found(self, *, whole: bool) -> dict[str, int | str | None]:
        """By log name. whole: the answer came to its end; a stream that did not has still said what
        its events said."""
        read = dict(self._read()) if whole or self._stream else {}
        return {**self._headers, **read}

    def spent(self, *, whole: bool) -> Spent:
        """What of it limits count."""
        found = self.found(whole=whole)

        def count(name: str) -> int | None:
            value = found.get(f"gen_ai.usage.{name}_tokens")
            return value if isinstance(value, int) else None

        return Spent(
            prompt=count("input"),
            completion=count("output"),
            total=count("total"),
            whole=whole,
            events=self._scanner.documents,
        )

    def _read(self) -> Iterator[tuple[str, int | str]]:
        for name, pointers in self._reported.body.items():
            if _counts(name):
                counts = [self._scanner.counts.get(pointer) for pointer in pointers]
                there = [count for count in counts if count is not None]
                if there and sum(there) <= MAX_COUNT:
                    yield name, sum(there)
            elif pointers[0] in self._scanner.texts:
                yield name, self._scanner.texts[pointers[0]]


def _reader(scanner: JsonScanner, media: str, *, stream: bool) -> Reader | None:
    """None for a text, which may be the client's own: what was said in a recording, say."""
    if not stream:
        return scanner if media.endswith(("/json", "+json")) else None
    match media:
        case "text/event-stream":
            return EventScanner(scanner)
        case "application/vnd.amazon.eventstream":
            return FrameScanner(scanner)
        case _:
            return LineScanner(scanner)


def _counts(name: str) -> bool:
    """Tokens are counts, a model is a text."""
    return name.endswith("_tokens")


def _header(head: ResponseHead, name: bytes, *, count: bool) -> int | str | None:
    """The first name; two counts are none."""
    values = [value.strip(b" \t") for value in head.values(name)]
    if count:
        return count_of(values[0].decode("latin-1")) if len(values) == 1 else None
    value = b"".join(values[:1])
    return value.decode("utf-8", "replace") if 0 < len(value) <= _MAX_NAME else None
