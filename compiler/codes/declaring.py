"""How a code is declared."""

from __future__ import annotations

from compiler.diagnostics import Code, Severity


def error(id: str, message: str, advice: str, *, secret: bool = False) -> Code:
    """A code that stops the compile. secret: see Code."""
    return Code(id, Severity.ERROR, message, advice, secret)


def warning(id: str, message: str, advice: str) -> Code:
    """A code that stops it with `--strict` only."""
    return Code(id, Severity.WARNING, message, advice)
