"""Names that refer to something else of the project."""

from __future__ import annotations

from collections.abc import Iterable

from compiler.codes import UNKNOWN_ENVIRONMENT
from compiler.definition.written import Placed
from compiler.diagnostics import Diagnostics
from compiler.suggest import did_you_mean, listed


def check_environments(
    names: Iterable[Placed[str]], known: tuple[str, ...] | None, diagnostics: Diagnostics
) -> None:
    """Complains of names that no environment has."""
    for name in names:
        if known is not None and name.value not in known:
            diagnostics.add(
                UNKNOWN_ENVIRONMENT,
                name.span,
                environment=name.value,
                suggestion=did_you_mean(name.value, known),
                known=listed(known),
            )
