"""Every code explained: cause, example, cure. The one source of `gatewright explain` and of the
page docs/codes.md."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from compiler.diagnostics import Code
from compiler.explanations.environments import ENVIRONMENTS
from compiler.explanations.explanation import Explanation as Explanation
from compiler.explanations.guides import GUIDES
from compiler.explanations.references import REFERENCES
from compiler.explanations.review import REVIEW
from compiler.explanations.shape import SHAPE
from compiler.explanations.targets import TARGETS
from compiler.explanations.text import TEXT
from compiler.explanations.tokens import TOKENS
from compiler.explanations.vendors import VENDORS

_LONGEST = 20  # letters of a word that are compared

EXPLANATIONS: Mapping[Code, Explanation] = {
    **TEXT,
    **SHAPE,
    **REFERENCES,
    **VENDORS,
    **GUIDES,
    **ENVIRONMENTS,
    **TOKENS,
    **TARGETS,
    **REVIEW,
}

BY_ID: Mapping[str, Code] = {code.id: code for code in sorted(EXPLANATIONS, key=lambda c: c.id)}


def explained(code: Code) -> str:
    """The code's explanation as a terminal shows it, without a line break at its end."""
    found = EXPLANATIONS[code]
    example = "\n".join(f"  {line}".rstrip() for line in found.example.split("\n"))
    return (
        f"{code.id} ({code.severity}): {code.message}\n\n"
        f"{found.cause}\n\nExample:\n\n{example}\n\nWhat to do: {found.cure}"
    )


def nearest(word: str) -> str:
    """The id of the code that a word, which is none, comes closest to."""
    letters = word.upper()[:_LONGEST]

    def likeness(id: str) -> tuple[bool, float]:
        return id[0] == letters[:1], SequenceMatcher(None, letters, id).ratio()

    return max(BY_ID, key=likeness)
