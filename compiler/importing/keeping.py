"""What a person wrote into vendor.yaml -> the same in the file of the next import: every key that
is not marked as guessed is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from compiler.descriptions.findings import Fault
from compiler.descriptions.reading import read
from compiler.importing.writing import GUESSED

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_KEY = re.compile(r"([a-z_]+):(?:\s|$)")
_NAMED = ("vendor", "version")  # by the folder


@dataclass(frozen=True, slots=True)
class Merged:
    """The new file. kept: keys that are as a person wrote them. changed: keys that were marked as
    guessed and had another value. unread: the file before it could not be taken apart."""

    text: str
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unread: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """A key with what stands before it and all of its value, as written."""

    before: str
    text: str

    @property
    def guessed(self) -> bool:
        return any(line.startswith(f"# {GUESSED}") for line in self.before.splitlines())


def merged(old: str | None, new: str) -> Merged:
    """The new file with the keys of the old one that are a person's. old: None where there was
    none."""
    if old is None:
        return Merged(new)
    before, after = _blocks(old), _blocks(new)
    if before is None or after is None:
        return Merged(new, unread=True)
    own = {key: block for key, block in before.items() if not block.guessed and key not in _NAMED}
    kept = tuple(own)
    if "auth" in own and "key" in before:
        own["key"] = before["key"]  # which was guessed for it
    parts = [
        f"{own[key].before}{own[key].text}" if key in own else f"{block.before}{block.text}"
        for key, block in after.items()
    ]
    parts += [f"{block.before}{block.text}" for key, block in own.items() if key not in after]
    text = "".join(parts)
    if _blocks(text) is None:
        return Merged(new, unread=True)
    changed = tuple(
        key
        for key, block in before.items()
        if key not in own and _value(block) != _value(after.get(key)) and key not in _NAMED
    )
    return Merged(text, kept, changed)


def _value(block: _Block | None) -> Any:
    return None if block is None else read(block.text.encode())


def _blocks(text: str) -> dict[str, _Block] | None:
    """The file by its keys; None where what a line belongs to cannot be told from its start."""
    found: dict[str, _Block] = {}
    for key, block in _read(text):
        if key in found:
            return None
        found[key] = block
    whole = read(text.encode())
    alone = {key: _value(block) for key, block in found.items()}
    if not found or isinstance(whole, Fault):
        return None
    return found if alone == {key: {key: value} for key, value in whole.items()} else None


def _read(text: str) -> Iterator[tuple[str, _Block]]:
    """Each key in its turn. What stands between two belongs to the second, unless the first goes
    on behind it."""
    key, before, body, waiting = "", "", "", ""
    for line in _LINE.findall(text):
        start = _KEY.match(line)
        if start is not None:
            if key:
                yield key, _Block(before, body)
            key, before, body, waiting = start[1], waiting, line, ""
        elif not line.strip() or line.startswith("#"):
            waiting += line
        else:
            body, waiting = body + waiting + line, ""
    if key:
        yield key, _Block(before, f"{body}{waiting}".rstrip() + "\n")
