"""The engines and the portal: each a package that turns an `ir.Gateway` into artifacts.

A target knows no YAML and no other target. The registry is `compiler.targets.registry`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from compiler.artifacts import Artifact
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway


class Target(Protocol):
    """One kind of output. `name` is its folder below the environment and its word in `targets:`."""

    @property
    def name(self) -> str: ...

    def check(self, gateway: Gateway, diagnostics: Diagnostics) -> None:
        """Complains of what this target cannot do as the contract has it (codes E5xx)."""

    def emit(self, gateway: Gateway) -> Iterable[Artifact]:
        """The target's files, paths below its own folder (without the target's name), in order.
        Called only when nothing failed. Yields; never holds a whole tree."""
