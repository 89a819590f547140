"""What stands beside the targets in an environment folder: manifest.json and keys.env.example."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath

from compiler import __version__
from compiler.artifacts import Artifact, Digests
from compiler.ir import Gateway, Introspection
from compiler.terms import EnvSecret, FileSecret, SecretRef, SigV4Credential

MANIFEST = "manifest.json"
KEYS_EXAMPLE = "keys.env.example"
_AT_ONCE = 255  # pieces of an artifact
_FORMAT = "gatewright.manifest/1"
_OWN_LINES = (' "format": ', ' "project": ')


def with_manifest(
    gateway: Gateway,
    inputs: Digests,
    vendors: Mapping[str, str],
    artifacts: Iterable[Artifact],
) -> Iterator[Artifact]:
    """Yields the artifacts as they come and the manifest of them last, so that a folder with a
    manifest is a whole one. inputs: by their paths in the project. vendors: NAME/VERSION -> SHA-256
    in hex of all that the compiler knows of it."""
    digests = Digests()
    for artifact in artifacts:
        known = len(digests)
        yield Artifact(artifact.path, partial(_digested, artifact, digests))
        if len(digests) == known:  # nobody wanted to read it
            deque(_digested(artifact, digests), maxlen=0)
    data: dict[str, str | Iterable[tuple[str, str | bytes]]] = {
        "format": _FORMAT,
        "compiler": __version__,
        "project": gateway.project,
        "environment": gateway.environment,
        "vendors": sorted(vendors.items()),
        "inputs": inputs,
        "artifacts": digests,
    }
    yield Artifact(PurePosixPath(MANIFEST), partial(_manifest, data))


def _digested(artifact: Artifact, digests: Digests) -> Iterator[bytes]:
    """The pieces of the artifact; its SHA-256 is known after the last one."""
    digest = hashlib.sha256()
    for piece in _larger(artifact.pieces()):
        digest.update(piece)
        yield piece
    digests.add(str(artifact.path), digest.digest())


def _larger(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer pieces: hashing and writing a line takes longer than making it."""
    for first in pieces:
        yield b"".join((first, *islice(pieces, _AT_ONCE)))


def _manifest(data: Mapping[str, str | Iterable[tuple[str, str | bytes]]]) -> Iterator[bytes]:
    """JSON with an indent of 1 and sorted keys, one line for each digest."""
    before = "{\n"
    for name in sorted(data):
        value = data[name]
        head = f"{before} {_text(name)}: "
        before = ",\n"
        if isinstance(value, str):
            yield f"{head}{_text(value)}".encode()
        else:
            opened = head + "{"
            for key, digest in value:
                yield f"{opened}\n  {_text(key)}: {_text(_hex(digest))}".encode()
                opened = ","
            yield b"\n }" if opened == "," else f"{opened}}}".encode()
    yield b"\n}\n"


def _hex(digest: bytes | str) -> str:
    return digest if isinstance(digest, str) else digest.hex()


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def owner(path: Path) -> str | None:
    """The project that the manifest at `path` was written for; None where it is none of ours. Reads
    it by the line, as it was written, since it has one for each file of a large project."""
    found: dict[str, object] = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith(_OWN_LINES):
                    found.update(json.loads("{" + line.rstrip().removesuffix(",") + "}"))
    except (OSError, ValueError):
        return None
    return str(found.get("project")) if found.get("format") == _FORMAT else None


def keys_example(gateway: Gateway) -> Artifact:
    """Every variable and file that this environment's gateways read, and for whom; no value."""
    variables: dict[str, list[str]] = {}
    files: dict[str, list[str]] = {}

    def add(secret: SecretRef, whose: str) -> None:
        match secret:
            case EnvSecret(variable):
                variables.setdefault(variable, []).append(whose)
            case FileSecret(path):
                files.setdefault(path, []).append(whose)

    for api in gateway.apis:
        if api.endpoint.credential is None:
            continue
        for secret in api.endpoint.credential.secrets:
            add(secret, api.id)
        if isinstance(api.endpoint.credential, SigV4Credential):
            token = api.endpoint.credential.token.variable
            variables.setdefault(token, ["only beside a temporary access key"]).append(api.id)
    for issuer in gateway.issuers:
        if isinstance(issuer.proof, Introspection):
            add(issuer.proof.secret, f"to ask issuer {issuer.name} about tokens")
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
