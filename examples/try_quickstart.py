"""`make run`: compiles examples/quickstart, and makes a copy of it with a consumer key that works.

The copy lives in .quickstart/, which git ignores: no working key is ever committed.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "quickstart"
COPY = ROOT / ".quickstart"
KEY_FILE = COPY / "demo-app.key"
GATEWRIGHT = (sys.executable, "-m", "compiler")

CONSUMERS = """\
# Made by `make run`. The key itself is in demo-app.key beside this file; only its digest is here.
consumers:
  - name: demo-app
    keys:
      - sha256: {digest}
"""

NEXT = """
A copy of the quickstart with a consumer key of yours is in .quickstart/ (demo-app.key).
Next, with the engines installed by  .venv/bin/pip install -e '.[engines]' :

  export MISTRAL_API_KEY=...          # the vendor's key; it stays in this shell
  .venv/bin/gatewright run mitmproxy --env sandbox .quickstart     # or nginx, or envoy

and in another shell:

  curl http://127.0.0.1:8080/mistralaiapi/0.0.2/v1/chat/completions \\
    -H "Authorization: Bearer $(cat .quickstart/demo-app.key)" \\
    -H 'Content-Type: application/json' \\
    -d '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}'
"""


def main() -> int:
    """Returns the exit code of the first compile that fails, else 0."""
    make_copy()
    for project, out in ((EXAMPLE, ROOT / "out" / "quickstart"), (COPY, COPY / "out")):
        command = (*GATEWRIGHT, "compile", str(project.relative_to(ROOT)), "--out")
        code = subprocess.run((*command, str(out.relative_to(ROOT))), cwd=ROOT).returncode  # noqa: S603 - our own command, no shell
        if code != 0:
            return code
    print(NEXT)
    return 0


def make_copy() -> None:
    """Copies the example's files; a key that an earlier run made stays valid."""
    COPY.mkdir(exist_ok=True)
    shutil.copy(EXAMPLE / "gateway.yaml", COPY / "gateway.yaml")
    shutil.copytree(EXAMPLE / "apis", COPY / "apis", dirs_exist_ok=True)
    if not KEY_FILE.exists():
        KEY_FILE.touch(mode=0o600)
        KEY_FILE.write_text(f"gwk_{secrets.token_urlsafe(32)}", encoding="ascii")
    digest = hashlib.sha256(KEY_FILE.read_bytes()).hexdigest()
    (COPY / "consumers.yaml").write_text(CONSUMERS.format(digest=digest), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
