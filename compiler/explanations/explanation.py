"""What is said of one code beyond the complaint itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """cause: what is wrong, and why it matters. example: what brings the complaint about, with the
    file's name in a remark where there is more than one. cure: what to do, and what comes out."""

    cause: str
    example: str
    cure: str
