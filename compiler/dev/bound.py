"""A program that ends with the process that started it, however that ends.

Run as a program of its own, by its file: `python bound.py PID PROGRAM ARGUMENT...`, where PID is
the process that starts it. It becomes PROGRAM. Linux alone has what it takes (prctl(2)); elsewhere
the program is only run.
"""

from __future__ import annotations

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def become(parent: int, program: str, arguments: list[str]) -> None:
    """Replaces this process by the program. Does not return."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before that
            sys.exit(1)
    os.execv(program, [program, *arguments])  # noqa: S606 - no shell is wanted; the caller's own


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
