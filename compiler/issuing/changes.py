"""What can be done to consumers.yaml: the new text, and what it must then say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from compiler.issuing import editing
from compiler.issuing.entry import Entry

Listed = Sequence[dict[str, Any]]
"""Consumers as they are written, each a mapping."""


@dataclass(frozen=True, slots=True)
class Edited:
    """text: of the file. listed: the consumers that it must be read as."""

    text: str = field(repr=False)
    listed: tuple[dict[str, Any], ...] = field(repr=False)


def key_added(text: str, listed: Listed, at: int, entry: Entry) -> Edited:
    """One more key of a consumer, by its place. NoPlace, as all here."""
    keys = [*listed[at].get("keys", ()), entry.data]
    adding = editing.with_key if len(keys) > 1 else editing.with_first_key
    return Edited(adding(text, at, entry), _with_keys(listed, at, keys))


def key_removed(text: str, listed: Listed, at: int, key: int) -> Edited:
    """Without one of several keys of a consumer."""
    keys = [each for place, each in enumerate(listed[at]["keys"]) if place != key]
    return Edited(editing.without_key(text, at, key), _with_keys(listed, at, keys))


def keys_removed(text: str, listed: Listed, at: int) -> Edited:
    """Without any key of a consumer."""
    rest = {name: value for name, value in listed[at].items() if name != "keys"}
    made = tuple(rest if place == at else each for place, each in enumerate(listed))
    return Edited(editing.without_keys(text, at), made)


def consumer_added(text: str | None, listed: Listed, entry: Entry) -> Edited:
    """One more consumer; text None: in a new file."""
    return Edited(editing.with_consumer(text, entry), (*listed, entry.data))


def consumer_removed(text: str, listed: Listed, at: int) -> Edited:
    """Without a consumer."""
    rest = tuple(each for place, each in enumerate(listed) if place != at)
    return Edited(editing.without_consumer(text, at), rest)


def _with_keys(listed: Listed, at: int, keys: list[Any]) -> tuple[dict[str, Any], ...]:
    changed = {**listed[at], "keys": keys}
    return tuple(changed if place == at else each for place, each in enumerate(listed))
