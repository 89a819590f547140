"""`python -m tests.proofs.compiles [journal]`: compiles on demand, each in a fork of its own, so
that a test can kill hundreds of them without paying for the start of Python.

A line `PROJECT<tab>OUT` on stdin is answered with the process id at once and, when the compile has
ended, with its wait status. journal: as on a system without an exchange of two names.
"""

from __future__ import annotations

import os
import sys

from compiler import cli, pipeline, reporting, staging  # noqa: F401 - the forks find them loaded


def main() -> None:
    if "journal" in sys.argv[1:]:
        staging._exchange = lambda one, other: False
    for line in sys.stdin:
        project, out = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            _compile(project, out)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(status, flush=True)


def _compile(project: str, out: str) -> None:
    """Ends the process."""
    code = 70
    try:
        cli.cli.main(["compile", project, "--out", out], standalone_mode=False)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
