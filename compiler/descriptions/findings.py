"""What the stages of a description say: faults, notices, and the result of normalising."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from compiler.terms import Pointer


@dataclass(frozen=True, slots=True)
class Fault:
    """The file cannot be used. place: line and column, from 1, where the pointer cannot say it
    (the file has no structure); else None, and `reading.locate` knows."""

    pointer: Pointer
    text: str
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something was changed or dropped. Notices of one kind have the same text."""

    pointer: Pointer
    text: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """OpenAPI 3.1 data that shares nothing with what it was made of, and what was done to it, in
    the order of the file."""

    data: dict[str, Any] = field(repr=False)
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The faults for which a description was refused; at least one."""

    faults: tuple[Fault, ...]
