"""Which of a vendor's operations an API exposes: include, then exclude."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from compiler.codes import (
    AMBIGUOUS_OPERATION,
    EXCLUDES_NOTHING,
    INCLUDES_NOTHING,
    UNKNOWN_OPERATION,
)
from compiler.definition.written import Placed
from compiler.diagnostics import Diagnostics
from compiler.suggest import did_you_mean, listed
from compiler.vendors import Vendor, VendorOperation

Words = tuple[Placed[str], ...]
_Choice = tuple[tuple[str, ...], tuple[str, ...], bool]  # included, excluded, strict


@dataclass(frozen=True, slots=True)
class Selection:
    """The exposed operations, sorted by path, then method; and whether no word was wrong."""

    operations: tuple[VendorOperation, ...]
    faultless: bool


@dataclass(slots=True)
class Vocabulary:
    """The words of one vendor: groups, operationIds and 'METHOD /path'. `chosen` remembers
    selections that raised no complaint, since most APIs of a project choose alike, `suggestions`
    what is near a wrong word, since all APIs may have it from `defaults`."""

    vendor: Vendor
    meanings: Mapping[str, tuple[tuple[str, ...], ...]]
    operations: Mapping[str, VendorOperation]
    chosen: dict[_Choice, tuple[VendorOperation, ...]] = field(default_factory=dict)
    suggestions: dict[str, str] = field(default_factory=dict)

    def all_of(self, word: str) -> frozenset[str]:
        """The ids of all operations that a word may stand for."""
        return frozenset(id for ids in self.meanings.get(_shape(word), ()) for id in ids)


def vocabulary(vendor: Vendor) -> Vocabulary:
    """The vendor's words, each with everything that it may mean (ids of operations)."""
    meanings: dict[str, list[tuple[str, ...]]] = {}
    for group, ids in vendor.groups.items():
        meanings.setdefault(group, []).append(ids)
    for operation in vendor.operations:
        meanings.setdefault(operation.id, []).append((operation.id,))
        place = _shape(f"{operation.method} {operation.template.text}")
        meanings.setdefault(place, []).append((operation.id,))
    return Vocabulary(
        vendor,
        {word: tuple(found) for word, found in meanings.items()},
        {operation.id: operation for operation in vendor.operations},
    )


def select(
    words: Vocabulary, include: Words, exclude: Words, diagnostics: Diagnostics, *, strict: bool
) -> Selection:
    """What the words choose; those that mean nothing are left out after a complaint. strict:
    excluding what is not included is a mistake."""
    key = (tuple(word.value for word in include), tuple(word.value for word in exclude), strict)
    if key in words.chosen:
        return Selection(words.chosen[key], True)
    faultless = True  # not by counting complaints: one that is there already counts once
    ids: dict[str, None] = {}
    for word in include:
        meant = meaning(words, word, diagnostics)
        if meant is not None and all(id in ids for id in meant):
            diagnostics.add(INCLUDES_NOTHING, word.span, word=word.value)
            faultless = False
        ids.update(dict.fromkeys(meant or ()))
        faultless = faultless and meant is not None
    for word in exclude:
        meant = meaning(words, word, diagnostics)
        if meant is not None and strict and all(id not in ids for id in meant):
            diagnostics.add(EXCLUDES_NOTHING, word.span, word=word.value)
            faultless = False
        for id in meant or ():
            ids.pop(id, None)
        faultless = faultless and meant is not None
    found = (words.operations[id] for id in ids)
    selected = tuple(sorted(found, key=lambda each: (each.template.text, each.method)))
    if faultless:
        words.chosen[key] = selected
    return Selection(selected, faultless)


def meaning(
    words: Vocabulary, word: Placed[str], diagnostics: Diagnostics
) -> tuple[str, ...] | None:
    """The ids of the operations that a word stands for; None after a complaint."""
    vendor = words.vendor
    meanings = words.meanings.get(_shape(word.value), ())
    match meanings:
        case (meant,):
            return meant
        case ():
            if word.value not in words.suggestions:
                words.suggestions[word.value] = did_you_mean(word.value, _written(vendor))
            diagnostics.add(
                UNKNOWN_OPERATION,
                word.span,
                vendor=vendor.id,
                word=word.value,
                suggestion=words.suggestions[word.value],
                groups=listed(vendor.groups),
            )
        case _:
            ids = {id for meant in meanings for id in meant}
            choices = (f"'{_place(words.operations[id])}'" for id in ids)
            diagnostics.add(
                AMBIGUOUS_OPERATION,
                word.span,
                word=word.value,
                vendor=vendor.id,
                choices=listed(choices),
            )
    return None


def _shape(word: str) -> str:
    """The names of path parameters are the vendor's; an author may write any."""
    return re.sub(r"\{[^{}/]*\}", "{}", word) if " " in word else word


def _place(operation: VendorOperation) -> str:
    return f"{operation.method} {operation.template.text}"


def _written(vendor: Vendor) -> list[str]:
    places = [_place(operation) for operation in vendor.operations]
    return [*vendor.groups, *(operation.id for operation in vendor.operations), *places]
