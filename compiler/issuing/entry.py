"""What is written into consumers.yaml, as YAML: on one line, or a line for each key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

Value = str | tuple[str, ...] | tuple["Entry", ...]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@/-]*")
# Words and numbers that some reader of YAML takes for something else than text.
_READ_OTHERWISE = re.compile(
    r"(?i:true|false|null|yes|no|on|off|y|n|[0-9]+(?:e[0-9]+)?|0x[0-9a-f]+|0o[0-7]+|0b[01]+)"
    r"|[0-9].*[._-].*"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping: its keys in order."""

    pairs: tuple[tuple[str, Value], ...]

    @property
    def data(self) -> dict[str, object]:
        """What it is read as."""
        return {name: _data(value) for name, value in self.pairs}

    def flow(self) -> str:
        """On one line."""
        return "{" + ", ".join(f"{name}: {_flow(value)}" for name, value in self.pairs) + "}"

    def block(self) -> list[str]:
        """A line for each key, as they stand below each other."""
        lines = []
        for name, value in self.pairs:
            entries = [each for each in value if isinstance(each, Entry)]
            if not entries:
                lines.append(f"{name}: {_flow(value)}")
                continue
            lines.append(f"{name}:")
            for entry in entries:
                first, *others = entry.block()
                lines += [f"  - {first}", *(f"    {other}" for other in others)]
        return lines


def scalar(text: str) -> str:
    """A text as it stands in YAML: in quotes where some reader would take it for anything else."""
    plain = _PLAIN.fullmatch(text) and not _READ_OTHERWISE.fullmatch(text)
    # A text of JSON is one of YAML (yaml.org/spec/1.2.2, section 1.2).
    return text if plain else json.dumps(text, ensure_ascii=False)


def _data(value: str | Entry | Value) -> object:
    match value:
        case str():
            return value
        case Entry():
            return value.data
    return [_data(each) for each in value]


def _flow(value: str | Entry | Value) -> str:
    match value:
        case str():
            return scalar(value)
        case Entry():
            return value.flow()
    return "[" + ", ".join(_flow(each) for each in value) + "]"
