"""No secret is ever in an artifact, a diagnostic or a log: neither one that the environment holds
nor one that was pasted into the project, wherever it stands there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from compiler import reporting
from tests.projects import API, CONSUMERS, DIGEST, GATEWAY, compile_texts

ROOT = Path(__file__).resolve().parents[2]

# One of each make that is common: made up, and of no account.
SECRETS = (
    "sk-proj-aB3dE5fG7_hI9jK1lM3-nO5pQ7rS9tU1vW3xY5z",
    "k7F3xQ9mZ2pL8vN4bT6wR1yH5cJ0dS3g",
    "9f86d081884c7d659a2feaa0c55ad015",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEYab",
    "q8Zr+7Lk/Pm3XvT9yWb2Nc5Hd1Gf6Js0Qa4Ue==",
    "qwPLmZxNvBtYrEuIoAsDfGhJkLcVbNmQ",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "3f2b8c1e-9a4d-4c2f-8b1a-7d6e5f4c3b2a",
    "sk_live_51HxYzAbCdEfGhIjKl",
)
RICH = (
    API
    + """\
description: hello
operations: {include: [chat]}
endpoints:
  production: {url: "https://api.vendor.example/base", key: {file: /run/secrets/key}}
  sandbox: {key: {env: SANDBOX_KEY}, query: {trace: {fixed: "1"}}}
