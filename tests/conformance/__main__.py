"""`python -m tests.conformance ENGINE [ENVIRONMENT]`: one gateway and the mock vendor, by hand."""

from __future__ import annotations

import contextlib
import sys
import threading

from tests.conformance import facts
from tests.conformance.engines import running
from tests.conformance.world import world


def main() -> None:
    with world() as one, running(one, *sys.argv[1:3]) as engine:
        print(f"{engine.name} on http://127.0.0.1:{engine.port}, files in {one.folder}")
        print(
            f"curl -H 'api-key: {facts.CLIENT_KEY}' http://127.0.0.1:{engine.port}/main/1.0.0/v1/models"
        )
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    sys.stderr.write(bytes(engine.stderr).decode(errors="replace"))
    sys.stdout.write(bytes(engine.stdout).decode(errors="replace"))


if __name__ == "__main__":
    main()
