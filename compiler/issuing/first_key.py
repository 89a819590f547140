"""A consumer that has subjects and no key gets a first one, or loses its last: text to text, as in
editing."""

from __future__ import annotations

import re

import yaml

from compiler.issuing.entry import Entry
from compiler.issuing.text import (
    NoPlace,
    as_lines,
    before,
    comma,
    end,
    inserted,
    line_start,
    lines_end,
)

_BLANKS = re.compile("[ \t]*")


def with_first_key(text: str, consumer: yaml.MappingNode, entry: Entry) -> str:
    """The text with a list of keys behind the consumer's name. NoPlace."""
    name, value = _pair(consumer, "name")
    written = f"keys: [{entry.flow()}]"
    if consumer.flow_style:
        return inserted(text, [(end(text, value), f", {written}")])
    stop = lines_end(text, value)
    line = " " * name.start_mark.column + written
    return inserted(text, [as_lines(text, value, stop, [line])])


def without_keys(text: str, consumer: yaml.MappingNode) -> str:
    """The text without the consumer's list of keys. NoPlace."""
    name, value = _pair(consumer, "keys")
    start, stop = name.start_mark.index, end(text, value)
    if not consumer.flow_style:
        if before(text, start).strip(" "):
            raise NoPlace  # on the line of the dash, which others need
        return text[: line_start(text, start)] + text[lines_end(text, value) :]
    after = comma(text, stop, consumer.end_mark.index)
    if after is not None:
        blanks = _BLANKS.match(text, after + 1)
        return text[:start] + text[blanks.end() if blanks else after + 1 :]
    at = [key.value for key, _ in consumer.value].index("keys")
    if at == 0:
        raise NoPlace
    former = end(text, consumer.value[at - 1][1])
    return text[:former] + text[stop:]


def _pair(consumer: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node]:
    for key, value in consumer.value:
        if key.value == name:
            return key, value
    raise NoPlace
