"""The APIs of a gateway that has thousands of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from compiler.ir import Api, Words


class Apis(Sequence[Api]):
    """The APIs of a large gateway as their words and, for each, an API like it. Thousands of APIs
    are like few, so that each is made when it is read, and no two readings give the same object."""

    __slots__ = ("_like", "_words")

    def __init__(self, words: Sequence[Words], like: Sequence[Api]) -> None:
        self._words = words
        self._like = like

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[Api]:
        return (like.worded(words) for words, like in zip(self._words, self._like, strict=True))

    @overload
    def __getitem__(self, at: int) -> Api: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Api]: ...

    def __getitem__(self, at: int | slice) -> Api | Sequence[Api]:
        if isinstance(at, slice):
            return Apis(self._words[at], self._like[at])
        return self._like[at].worded(self._words[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Apis) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self._words))

    def __repr__(self) -> str:
        return repr(tuple(self))
