"""consumers.yaml with an entry more or less, and not another byte changed: text to text.

The text has been checked. That the result is read as it should be is for the caller to see; then
no layout that is not understood here does any harm.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from compiler.issuing import first_key
from compiler.issuing.entry import Entry
from compiler.issuing.text import (
    NoPlace,
    after_break,
    as_lines,
    before,
    comma,
    end,
    ends_line,
    inserted,
    line_break,
    line_start,
    lines_end,
)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDEST = 8  # blanks after a dash

NEW_FILE = "# Who may call. Only digests of keys: `gatewright keys issue` makes keys.\nconsumers:\n"


def with_key(text: str, consumer: int, entry: Entry) -> str:
    """The file with one more key of a consumer, by its place in the list. NoPlace."""
    return _added(text, _value(_consumer(_root(text), consumer), "keys"), entry)


def with_consumer(text: str | None, entry: Entry) -> str:
    """The file with one more consumer; None: there is no file yet. NoPlace."""
    if text is None:
        first, *others = entry.block()
        return NEW_FILE + "\n".join([f"  - {first}", *(f"    {other}" for other in others), ""])
    return _added(text, _value(_root(text), "consumers"), entry)


def without_key(text: str, consumer: int, key: int) -> str:
    """The file without one of several keys of a consumer. NoPlace."""
    return _removed(text, _value(_consumer(_root(text), consumer), "keys"), key)


def with_first_key(text: str, consumer: int, entry: Entry) -> str:
    """The file with a key of a consumer that has none. NoPlace."""
    return first_key.with_first_key(text, _consumer(_root(text), consumer), entry)


def without_keys(text: str, consumer: int) -> str:
    """The file without any key of a consumer that has other things to show. NoPlace."""
    return first_key.without_keys(text, _consumer(_root(text), consumer))


def without_consumer(text: str, consumer: int) -> str:
    """The file without a consumer. NoPlace."""
    root = _root(text)
    consumers = _value(root, "consumers")
    without = _removed(text, consumers, consumer)
    if len(consumers.value) > 1 or consumers.flow_style:
        return without
    (at,) = [name.end_mark.index for name, _ in root.value if name.value == "consumers"]
    colon = re.compile(r"[ \t]*:").match(text, at)
    if colon is None:
        raise NoPlace
    return inserted(without, [(colon.end(), " []")])


def _root(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=_LOADER)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace
    return node


def _value(mapping: yaml.MappingNode, name: str) -> yaml.SequenceNode:
    for key, value in mapping.value:
        if key.value == name and isinstance(value, yaml.SequenceNode):
            return value
    raise NoPlace


def _consumer(root: yaml.MappingNode, at: int) -> yaml.MappingNode:
    found = _value(root, "consumers").value[at]
    if not isinstance(found, yaml.MappingNode):
        raise NoPlace
    return found


def _added(text: str, items: yaml.SequenceNode, entry: Entry) -> str:
    if items.flow_style:
        return inserted(text, _into_brackets(text, items, entry.flow()))
    indent = _indent(text, items)
    last = items.value[-1]
    gap = text[_dash(text, items, len(items.value) - 1) + 1 : last.start_mark.index]
    if gap.strip(" ") or not 0 < len(gap) < _WIDEST:
        gap = " "  # the last one begins on another line than its dash
    first, *others = [entry.flow()] if last.flow_style else entry.block()
    written = [f"{indent}-{gap}{first}", *(f"{indent} {gap}{other}" for other in others)]
    at = _after_comments(text, lines_end(text, last), len(indent))
    return inserted(text, [as_lines(text, last, at, written)])


def _indent(text: str, items: yaml.SequenceNode) -> str:
    """What stands before the dashes of a list of block style."""
    indent = before(text, items.start_mark.index)
    if indent.strip(" ") or text[items.start_mark.index] != "-":
        raise NoPlace
    return indent


def _dash(text: str, items: yaml.SequenceNode, at: int) -> int:
    """Where the dash of an item stands."""
    start = items.start_mark.index if at == 0 else end(text, items.value[at - 1])
    stop = items.value[at].start_mark.index
    dashes = [
        found.end() - 1
        for found in re.compile(f"^{_indent(text, items)}-", re.MULTILINE).finditer(text, 0, stop)
        if found.end() > start
    ]
    if not dashes:
        raise NoPlace
    return dashes[-1]


def _after_comments(text: str, position: int, indent: int) -> int:
    """Behind the comments that belong to what stands above them, since they are indented more than
    its list."""
    comment = re.compile(f" {{{indent + 1},}}#[^\r\n]*(?:\r\n|\r|\n|\\Z)")
    while before(text, position) == "" and (found := comment.match(text, position)):
        position = found.end()
    return position


def _into_brackets(text: str, items: yaml.SequenceNode, piece: str) -> list[tuple[int, str]]:
    if not items.value:
        return [(items.start_mark.index + 1, piece)]
    last = items.value[-1]
    stop = end(text, last)
    after = comma(text, stop, items.end_mark.index)
    indent = before(text, last.start_mark.index)
    line = ends_line(text, stop if after is None else after + 1)
    if indent.strip(" \t") or line is None:
        return [(stop, f", {piece}")]
    piece = f"{line_break(text)}{indent}{piece}"
    if after is None:
        return [(stop, ","), (line, piece)]
    return [(line, f"{piece},")]


def _removed(text: str, items: yaml.SequenceNode, at: int) -> str:
    if items.flow_style:
        start, stop = _in_brackets(text, items, at)
    else:
        start = line_start(text, _dash(text, items, at))
        stop = _after_comments(text, lines_end(text, items.value[at]), len(_indent(text, items)))
    return text[:start] + text[stop:]


def _in_brackets(text: str, items: yaml.SequenceNode, at: int) -> tuple[int, int]:
    """What goes with an item of a list in brackets: its comma, its line if it has one of its own,
    else the blanks that kept it from its neighbours."""
    item = items.value[at]
    start, stop = item.start_mark.index, end(text, item)
    after = comma(text, stop, items.end_mark.index)
    if after is not None:
        stop = after + 1
    line = ends_line(text, stop)
    if line is not None and not before(text, start).strip(" \t"):
        return line_start(text, start), after_break(text, line)
    if after is not None:
        blanks = re.compile("[ \t]*").match(text, stop)
        return start, blanks.end() if blanks else stop
    if at:
        former = end(text, items.value[at - 1])
        if not text[former:start].strip(" \t,"):
            return former, stop
    return start, stop
