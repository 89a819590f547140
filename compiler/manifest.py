"""What stands beside the targets in an environment folder: manifest.json and keys.env.example."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from compiler import __version__
from compiler.artifacts import Artifact
from compiler.ir import Gateway
from compiler.terms import EnvSecret, FileSecret

MANIFEST = "manifest.json"
KEYS_EXAMPLE = "keys.env.example"
_FORMAT = "gatewright.manifest/1"


def with_manifest(
    gateway: Gateway,
    inputs: Mapping[str, str],
    vendors: Mapping[str, str],
    artifacts: Iterable[Artifact],
) -> Iterator[Artifact]:
    """Yields the artifacts as they come and the manifest of them last, so that a folder with a
    manifest is a whole one. inputs: path in the project -> SHA-256 in hex. vendors: NAME/VERSION ->
    SHA-256 of all that the compiler knows of it."""
    digests: dict[str, str] = {}
    for artifact in artifacts:
        digests[str(artifact.path)] = hashlib.sha256(artifact.content).hexdigest()
        yield artifact
    data = {
        "format": _FORMAT,
        "compiler": __version__,
        "project": gateway.project,
        "environment": gateway.environment,
        "vendors": dict(vendors),
        "inputs": dict(inputs),
        "artifacts": digests,
    }
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    yield Artifact(PurePosixPath(MANIFEST), text.encode())


def owner(path: Path) -> str | None:
    """The project that the manifest at `path` was written for; None where it is none of ours."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        return None
    return str(data.get("project"))


def keys_example(gateway: Gateway) -> Artifact:
    """Every variable and file that this environment's gateways read, and for whom; no value."""
    variables: dict[str, list[str]] = {}
    files: dict[str, list[str]] = {}
    for api in gateway.apis:
        if api.endpoint.credential is None:
            continue
        match api.endpoint.credential.secret:
            case EnvSecret(variable):
                variables.setdefault(variable, []).append(api.id)
            case FileSecret(path):
                files.setdefault(path, []).append(api.id)
    tls = gateway.listener.tls
    if tls is not None:
        files.setdefault(tls.certificate, []).append("the listener's certificate chain")
        files.setdefault(tls.key, []).append("the listener's private key")
    lines = [
        f"# What the gateways of environment '{gateway.environment}' read while they run.",
        "# Give the variables to the engine's process; no artifact holds a value.",
    ]
    for variable in sorted(variables):
        lines += ["", f"# {', '.join(variables[variable])}", f"{variable}="]
    for path in sorted(files):
        lines += ["", f"# {', '.join(files[path])}", f"# file: {path}"]
    return Artifact(PurePosixPath(KEYS_EXAMPLE), ("\n".join(lines) + "\n").encode())
