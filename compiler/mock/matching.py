"""Whether a text has a match of a regular expression, in a time that the text's length says.

Python's own way tries one possibility after the other: for some expressions a text of thirty
letters takes it days, and meanwhile nothing else of the process goes on. Here all possibilities go
on at once, as the places of the text that they have reached.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.mock.effort import spend
from compiler.mock.expressions import Ahead, Edge, Either, Letter, Node, Repeated, Sequence, read

LONGEST_MATCHED = 10_000
"""Letters of a text. What is longer is held against no pattern."""
_MOST_PLACES = 300_000  # that are looked at for one text
_PLACES_OF_A_STEP = 20  # of `effort`


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is somewhere in a text. JSON Schema's are JavaScript's (ECMA-262): one that
    is not understood here matches everything. So does every one that takes too long, or in a text
    that is too long."""
    if len(text) > LONGEST_MATCHED:
        return True
    node = read(pattern)
    if node is None:
        return True
    walk = _Walk(text)
    try:
        return bool(walk.after(node, set(range(len(text) + 1))))
    except _TooLong:
        return True
    finally:
        spend(1 + walk.looked_at // _PLACES_OF_A_STEP)


class _TooLong(Exception):
    """More places would have to be looked at than are."""


@dataclass(slots=True)
class _Walk:
    """Through one text."""

    text: str
    looked_at: int = 0

    def after(self, node: Node, places: set[int]) -> set[int]:
        """Where one can be behind a part that begins at one of these places."""
        self.looked_at += 1 + len(places)
        if self.looked_at > _MOST_PLACES:
            raise _TooLong
        match node:
            case Letter(allowed):
                return {place + 1 for place in places if allowed.match(self.text, place)}
            case Sequence(parts):
                for part in parts:
                    places = self.after(part, places) if places else places
                return places
            case Either(choices):
                return set[int]().union(*(self.after(choice, places) for choice in choices))
            case Repeated(part, least, most):
                return self._repeated(part, least, most, places)
            case Ahead(part, wanted):
                return {one for one in places if bool(self.after(part, {one})) is wanted}
            case Edge(kind):
                return {one for one in places if self._is_edge(kind, one)}

    def _repeated(self, part: Node, least: int, most: int | None, places: set[int]) -> set[int]:
        for _ in range(least):
            further = self.after(part, places)
            if further == places:  # as it will be each time
                break
            places = further
        # What is reached in fewer rounds need not be reached again.
        every, new, rounds = set(places), places, least
        while new and (most is None or rounds < most):
            new = self.after(part, new) - every
            every |= new
            rounds += 1
        return every

    def _is_edge(self, kind: str, place: int) -> bool:
        if kind in "^$":
            return place == (0 if kind == "^" else len(self.text))
        before, here = self._is_word(place - 1), self._is_word(place)
        return (before != here) is (kind == "b")

    def _is_word(self, place: int) -> bool:
        letter = self.text[place] if 0 <= place < len(self.text) else ""
        return letter == "_" or letter.isalnum()
