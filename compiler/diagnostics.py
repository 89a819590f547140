"""Where a complaint points, what it says, and the one collector that runs through every stage.

The codes themselves are declared in `compiler.codes`; this module only knows their shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from compiler.masking import mask

_LONGEST = 2000  # letters of a field


class Severity(StrEnum):
    """An error stops the compile; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file of the project. Lines and columns count from 1, columns in characters."""

    path: PurePosixPath
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class LateSpan(Span):
    """A place that is looked for when somebody asks; equal to itself alone. Hundreds of thousands
    are made, and hardly any is asked."""

    __slots__ = ("_look", "_place")
    _look: Callable[[tuple[str | int, ...]], Span]
    _place: tuple[str | int, ...]

    def __init__(
        self,
        path: PurePosixPath,
        look: Callable[[tuple[str | int, ...]], Span],
        place: tuple[str | int, ...],
    ) -> None:
        object.__setattr__(self, "path", path)
        self._look = look
        self._place = place

    # That of a frozen class refuses; this is set once, and a third as fast.
    __setattr__ = object.__setattr__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @property
    def found(self) -> Span:
        """The place itself."""
        return self._look(self._place)

    def __getattr__(self, name: str) -> int:
        """line and column, which are in no slot."""
        if name not in ("line", "column"):
            raise AttributeError(name)
        return int(getattr(self.found, name))


def _found(span: Span) -> Span:
    return span.found if isinstance(span, LateSpan) else span


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of complaint: a stable id, the message with its fields, and what the user does next.

    secret: it points at what may be a secret, so a report covers the source line from there on.
    """

    id: str
    severity: Severity
    message: str
    advice: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint about one place. `related` are other places that it is about. covered_from: the
    column from which a report covers the source line, since a secret may stand there."""

    code: Code
    span: Span
    message: str
    advice: str
    related: tuple[tuple[Span, str], ...] = ()
    covered_from: int | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        return (str(self.span.path), self.span.line, self.span.column, self.code.id, self.message)


def _shown(text: str) -> str:
    """Masked before it is cut: the beginning of a secret need not look like one."""
    return mask(text) if len(text) <= _LONGEST else mask(text[:_LONGEST])[: _LONGEST // 2] + "..."


class Diagnostics:
    """The complaints of one run: a set, read in the order of files, lines and columns."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int, str, str], Diagnostic] = {}

    def add(
        self,
        code: Code,
        span: Span,
        *,
        related: tuple[tuple[Span, str], ...] = (),
        covered_from: int | None = None,
        **fields: object,
    ) -> None:
        """Records a complaint; the same one twice counts once. `fields` fill message and advice;
        what looks like a secret in them is covered."""
        shown = {name: _shown(str(value)) for name, value in fields.items()}
        span = _found(span)
        diagnostic = Diagnostic(
            code,
            span,
            code.message.format(**shown),
            code.advice.format(**shown),
            tuple((_found(place), text) for place, text in related),
            span.column if code.secret else covered_from,
        )
        self.put(diagnostic)

    def put(self, diagnostic: Diagnostic) -> None:
        """Records a complaint that was made before."""
        self._found.setdefault(diagnostic.sort_key, diagnostic)

    def take(self, others: Diagnostics) -> None:
        """Adds what another collector found."""
        for key, diagnostic in others._found.items():
            self._found.setdefault(key, diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(sorted(self._found.values(), key=lambda found: found.sort_key))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def failed(self) -> bool:
        """Whether anything found forbids writing artifacts."""
        return any(found.code.severity is Severity.ERROR for found in self._found.values())
