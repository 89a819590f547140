"""A large document that is one long list of entries written alike, as plain data.

A hundred thousand consumers differ in names and digests, and the signs around those are the same
few. YAML's parser, which makes six objects of each word, is asked once for each form that entries
have; their words are then put where it found those of the form. A word is a run of letters, digits
and signs between them that mean nothing there: YAML does not tell one from another. What does mean
something is a part of the form, and an entry in which it could change the meaning of a word (an
escape, a tag, a block of text) is read by the parser itself. So is every other document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from compiler.bulk import Letters
from compiler.bulk import plain_data as read

# One key and its list, comments around them.
_LIST = re.compile(r"(?: *(?:#[^\n]*)?\n)*([a-z_]+): *\n(?: *(?:#[^\n]*)?\n)*( *)- ")
_WORD = re.compile(r"([A-Za-z0-9]++(?:[._@-]++[A-Za-z0-9]++)*+)(?!:)")
_MARK = "\ue000"  # around the number of a word, in a form
_BETWEEN = re.compile(r"\n(?:---|\.\.\.)")  # documents
_TELLING = frozenset(f"\\|>&*!?%\t\r{_MARK}")
_LONGEST = 1000  # letters of an entry; YAML's keys are sought no further
_MOST = 200  # forms, and entries that are read by themselves

Filler = Callable[[Sequence[str], int], Any]
"""The words of an entry and its place in the list -> its data."""


class _Unlike(Exception):
    """Not a document for this look."""


class _Unquoted(str):
    """A scalar of a form."""

    __slots__ = ()


def plain_data(
    text: str, loader: Any, value_of: Callable[[str], Any], depth: int
) -> tuple[Any, Letters] | None:
    """As `compiler.bulk` has it, and the same data."""
    found = _LIST.match(text)
    parser = partial(read, loader=loader, depth=depth)
    if found is not None and text.endswith("\n") and isinstance(value_of(found[1]), str):
        entries = _Entries(found[1], found[2], parser, value_of)
        try:
            return {found[1]: list(entries.of(text[found.end() : -1]))}, entries.letters
        except _Unlike:
            pass
    return read(text, loader, value_of, depth)


class _Entries:
    """key: that the list belongs to. known: by form; None: its entries are read by themselves."""

    def __init__(self, key: str, indent: str, parser: Any, value_of: Callable[[str], Any]) -> None:
        self.letters: Letters = {}
        self._key = key
        self._begin = f"{indent}- "
        self._parser = parser
        self._value_of = value_of
        self._known: dict[str, Filler | None] = {}
        self._alone = 0

    def of(self, text: str) -> Iterator[Any]:
        """The entries; the first has no begin, the last no end. _Unlike: they are none."""
        known = self._known
        for index, entry in enumerate(text.split("\n" + self._begin)):
            parts = _WORD.split(entry) if len(entry) <= _LONGEST else [entry]
            form = "\0".join(parts[::2])
            if form not in known:
                known[form] = self._filler(parts[::2])
            filler = known[form]
            yield self._read(entry, index) if filler is None else filler(parts[1::2], index)

    def _filler(self, signs: Sequence[str]) -> Filler | None:
        if len(self._known) > _MOST:
            raise _Unlike
        if any(not _TELLING.isdisjoint(each) for each in signs):
            return None
        numbered = (f"{sign}{_MARK}{at}{_MARK}" for at, sign in enumerate(signs[:-1]))
        found = self._parsed("".join((*numbered, signs[-1])), self._marked)
        if found is None or found[1]:
            return None
        return self._filled(found[0], ())

    def _marked(self, text: str) -> Any:
        return _Unquoted(text) if _MARK in text else self._value_of(text)

    def _read(self, entry: str, index: int) -> Any:
        self._alone += 1
        found = None if self._alone > _MOST else self._parsed(entry, self._value_of)
        if found is None:
            raise _Unlike
        for place, letters in found[1].items():
            self.letters[self._key, index, *place[2:]] = letters
        return found[0]

    def _parsed(self, entry: str, value_of: Callable[[str], Any]) -> tuple[Any, Letters] | None:
        """One entry, as if it were the only one."""
        if _BETWEEN.search(entry):
            raise _Unlike
        found = self._parser(f"{self._key}:\n{self._begin}{entry}\n", value_of=value_of)
        if found is None or list(found[0]) != [self._key]:
            return None
        held = found[0][self._key]
        return (held[0], found[1]) if isinstance(held, list) and len(held) == 1 else None

    def _filled(self, data: Any, place: tuple[str | int, ...]) -> Filler:
        match data:
            case dict():
                if any(_MARK in key for key in data):
                    raise _Unlike  # two of them may be the same
                fields = [(key, self._filled(held, (*place, key))) for key, held in data.items()]
                return lambda words, index: {key: fill(words, index) for key, fill in fields}
            case list():
                items = [self._filled(held, (*place, at)) for at, held in enumerate(data)]
                return lambda words, index: [fill(words, index) for fill in items]
            case str() if _MARK in data:
                return self._text(data, place)
        return lambda words, index: data

    def _text(self, data: str, place: tuple[str | int, ...]) -> Filler:
        signs = data.split(_MARK)
        if signs[0] == signs[-1] == "" and len(signs) == 3:
            joined: Callable[[Sequence[str]], str] = itemgetter(int(signs[1]))
        else:
            joined = partial(_joined, signs)
        if not isinstance(data, _Unquoted):
            return lambda words, index: joined(words)

        def unquoted(words: Sequence[str], index: int) -> Any:
            text = joined(words)
            value = self._value_of(text)
            if isinstance(value, int):
                self.letters[self._key, index, *place] = text
            return value

        return unquoted


def _joined(signs: Sequence[str], words: Sequence[str]) -> str:
    return "".join(words[int(sign)] if at % 2 else sign for at, sign in enumerate(signs))
