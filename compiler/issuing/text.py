"""Positions in a text of YAML: where nodes end, lines begin, and comments stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import yaml

_REST = re.compile(r"[ \t]*(?:(?:(?<=[ \t])|^)#[^\r\n]*)?(?=\r|\n|\Z)")
_BREAK = re.compile(r"\r\n|\r|\n")
_HEAD = re.compile(r"[|>]([-+0-9]*)[ \t]*(?:[ \t]#[^\r\n]*)?(?=[\r\n])")
_BLOCK_SCALARS = ("|", ">")


class NoPlace(Exception):
    """Nothing is said against the text, but how it is laid out is not understood."""


def line_break(text: str) -> str:
    """How the lines of the text end."""
    found = _BREAK.search(text)
    return found[0] if found else "\n"


def line_start(text: str, position: int) -> int:
    """Where the line of the position begins."""
    return max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1


def before(text: str, position: int) -> str:
    """What stands on the line before the position."""
    return text[line_start(text, position) : position]


def ends_line(text: str, position: int) -> int | None:
    """Where the line of the position ends, its break not counted; None where something else than a
    comment follows."""
    found = _REST.match(text, position)
    return found and found.end()


def after_break(text: str, position: int) -> int:
    """Behind the line break at the position, if there is one."""
    found = _BREAK.match(text, position)
    return found.end() if found else position


def last(text: str, node: yaml.Node) -> yaml.Node:
    """The node that ends a node: itself, or the last one of a block, however deep."""
    while isinstance(node, yaml.CollectionNode) and text[node.start_mark.index] not in "[{":
        if not node.value:
            break
        node = node.value[-1]
        if isinstance(node, tuple):  # of a mapping: a key and its value
            node = node[1]
    return node


def end(text: str, node: yaml.Node) -> int:
    """Behind the last letter of a node. The parser's marks are not enough: for it, blocks end where
    the next thing begins."""
    return int(last(text, node).end_mark.index)


def lines_end(text: str, node: yaml.Node) -> int:
    """Where the line begins that follows a node of block style, or where the text ends. NoPlace:
    its last line has something else on it."""
    ending = last(text, node)
    position = int(ending.end_mark.index)
    literal = isinstance(ending, yaml.ScalarNode) and ending.style in _BLOCK_SCALARS
    if literal and before(text, position) == "":
        return position
    stop = ends_line(text, position)
    if stop is None:
        raise NoPlace
    return after_break(text, stop)


def as_lines(text: str, node: yaml.Node, position: int, lines: Sequence[str]) -> tuple[int, str]:
    """What to put in for lines of their own at a position behind the lines of a node. NoPlace: the
    text breaks off within a block scalar, and a line break would belong to its value."""
    end_of_line = line_break(text)
    piece = end_of_line.join(lines)
    if before(text, position) == "":
        return position, piece + end_of_line
    ending = last(text, node)
    if ending.end_mark.index == position and _keeps_break(text, ending):
        raise NoPlace
    return position, end_of_line + piece


def _keeps_break(text: str, node: yaml.Node) -> bool:
    """Whether the last line break of a block scalar, if it has one, belongs to its value: not so
    where its head ends with "-" (YAML 1.2.2, 8.1.1.2)."""
    if not isinstance(node, yaml.ScalarNode) or node.style not in _BLOCK_SCALARS:
        return False
    head = _HEAD.search(text, node.start_mark.index)
    return head is None or "-" not in head[1]


def comma(text: str, start: int, stop: int) -> int | None:
    """The comma between two positions of a flow collection, outside of comments."""
    found = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+,").match(text, start, stop)
    return found and found.end() - 1


def inserted(text: str, pieces: Iterable[tuple[int, str]]) -> str:
    """The text with pieces put in at positions of it; those of one position in their order."""
    written, at = [], 0
    for position, piece in sorted(pieces, key=lambda each: each[0]):
        written += [text[at:position], piece]
        at = position
    return "".join([*written, text[at:]])
