"""consumers.yaml as people lay it out: blocks, brackets, comments, blank lines, any line break."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

DIGESTS = st.integers(0, 2**256 - 1).map("{:064x}".format)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("null", "true", "false")
)
REMARKS = st.text(st.sampled_from("ab #,:[]{}'\"-é\U0001f511|>&*"), max_size=12)
TEXTS = ('"a, b # c"', "'it''s [x]'", '"\\u20ac {\\""', "plain words", '"]"')


class Writer:
    """Writes data in layouts that `draw` chooses."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def remark(self) -> str:
        """What may follow on a line."""
        if self.chance():
            return ""
        return self.draw(st.sampled_from([" ", "  ", "\t"])) + "#" + self.draw(REMARKS)

    def between(self) -> list[str]:
        """Lines that may stand anywhere in a block."""
        if not self.chance():
            return []
        blank = " " * self.draw(st.integers(0, 12))
        return self.draw(st.sampled_from([[""], [blank], [f"{blank}#{self.draw(REMARKS)}"]]))

    def scalar(self, value: str) -> str:
        if value in TEXTS:
            return value
        return self.draw(st.sampled_from([value, f'"{value}"', f"'{value}'"]))

    def flow(self, value: Any, indent: int) -> str:
        """In brackets. indent: of lines after the first, deeper than what stands around."""
        if isinstance(value, str):
            return self.scalar(value)
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        if isinstance(value, dict):
            parts = [f"{name}: {self.flow(each, indent + 2)}" for name, each in value.items()]
        else:
            parts = [self.flow(each, indent + 2) for each in value]
        if not parts:
            return self.draw(st.sampled_from([opening + closing, f"{opening} {closing}"]))
        if self.chance():
            blank = self.draw(st.sampled_from(["", " "]))
            end = self.draw(st.sampled_from(["", ","]))
            return f"{opening}{blank}{', '.join(parts)}{end}{blank}{closing}"
        text = f"{opening}{self.remark()}\n"
        for at, part in enumerate(parts):
            end = "," if at < len(parts) - 1 or self.chance() else ""
            text += f"{' ' * indent}{part}{end}{self.remark()}\n"
        return f"{text}{' ' * max(indent - 2, 1)}{closing}"

    def mapping(self, value: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for name, each in value.items():
            lines += self.between() if lines else []
            start = " " * indent + self.scalar(name) + ":"
            if isinstance(each, list) and each and self.chance():
                lines.append(start + self.remark())
                lines += self.between()
                lines += self.items(each, indent + self.draw(st.integers(0, 4)))
            elif name == "note" and self.chance():
                lines.append(f"{start} {self.draw(st.sampled_from(['|', '>', '|-', '|+']))}")
                lines += [f"{' ' * indent}  words", f"{' ' * indent}  # words", ""]
            else:
                lines.append(f"{start} {self.flow(each, indent + 2)}{self.remark()}")
        return lines

    def items(self, value: Sequence[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for each in value:
            lines += self.between() if lines else []
            gap = self.draw(st.sampled_from([" ", "   "]))
            inner = indent + 1 + len(gap)
            if isinstance(each, dict) and self.chance():
                first, *others = self.mapping(each, inner)
                if self.chance() and self.chance():
                    lines += [f"{' ' * indent}-{self.remark()}", first, *others]
                else:
                    lines += [f"{' ' * indent}-{gap}{first[inner:]}", *others]
            else:
                lines.append(f"{' ' * indent}-{gap}{self.flow(each, inner + 2)}{self.remark()}")
        return lines


@st.composite
def keys(draw: st.DrawFn) -> dict[str, Any]:
    more = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "environments": st.lists(NAMES, min_size=1, max_size=2),
                "note": st.sampled_from(TEXTS),
            },
        )
    )
    pairs = [("sha256", draw(DIGESTS)), *more.items()]
    return dict(draw(st.permutations(pairs)))


@st.composite
def layouts(draw: st.DrawFn, least: int = 0) -> str:
    """The text of a file with `least` to three consumers of up to three keys."""
    consumer = st.tuples(NAMES, st.lists(keys(), min_size=1, max_size=3))
    consumers = [
        dict(draw(st.permutations([("name", name), ("keys", listed), ("plan", "gold")])))
        for name, listed in draw(
            st.lists(consumer, min_size=least, max_size=3, unique_by=lambda each: each[0])
        )
    ]
    writer = Writer(draw)
    if draw(st.integers(0, 5)) == 0:
        text = writer.flow({"consumers": consumers}, 2) + "\n"
    else:
        lines = writer.mapping({"consumers": consumers}, 0)
        text = "\n".join([*writer.between(), *lines, *writer.between(), ""])
    if writer.chance():
        text = text.removesuffix("\n")
    return text.replace("\n", "\r\n") if writer.chance() else text
