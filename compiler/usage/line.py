r"""One line of a gateway's log: the few facts that usage needs of it.

An engine writes all its lines alike, the names in one order. The first line of such a layout is
parsed as any JSON is, and a pattern is made of it that takes the next ones apart three times as
fast. The pattern knows only texts of printable ASCII without an escape, so what it does not match
need not be wrong: it is parsed. Both ways give the same facts, which a test compares.
"""

from __future__ import annotations

import json
import re
from typing import Any, Never

Facts = tuple[bytes | None, ...]
"""What a line has, in the order that was asked for. Texts are UTF-8 as they were before JSON
escaped them, times their day, numbers their digits. None: null, or no such name."""

LONGEST = 1024 * 1024  # bytes of a line; what engines write has at most some ten thousand

_MOST_LAYOUTS = 8  # three engines have three
_MOST_DIGITS = 15
# An object without these is something else's.
_NEEDED = ("time", "request_id", "status")
_COUNTS = ("duration_ms", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
_TIME = (
    r"([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))"
    r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z"
)
_WHOLE = re.compile(_TIME)
_TEXT = r'"[ !#-\[\]-~]{0,4096}"'
_NUMBER = rf"(?:0|[1-9][0-9]{{0,{_MOST_DIGITS - 1}}})"
_OTHER = rf"(?:{_TEXT}|null|true|false|-?{_NUMBER})"


def _refuse(word: str) -> Never:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_constant=_refuse)  # NaN and the like are no JSON


class Lines:
    """Takes lines apart. names: of the log, whose values are wanted; any may stand there twice."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._layouts: list[_Layout] = []
        self._known: set[tuple[tuple[str, ...], str]] = set()

    def quickly(self, block: bytes, start: int) -> tuple[Facts, int] | None:
        """The facts of the line that begins at `start`, and where the next begins; None where no
        known layout fits."""
        for at, layout in enumerate(self._layouts):
            if (found := layout.match(block, start)) is not None:
                if at:  # logs are often read one after the other
                    self._layouts.insert(0, self._layouts.pop(at))
                return found.group(*layout.order), found.end()
        return None

    def slowly(self, line: bytes) -> Facts | None:
        """The facts of any line, without its line break; None where it is not a gateway's."""
        if len(line) > LONGEST:
            return None
        try:
            data = _DECODER.decode(line.decode("utf-8"))
        except (ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or any(name not in data for name in _NEEDED):
            return None
        try:
            found = tuple(fact(name, data.get(name)) for name in self._names)
        except ValueError:
            return None
        self._learn(line, data)
        return found

    def _learn(self, line: bytes, data: dict[str, Any]) -> None:
        """Keeps the layout of a line that no known one fits, unless it is known and only the values
        are unusual."""
        names = tuple(data)
        blank = " " if line.startswith(f"{{{json.dumps(names[0])}: ".encode()) else ""
        if len(self._layouts) == _MOST_LAYOUTS or any(name not in data for name in self._names):
            return
        if (names, blank) not in self._known:
            self._known.add((names, blank))
            self._layouts.insert(0, _Layout(names, self._names, blank))


class _Layout:
    """Lines with these names in this order. blank: what stands after their colons and commas.
    order: the pattern's group for each wanted name."""

    def __init__(self, names: tuple[str, ...], wanted: tuple[str, ...], blank: str) -> None:
        pairs = (
            f"{re.escape(json.dumps(name))}:{blank}{_pattern(name, wanted=name in wanted)}"
            for name in names
        )
        written = r"\{" + f",{blank}".join(pairs) + r"\}\r?\n"
        self.match = re.compile(written.encode()).match
        captured = [name for name in names if name in wanted]
        self.order = tuple(captured.index(name) + 1 for name in wanted)


def _pattern(name: str, *, wanted: bool) -> str:
    if not wanted:
        return _OTHER
    if name == "time":
        return f'"{_TIME}"'
    if name == "status":
        return "([1-9][0-9]{2})"
    if name in _COUNTS:
        return f"(?:({_NUMBER})|null)"
    return f'(?:"({_TEXT[1:-1]})"|null)'


def fact(name: str, value: object) -> bytes | None:
    """A value of a parsed line. ValueError: no gateway writes such a one under this name."""
    if name == "time":
        found = _WHOLE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(name)
        return found[1].encode()
    if name == "status":
        if type(value) is not int or not 100 <= value <= 999:
            raise ValueError(name)
        return str(value).encode()
    if value is None:
        return None
    if name in _COUNTS:
        if type(value) is not int or not 0 <= value < 10**_MOST_DIGITS:
            raise ValueError(name)
        return str(value).encode()
    if not isinstance(value, str):
        raise ValueError(name)
    return value.encode("utf-8", "surrogatepass")  # an escape for half a character is JSON
