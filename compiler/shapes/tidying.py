"""The nodes of a table, tidied: none that nothing needs, none twice, no circle that an engine would
walk for ever, and nothing refused because of what is not checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Node = dict[str, Any]
"""A node of the table, by its keys."""

_ONE = ("$ref", "items", "additionalProperties", "not")
_MANY = ("prefixItems", "allOf", "anyOf", "oneOf")
# What is looked at with the same value as the node itself.
_HERE = ("$ref", "not", "allOf", "anyOf", "oneOf")


def tidied(
    nodes: Sequence[Node], unchecked: Sequence[tuple[str, ...]], roots: Iterable[int]
) -> tuple[list[Node], Mapping[int, int], Mapping[int, tuple[str, ...]]]:
    """The nodes anew; the numbers that the roots have among them; and for each root what is not
    checked of it, sorted. unchecked: for each node, the keywords that it has no keys for."""
    made = [dict(node) for node in nodes]
    missing = [set(each) for each in unchecked]
    roots = list(dict.fromkeys(roots))
    _break_circles(made, missing)
    found = {
        root: tuple(sorted({word for each in _reached(made, root) for word in missing[each]}))
        for root in roots
    }
    _relax(made, _leading_to(made, (number for number, words in enumerate(missing) if words)))
    return *_shared(made, roots), found


def _below(node: Node, keys: Iterable[str]) -> Iterator[int]:
    """The nodes that a node names by these keys, and by `properties` where it is one of them."""
    for key in keys:
        match node.get(key):
            case int() as number if key in _ONE:
                yield number
            case list() as several if key in _MANY:
                yield from several
            case list() as pairs if key == "properties":
                yield from (number for _, number in pairs)


def _renumbered(node: Node, number: Callable[[int], int]) -> Node:
    """The node with other numbers for those that it names."""
    made = dict(node)
    for key, value in node.items():
        if key in _ONE:
            made[key] = number(value)
        elif key in _MANY:
            made[key] = [number(each) for each in value]
        elif key == "properties":
            made[key] = [[name, number(each)] for name, each in value]
    return made


def _break_circles(nodes: list[Node], missing: list[set[str]]) -> None:
    """Where nodes lead back to themselves with the same value, they lead to one that allows all."""
    done: set[int] = set()
    for start in range(len(nodes)):
        if start in done:
            continue
        trail, above = [(start, _below(nodes[start], _HERE))], {start}
        while trail:
            number, following = trail[-1]
            child = next(following, None)
            if child is None:
                trail.pop()
                above.discard(number)
                done.add(number)
            elif child in above:
                anything = len(nodes)
                nodes.append({})
                missing.append({"$ref"})
                done.add(anything)
                here = {key: value for key, value in nodes[number].items() if key in _HERE}
                swap = {each: each for each in _below(here, _HERE)} | {child: anything}
                nodes[number] |= _renumbered(here, swap.__getitem__)
            elif child not in done:
                trail.append((child, _below(nodes[child], _HERE)))
                above.add(child)


_ALL = (*_ONE, *_MANY, "properties")


def _reached(nodes: Sequence[Node], root: int) -> set[int]:
    """The node and all that it leads to."""
    found, waiting = {root}, [root]
    while waiting:
        for child in _below(nodes[waiting.pop()], _ALL):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _leading_to(nodes: Sequence[Node], wanted: Iterable[int]) -> set[int]:
    """These nodes, and all that lead to one of them."""
    above: list[list[int]] = [[] for _ in nodes]
    for number, node in enumerate(nodes):
        for child in _below(node, _ALL):
            above[child].append(number)
    found = set(wanted)
    waiting = list(found)
    while waiting:
        for parent in above[waiting.pop()]:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _relax(nodes: list[Node], loose: set[int]) -> None:
    """loose: nodes that more fits than their schemas allow. What must not fit them, or not more
    than one of them, would be refused for what is not checked."""
    for node in list(nodes):
        if node.get("not") in loose:
            del node["not"]
        if loose.intersection(node.get("oneOf", ())):
            alternatives = node.pop("oneOf")
            if "anyOf" in node:
                node["allOf"] = [*node.get("allOf", ()), len(nodes)]
                nodes.append({"anyOf": alternatives})
            else:
                node["anyOf"] = alternatives


def _shared(nodes: Sequence[Node], roots: Iterable[int]) -> tuple[list[Node], dict[int, int]]:
    """The nodes that the roots reach, equal ones once, in the order in which they are reached; and
    the new numbers of the roots. A `$ref` that stands alone is what it names."""
    numbers = {number: number for number in range(len(nodes))}
    for number in numbers:
        while nodes[numbers[number]].keys() == {"$ref"}:
            numbers[number] = nodes[numbers[number]]["$ref"]
    while True:
        first: dict[str, int] = {}
        following = {}
        for number, node in enumerate(nodes):
            text = json.dumps(_renumbered(node, numbers.__getitem__))
            following[number] = first.setdefault(text, number)
        following = {number: following[now] for number, now in numbers.items()}
        if following == numbers:
            break
        numbers = following
    order: dict[int, int] = {}
    waiting = [numbers[root] for root in reversed(list(roots))]
    while waiting:
        number = waiting.pop()
        if number not in order:
            order[number] = len(order)
            children = [numbers[child] for child in _below(nodes[number], _ALL)]
            waiting.extend(reversed(children))
    made = [_renumbered(nodes[number], lambda each: order[numbers[each]]) for number in order]
    return made, {root: order[numbers[root]] for root in roots}
