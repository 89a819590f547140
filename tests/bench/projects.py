"""Synthetic projects of any size, as YAML on the disk, to measure the compiler itself with."""

from __future__ import annotations

import hashlib
from pathlib import Path

GATEWAY = """\
gatewright: 1
name: bench
environments:
  sandbox:
    url: http://127.0.0.1:8080
    resolvers: [127.0.0.53]
  production:
    url: http://127.0.0.1:8090
    resolvers: [10.96.0.10]
"""
CONSUMERS = """\
consumers:
  - name: demo-app
    keys: [{sha256: %s}]
"""
# Like people's own files: a description, endpoints and keys of each environment, limits.
API = """\
# One of many APIs of a benchmark.
name: Bench{number:05d}API
version: 1.0.0
context: bench{number:05d}
vendor: mistral/v1
description: The benchmark's API number {number}.
operations: {{include: [{include}]}}
endpoints:
  sandbox: {{url: "https://sandbox-{host}.acme.example", key: {{env: SANDBOX_KEY_{host}}}}}
  production: {{url: "https://{host}.acme.example/base", key: {{file: /run/secrets/{host}}}}}
limits: {{body: {body}MiB}}
tags: [llm, team-{host}]
"""
# Few kinds of APIs and many of each kind, as in a company with a template for its files.
_OPERATIONS = ("chat", "chat, embeddings", "models", "chat, models, embeddings", "embeddings")
_HOSTS = 20
_FOLDER = 100


def write(folder: Path, count: int) -> None:
    """A project with `count` APIs and two environments that want all four targets."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gateway.yaml").write_text(GATEWAY, encoding="utf-8")
    digest = hashlib.sha256(b"a key of the benchmark").hexdigest()
    (folder / "consumers.yaml").write_text(CONSUMERS % digest, encoding="utf-8")
    for number in range(count):
        team = folder / "apis" / f"team{number // _FOLDER:03d}"
        team.mkdir(parents=True, exist_ok=True)
        text = API.format(
            number=number,
            include=_OPERATIONS[number % len(_OPERATIONS)],
            host=f"h{number % _HOSTS}",
            body=1 + number % 3,
        )
        (team / f"bench{number:05d}.yaml").write_text(text, encoding="utf-8")