security: [api_key]
limits: {body: 1MiB}
timeouts: {connect: 2s}
tags: [llm]
"""
)
# What is replaced -> by what, SECRET standing for the secret.
API_CHANGES = (
    ("SANDBOX_KEY", "SECRET"),
    ("/run/secrets/key", "SECRET"),
    ("/run/secrets/key", "/SECRET"),
    ("{env: SANDBOX_KEY}", "SECRET"),
    ("{env: SANDBOX_KEY}", "[a, SECRET]"),
    ("{env: SANDBOX_KEY}", "{SECRET: x}"),
    ("{env: SANDBOX_KEY}", "{env: A, file: SECRET}"),
    ("{env: SANDBOX_KEY}", '{env: "x\n      SECRET"}'),
    ("env: SANDBOX_KEY", "value: SECRET"),
    ("env: SANDBOX_KEY", "env: {a: SECRET}"),
    ("api.vendor.example", "user:SECRET@api.vendor.example"),
    ("api.vendor.example", "SECRET_.!vendor.example"),
    ('/base"', '/base?api-key=SECRET"'),
    ("https://api", "SECRET://api"),
    ("https://api.vendor.example/base", "SECRET"),
    ("plain/v1", "plain/SECRET"),
    ("name: Chat", "name: Chat SECRET"),
    ("context: chat", "context: /SECRET"),
    ("[chat]", "[SECRET]"),
    ("  sandbox:", "  SECRET:"),
    ("1MiB", "SECRET"),
    ("[api_key]", "[SECRET]"),
    ("[llm]", "[SECRET, SECRET]"),
    ("trace:", "'SECRET x':"),
    ('fixed: "1"', "fixed: SECRETé"),
    ('fixed: "1"', "SECRET: 1"),
    ("tags:", "SECRET:"),
    ("tags:", "api_key: |\n  SECRET\ntags:"),
    ("tags:", "auth:\n  bearer: SECRET\ntags:"),
    ("tags:", 'api_key: "SECRET\ntags:'),
    ("tags:", "foo: bar: SECRET\ntags:"),
    ("tags:", "  SECRET\ntags:"),
    ("tags:", "\tkey: SECRET\ntags:"),
    ("tags:", "x: !SECRET y\ntags:"),
    ("tags:", "x: *SECRET\ntags:"),
    ("tags:", "x: SECRET\x01\ntags:"),
    ("tags:", "---\nSECRET\ntags:"),
    ("tags:", "x: [ # SECRET\ntags:"),
    ("tags:", "lifecycle: SECRET\ntags:"),
    ("tags:", "visibility: SECRET\ntags:"),
    ("tags:", "visibility: {roles: [SECRET x]}\ntags:"),
    ("tags:", "deprecation: {since: SECRET}\ntags:"),
    ("tags:", "deprecation: {link: 'https://u:SECRET@p.example/'}\ntags:"),
    ("tags:", "documents: [{title: x, file: SECRET}]\ntags:"),
    ("tags:", "documents: [{title: SECRET, file: a}, {title: SECRET, file: b}]\ntags:"),
    ("tags:", "properties: {x: [SECRET]}\ntags:"),
    ("tags:", "properties: {SECRET x: y}\ntags:"),
    ("tags:", "overrides: {sandbox: {endpoints: {key: SECRET}}}\ntags:"),
    ("tags:", "overrides: {SECRET: {limits: {body: 1MiB}}}\ntags:"),
)
OTHER_CHANGES = (
    ("consumers.yaml", CONSUMERS, DIGEST, "SECRET"),
    ("consumers.yaml", CONSUMERS, f"sha256: {DIGEST}", "key: SECRET"),
    ("consumers.yaml", CONSUMERS, f"{{sha256: {DIGEST}, environments: [sandbox]}}", "SECRET"),
    ("consumers.yaml", CONSUMERS, "[sandbox]", "[SECRET]"),
    ("consumers.yaml", CONSUMERS, "demo-app", "demo SECRET"),
    ("gateway.yaml", GATEWAY, "http://127.0.0.1:8080", "http://u:SECRET@127.0.0.1"),
    ("gateway.yaml", GATEWAY, "/etc/acme/tls.key", "SECRET"),
    ("gateway.yaml", GATEWAY, "10.96.0.10", "SECRET"),
    ("gateway.yaml", GATEWAY, "name: sample", "name: SECRET x"),
)
CHANGES = (*(("apis/chat.yaml", RICH, *change) for change in API_CHANGES), *OTHER_CHANGES)


@pytest.mark.parametrize(("path", "text", "old", "new"), CHANGES)
def test_a_pasted_secret_is_not_shown(path: str, text: str, old: str, new: str) -> None:
    assert text.count(old) == 1
    for secret in SECRETS:
        outcome = compile_texts({path: text.replace(old, new.replace("SECRET", secret))})
        for form in reporting.FORMATS:
            report = reporting.render(outcome.diagnostics, outcome.texts, form).lower()
            pieces = {secret[at : at + 10].lower() for at in range(len(secret) - 9)}
            assert not [piece for piece in pieces if piece in report], report


def test_a_secret_is_masked_before_it_is_cut() -> None:
    value = "x " * 36 + "k7F3xQ9mZ2pL8vN4bT6wR1yH5cJ0dS3g"
    outcome = compile_texts({"apis/chat.yaml": API.replace("plain/v1", f"'{value}'")})
    assert "k7F3x" not in outcome.report


def test_what_the_environment_holds_does_not_count(tmp_path: Path) -> None:
    """Another key in the same variable and file: the same bytes, and neither key anywhere."""
    key_file = tmp_path / "production.key"
    project = tmp_path / "p"
    shutil.copytree(ROOT / "examples" / "quickstart", project)
    api = project / "apis" / "mistral.yaml"
    api.write_text(api.read_text().replace("/run/secrets/mistral-production", str(key_file)))
    trees = []
    for canary in ("canary-of-the-first-run", "canary-of-the-second-run"):
        key_file.write_text(canary)
        out = tmp_path / canary
        done = subprocess.run(
            [sys.executable, "-m", "compiler", "compile", str(project), "--out", str(out)],
            cwd=ROOT,
            env=os.environ | {"MISTRAL_API_KEY": canary},
            capture_output=True,
        )
        assert done.returncode == 0
        assert b"canary-of" not in done.stdout + done.stderr.replace(bytes(out), b"")
        files = sorted(file for file in out.rglob("*") if file.is_file())
        trees.append({str(file.relative_to(out)): file.read_bytes() for file in files})
    assert trees[0] == trees[1]
    assert not [path for path, content in trees[0].items() if b"canary-of" in content]
