"""Everything around the gateways for one run: vendor, name server, dead ports, certificates."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import string
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.conformance import bearing, callers, facts, keys
from tests.conformance.certificates import Authority, Pair
from tests.conformance.issuer import Issuers
from tests.conformance.names import NameServer
from tests.conformance.vendor import Port, Vendor
from tests.conformance.vendors import APIS as BUNDLED_APIS

PROJECT = Path(__file__).parent / "project"
ASKED = Path(__file__).parent / "project_asked"
ASKED_ENVIRONMENTS = ("asked", "asked-down", "asked-secretless", "faulty")


@dataclass(frozen=True, slots=True)
class World:
    """What one run of the table stands on. `values` fills the placeholders of the project."""

    folder: Path
    vendor: Vendor
    authority: Authority
    listener: Pair
    names: NameServer
    issuers: Issuers
    values: Mapping[str, str]

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def confdir(self) -> Path:
        """Where mitmproxy keeps the CA of its own."""
        return self.folder / "mitmproxy"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that the engines' processes get."""
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **keep,
            "MAIN_KEY": facts.MAIN_VENDOR_KEY,
            "LAB_KEY": facts.LAB_VENDOR_KEY,
            "OPENAI_KEY": keys.OPENAI_VENDOR_KEY,
            "AZURE_KEY": keys.AZURE_VENDOR_KEY,
            "LIVE_KEY": keys.LIVE_VENDOR_KEY,
            **{f"{name}_KEY": key for name, key in keys.BUNDLED_VENDOR_KEYS.items()},
            "EMPTY_VENDOR_KEY": "",
            "BROKEN_VENDOR_KEY": facts.BROKEN_VENDOR_KEY,
            "PARTNER_SECRET": keys.PARTNER_SECRET,
        }

    def project(self, name: str, port: int, environment: str = "sandbox") -> Path:
        """A copy of the project that has this environment; its gateways listen on `port`. Vendors
        are copied as they are."""
        folder = ASKED if environment in ASKED_ENVIRONMENTS else PROJECT
        target = self.folder / f"project-{name}"
        issuers = bearing.issuers(self.issuers, str(port), self.values["REFUSED"])
        values = {**self.values, **issuers, "PORT": str(port)}
        for file in sorted(folder.rglob("*.yaml")):
            copy = target / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text()
            if "vendors" not in file.parts:
                text = string.Template(text).substitute(values)
            copy.write_text(text)
        (target / "certs").mkdir(exist_ok=True)
        shutil.copyfile(self.authority.bundle, target / "certs" / "private.pem")
        for set_name, content in bearing.key_files().items():
            (target / "certs" / set_name).write_bytes(content)
        return target

    def client_tls(self, *protocols: str) -> ssl.SSLContext:
        """TLS for clients of the secure environment."""
        context = ssl.create_default_context(cafile=str(self.authority.bundle))
        context.set_alpn_protocols(list(protocols or ("http/1.1",)))
        return context


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Starts all of it and takes it down again. Engines may run as another user: the folder is
    open to all readers."""
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="conformance-"))
        stack.callback(shutil.rmtree, folder)
        folder.chmod(0o755)
        authority, stranger = Authority(folder, "private"), Authority(folder, "stranger")
        listener = authority.issue("localhost")
        strange = stranger.issue("localhost")
        listener.key.chmod(0o644)
        write_keys(folder / "keys")
        main = f"Bearer {facts.MAIN_VENDOR_KEY}"
        replaced = f"Bearer {facts.REPLACED_VENDOR_KEY}"
        moving = Port("MOVING", (main,))
        vendor = stack.enter_context(
            Vendor(
                (
                    Port("VENDOR", (main, replaced)),
                    Port("SECOND", (f"Bearer {facts.SECOND_VENDOR_KEY}",)),
                    Port("LAB", (facts.LAB_VENDOR_KEY,)),
                    Port("OPENAI", (f"Bearer {keys.OPENAI_VENDOR_KEY}",), provider="openai"),
                    Port("OPENAI_NEXT", (f"Bearer {facts.SECOND_VENDOR_KEY}",), provider="openai"),
                    Port("AZURE", (keys.AZURE_VENDOR_KEY,), provider="azure-openai"),
                    Port("LIVE", (f"Bearer {keys.LIVE_VENDOR_KEY}",), provider="openai"),
                    *bundled_ports(),
                    moving,
                    Port("MOVED", (main,), address="127.0.0.2", like=moving),
                    Port("TLS", (main,), _server_tls(listener)),
                    Port("TLS_OTHER", (main,), _server_tls(strange)),
                    Port("TLS_NAME", (main,), _server_tls(authority.issue("other.test"))),
                )
            )
        )
        names = stack.enter_context(NameServer())
        issuers = stack.enter_context(Issuers(_server_tls(listener), _server_tls(strange)))
        refused = stack.enter_context(socket.socket())
        refused.bind(("127.0.0.1", 0))
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        values = {
            **{name: str(port.number) for name, port in vendor.ports.items()},
            "DNS": str(names.port),
            "REFUSED": str(refused.getsockname()[1]),
            "SILENT": str(silent.getsockname()[1]),
            "BLACK_HOLE": str(stack.enter_context(black_hole())),
            "KEYS": str(folder / "keys"),
            "CERTIFICATE": str(listener.certificate),
            "CERTIFICATE_KEY": str(listener.key),
            "CALLERS": callers.consumers(),
            "PLANS": callers.plans(),
            "KEY_DEMO": _digest(facts.CLIENT_KEY),
            "KEY_DEMO_SECOND": _digest(facts.SECOND_CLIENT_KEY),
            "KEY_BOUND": _digest(facts.BOUND_CLIENT_KEY),
            "KEY_ELSEWHERE": _digest(facts.ELSEWHERE_CLIENT_KEY),
        }
        yield World(folder, vendor, authority, listener, names, issuers, values)
        assert not vendor.defects, vendor.defects
        assert not issuers.defects, issuers.defects


def bundled_ports() -> Iterator[Port]:
    """A port per vendor in `vendors/`: it takes the credential of the API that has it."""
    for port, api in {api.port: api for api in BUNDLED_APIS.values()}.items():
        prefix = (api.auth or api.parameter or ("", ""))[1]
        secrets = (prefix + api.vendor_key,) if api.vendor_key else ()
        parameter = api.parameter[0] if api.parameter else ""
        yield Port(port, secrets, provider=api.provider, parameter=parameter)


def write_keys(folder: Path) -> None:
    """The key files at the start of an engine: one whole, one empty, one with two lines."""
    folder.mkdir(exist_ok=True)
    (folder / "folder").mkdir(exist_ok=True)
    (folder / "second").write_bytes(facts.SECOND_VENDOR_KEY.encode() + b"\r\n")
    (folder / "empty").write_bytes(b"\n")
    (folder / "broken").write_bytes(facts.MAIN_VENDOR_KEY.encode() + b"\n\n")
    for name in ("replaced", "missing"):
        (folder / name).unlink(missing_ok=True)


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _server_tls(pair: Pair) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    return context


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port that takes no more connections and refuses none: its queue is full."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect(server.getsockname())
        yield server.getsockname()[1]
