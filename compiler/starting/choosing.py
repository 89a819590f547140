"""Which vendor a word means: a name, a name with a version, or how one begins."""

from __future__ import annotations

from collections.abc import Sequence


def named(word: str, ids: Sequence[str]) -> tuple[str, ...]:
    """The vendors `NAME/VERSION` that the word names: one, or every version of a name."""
    if word in ids:
        return (word,)
    return tuple(id for id in ids if id.partition("/")[0] == word)


def found(word: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Those that the word names; else those that begin with it; else those that have it in them."""
    lowered = word.lower()
    return (
        named(lowered, ids)
        or tuple(id for id in ids if id.lower().startswith(lowered))
        or tuple(id for id in ids if lowered in id.lower())
    )


def likely(folder: str, ids: Sequence[str]) -> str:
    """The vendor to offer: the last of those that the folder's name speaks of, else the first."""
    lowered = folder.lower()
    told = [id for id in ids if id.partition("/")[0] in lowered]
    return max(told, key=lambda id: len(id.partition("/")[0])) if told else ids[0]
