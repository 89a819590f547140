"""How a developer portal looks: a part of the IR."""

from __future__ import annotations

from dataclasses import dataclass, field

ACCENT = "#2f5bd7"
MAX_LOGO = 256 * 1024  # bytes
REFERENCES = ("swagger-ui", "none")
"""What can show all operations, and the word for nothing."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the project, as a file of the portal: a plain file name, and what is in it."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """name: what the portal is called. accent: its colour, `#` and six hex digits in lower case.
    reference: whether it has the reference in which every operation can be tried."""

    name: str
    logo: Logo | None
    accent: str
    reference: bool
