"""What an API exposes, as its page shows it: made once for all APIs that expose the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from compiler.ir import Api, Operation
from compiler.openapi import Described, operations
from compiler.targets.devportal.calling import Calling
from compiler.targets.devportal.exposure import Exposure, exposure
from compiler.targets.devportal.models import models
from compiler.targets.devportal.pages.printing import printed

_OTHER = "other"
_FEW = 24


@dataclass(frozen=True, slots=True)
class Row:
    """An operation. anchor: its name in the page. path: the vendor's, below the base URL. notes:
    what is special about it."""

    id: str
    anchor: str
    method: str
    path: str
    summary: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that the vendor's data has one word for."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Surface:
    """groups: of operations. models: names that are known, sorted. table: the groups as HTML."""

    groups: tuple[Group, ...]
    models: tuple[str, ...]
    table: Markup

    @property
    def rows(self) -> Iterator[Row]:
        """All operations."""
        return (row for group in self.groups for row in group.rows)

    @property
    def many(self) -> bool:
        """There are more models than fit into a few lines."""
        return len(self.models) > _FEW


class Surfaces:
    """The surfaces of a gateway's APIs."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling
        self._found: dict[tuple[Exposure, int], Surface] = {}

    def of(self, api: Api) -> Surface:
        """One object for APIs of one exposure and one vendor."""
        key = exposure(api, self._calling), id(api.guide)
        if key not in self._found:
            self._found[key] = _surface(api)
        return self._found[key]


def _surface(api: Api) -> Surface:
    described = {(found.path, found.method): found for found in operations(api.document)}
    pairs = {
        operation.id: (operation, described[path.template.text, operation.method])
        for path in sorted(api.paths, key=lambda path: path.template.text)
        for operation in path.operations
    }
    groups = tuple(_groups(api, pairs))
    listed = models(api.document, (found for _, found in pairs.values()))
    return Surface(
        groups=groups,
        models=tuple(sorted({*listed, *api.models})),
        table=Markup(printed("operations", groups=groups)),  # noqa: S704 - printed with escaping
    )


def _groups(api: Api, pairs: Mapping[str, tuple[Operation, Described]]) -> Iterator[Group]:
    """Each operation once, in the first group that has it."""
    left = dict(pairs)
    for word, ids in api.guide.groups:
        rows = tuple(_row(*left.pop(id)) for id in ids if id in left)
        if rows:
            yield Group(word.replace("-", " ").replace("_", " "), rows)
    if left:
        yield Group(_OTHER, tuple(_row(*pair) for pair in left.values()))


def _row(operation: Operation, described: Described) -> Row:
    notes = [
        *(["streams"] if operation.streaming else []),
        *(["WebSocket"] if operation.websocket else []),
        *(["upload"] if operation.upload else []),
        *(f"scope {scope}" for scope in operation.scopes),
    ]
    return Row(
        id=operation.id,
        anchor=f"operation-{quote(operation.id)}",
        method=operation.method,
        path=described.path,
        summary=described.data.get("summary") or described.shared.get("summary") or "",
        notes=tuple(notes),
    )
