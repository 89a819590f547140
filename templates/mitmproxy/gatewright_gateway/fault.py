"""What may be said of an error."""

from __future__ import annotations


def place_of(error: Exception) -> str:
    """An error for the log: its kind and place; its text may hold what a peer sent."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = "?" if trace is None else trace.tb_frame.f_code.co_qualname
    return f"{type(error).__name__} in {code}:{0 if trace is None else trace.tb_lineno}"
