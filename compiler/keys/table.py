"""The whole table, by kind of file, and the row that a place in a file belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath

from compiler.keys import api, client, consumers, gateway, plans, vendor
from compiler.keys.kinds import List
from compiler.keys.row import Key


class FileKind(StrEnum):
    """The files of a project that the compiler reads as definitions."""

    GATEWAY = "gateway"
    API = "api"
    CONSUMERS = "consumers"
    PLANS = "plans"
    VENDOR = "vendor"
    CLIENT = "client"


TABLE: Mapping[FileKind, tuple[Key, ...]] = {
    FileKind.GATEWAY: gateway.ROWS,
    FileKind.API: api.ROWS,
    FileKind.CONSUMERS: consumers.ROWS,
    FileKind.PLANS: plans.ROWS,
    FileKind.VENDOR: vendor.ROWS,
    FileKind.CLIENT: client.ROWS,
}


@dataclass(slots=True)
class Node:
    """A row with those below it. `each`: what every item or named key holds. required: the names of
    those below that must be there, once somebody asked."""

    row: Key | None = None
    children: dict[str, Node] = field(default_factory=dict)
    each: Node | None = None
    required: tuple[str, ...] | None = None


def kind_of(path: PurePosixPath) -> FileKind | None:
    """Which kind of file a path of the project is; None: not one that the compiler reads."""
    match path.parts:
        case ("gateway.yaml",):
            return FileKind.GATEWAY
        case ("consumers.yaml",):
            return FileKind.CONSUMERS
        case ("plans.yaml",):
            return FileKind.PLANS
        case ("apis", _, *_) if path.suffix == ".yaml":
            return FileKind.API
        case ("vendors", _, _, "vendor.yaml"):
            return FileKind.VENDOR
        case ("vendors", "clients", _) if path.suffix == ".yaml":
            return FileKind.CLIENT
    return None


@cache
def tree(kind: FileKind) -> Node:
    """The table of one kind of file as a tree; its root stands for the file itself."""
    root = Node()
    for row in TABLE[kind]:
        node = root
        for step in row.path.replace("[]", ".[]").split("."):
            if step == "[]" or step.startswith("<"):
                node.each = node.each or Node()
                node = node.each
            else:
                node = node.children.setdefault(step, Node())
        node.row = row
    return root


def row_at(kind: FileKind, pointer: tuple[str | int, ...]) -> Key | None:
    """The row of a place in a file; None where the language has none."""
    node: Node | None = tree(kind)
    for step in pointer:
        if node is None:
            return None
        node = below(node, step)
    return None if node is None else node.row


def below(node: Node, step: str | int) -> Node | None:
    """The node of a key, of an item or of what a named key holds."""
    if isinstance(step, int) or node.each is None or step in node.children:
        return node.each if isinstance(step, int) else node.children.get(step)
    if node.row is not None and isinstance(node.row.kind, List):  # one item without its list
        return node.each.children.get(step)
    return node.each


def setting(path: str) -> Key:
    """The row of a setting of an API. KeyError: a defect of the caller."""
    return _SETTINGS[path]


_SETTINGS = {row.path: row for row in api.ROWS if row.setting}


def setting_paths() -> tuple[str, ...]:
    """The paths of all settings of an API."""
    return tuple(_SETTINGS)
