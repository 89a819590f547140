"""What one exchange has used of tokens, as far as that is known. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from gatewright_gateway.subscriptions import Kind


@dataclass(frozen=True, slots=True)
class Spent:
    """nothing: no answer, or one that says that nothing was done. prompt, completion, total: what
    the vendor reported; None where it did not. whole: the answer came to its end. events: of a
    stream, that passed."""

    nothing: bool = False
    prompt: int | None = None
    completion: int | None = None
    total: int | None = None
    whole: bool = True
    events: int = 0

    def of(self, kind: Kind, reserved: int) -> int:
        """What a limit counts in the place of what was reserved."""
        if self.nothing:
            return 0
        if self.prompt is None and self.completion is None and self.total is None:
            return max(reserved, self.events)
        prompt, completion = self.prompt or 0, self.completion or 0
        if not self.whole:
            # A stream may report on its way what it has used so far: an event is a token at least.
            completion = max(completion, self.events)
        match kind:
            case Kind.TOKENS:
                total = prompt + completion if self.total is None else self.total
                return total if self.whole else max(total, prompt + completion)
            case Kind.PROMPT_TOKENS:
                return prompt
            case Kind.COMPLETION_TOKENS:
                return completion
            case Kind.REQUESTS | Kind.CONCURRENT:
                raise AssertionError("no limit of tokens")
            case _:
                assert_never(kind)


NOTHING = Spent(nothing=True)
UNKNOWN = Spent()
"""The vendor worked on it, and nobody knows what it took."""
