"""What is asked of every vendor's API alike: its answers, streams, errors and refusals as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conformance import drives, replies
from tests.conformance.exchange import Exchange, Headers, refused
from tests.conformance.facts import APIS

LIMITS: Headers = (("Retry-After", "17"), ("X-Vendor-Word", "kept"))


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows about one API. `word` begins the names of its operations and rows; has and lacks:
    headers of every right answer."""

    word: str
    api: str
    has: Headers = ()
    lacks: tuple[str, ...] = ()

    def plain(self, op: str, id: str = "", **row: Any) -> Exchange:
        """A right answer that passes."""
        ordinary = {"section": "3.2", "has": self.has, "lacks": self.lacks}
        return Exchange(
            **{
                "id": f"{self.word}-{id or op}",
                "api": self.api,
                "op": f"{self.word}_{op}",
                **ordinary,
                **row,
            }
        )

    def streamed(self, op: str, id: str = "", **row: Any) -> Exchange:
        return self.plain(op, id, **{"stream": True, "section": "3.3", **row})

    def one_by_one(
        self, op: str = "chat_stream", id: str = "stream_one_by_one", **row: Any
    ) -> Exchange:
        """A stream whose vendor waits with each event until the client has the one before."""
        return self.streamed(op, id, mock="steps", drive=drives.step_by_step, has=(), **row)

    def cut(self, **row: Any) -> Exchange:
        """A stream that its vendor breaks off behind the first event."""
        cut = {"mock": "cut", "drive": drives.cut_after_first, "complete": False}
        return self.streamed("chat_stream", "stream_cut", any_body=True, has=(), **cut, **row)

    def own(self, op: str, *statuses: int, **row: Any) -> tuple[Exchange, ...]:
        """The vendor's errors, byte for byte, with what they say of its limits."""
        limits = replies.limits(APIS[self.api].provider)
        return tuple(
            self.plain(
                op,
                f"own_{status}" + ("" if op == "chat" else f"_to_{op}"),
                **{
                    "section": "4",
                    "mock": f"status={status}",
                    "status": status,
                    "has": (*LIMITS, *limits),
                    **row,
                },
            )
            for status in statuses
        )

    def without_key(self, op: str = "chat", **row: Any) -> tuple[Exchange, ...]:
        """The gateway's own refusal of a client without its key, or with the vendor's."""
        vendors = (("Authorization", f"Bearer {APIS[self.api].vendor_key or 'none'}"),)
        return tuple(
            refused(
                f"{self.word}-{id}",
                "2.4",
                "invalid_api_key",
                api=self.api,
                op=f"{self.word}_{op}",
                credentials=credentials,
                **row,
            )
            for id, credentials in (("without_key", ()), ("key_of_vendor", vendors))
        )

    def refused(self, id: str, op: str, code: str = "unknown_operation", **row: Any) -> Exchange:
        """What this API does not expose."""
        ordinary = {"api": self.api, "op": f"{self.word}_{op}"}
        return refused(f"{self.word}-{id}", "1.1", code, **{**ordinary, **row})

    def nothing(self, id: str, path: str, method: str = "POST") -> Exchange:
        """A path below this API that is no operation of it."""
        target = (APIS[self.api].base + path).encode()
        return self.refused(f"nothing_{id}", "models", method=method, target=target, content=b"")
