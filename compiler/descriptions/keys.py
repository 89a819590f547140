"""Keys that were pasted into a description: what the portal and the gateways have of it, everybody
can read."""

from __future__ import annotations

from typing import Any

from compiler.descriptions.findings import Fault, Notice
from compiler.masking import has_key, mask
from compiler.terms import Pointer

COVERED = "has a key in it: covered; take it out, and make it void"
HAS_KEY = "has a key in it: take it out, and make it void"
_COVER = "***"
_PROSE = ("description", "summary", "title", "termsOfService")
_SAMPLES = ("example", "examples", "default")


def covered(data: dict[str, Any]) -> tuple[list[Notice], list[Fault]]:
    """Covers keys in prose and examples, in place, where official files have made-up ones; any
    other place is a fault: engines go by what stands there."""
    looking = _Looking()
    if _any(data):
        looking.inside(data, (), free=False)
    return looking.notices, looking.faults


def _any(data: Any) -> bool:
    """Whether there is a key anywhere; quick, since most have none."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if type(each) is dict:
            if any(map(has_key, each)):
                return True
            waiting.extend(each.values())
        elif type(each) is list:
            waiting.extend(each)
        elif type(each) is str and has_key(each):
            return True
    return False


class _Looking:
    """For each key, and where it stands. free: what stands there is for people alone."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.faults: list[Fault] = []

    def inside(self, data: Any, place: Pointer, *, free: bool) -> None:
        if isinstance(data, list):
            for index, each in enumerate(data):
                data[index] = self._value(each, (*place, str(index)), free=free)
            return
        names = bool(place) and place[-1] == "properties"
        for key in list(data):
            here, each = (*place, key), data[key]
            sample = not names and (key in _SAMPLES or (key in _PROSE and isinstance(each, str)))
            data[key] = self._value(each, here, free=free or sample)
            if not has_key(key):
                continue
            if free:
                self.notices.append(Notice(place, COVERED))
                data[_cover(key)] = data.pop(key)
            else:
                self.faults.append(Fault(here, HAS_KEY))

    def _value(self, value: Any, place: Pointer, *, free: bool) -> Any:
        if isinstance(value, dict | list):
            self.inside(value, place, free=free)
        elif isinstance(value, str) and has_key(value):
            if free:
                self.notices.append(Notice(place, COVERED))
                return _cover(value)
            self.faults.append(Fault(place, HAS_KEY))
        return value


def _cover(text: str) -> str:
    """The text without the key; nothing of it where that has more than one line."""
    lines = [mask(line) if has_key(line) else line for line in text.split("\n")]
    shown = "\n".join(lines)
    return _COVER if has_key(shown) or "PRIVATE KEY" in shown else shown
