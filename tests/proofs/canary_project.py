"""A project whose keys are canaries, on disk and around it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.proofs.canaries import Canaries
from tests.proofs.issuer import ISSUERS, SUBJECTS, key_set

ENVIRONMENT = "sandbox"
"""The environment that engines run; `production` is only compiled."""

ORIGIN = "http://portal.test"

_GATEWAY = """\
gatewright: 1
name: canaries
environments:
  sandbox:
    url: http://127.0.0.1:{port}
    listen: {{address: 127.0.0.1, port: {port}}}
    issuers: {issuers}
    portal: {{url: "http://portal.test", origins: ["http://portal.test"]}}
  production:
    url: http://127.0.0.1:{port}
    listen: {{address: 127.0.0.1, port: {port}}}
    issuers: {issuers}
defaults: {{timeouts: {{idle: 30s}}}}
"""
_CONSUMERS = """\
consumers:
  - name: demo-app
    keys: [{{sha256: {digest}}}]
    subjects: {subjects}
"""
_API = """\
name: {name}
version: 1.0.0
context: {context}
vendor: mistral/v1
security: {security}
endpoints:
  sandbox: {{url: "http://127.0.0.1:{vendor}", key: {key}}}
  production: {{url: "http://127.0.0.1:{vendor}", key: {other_key}}}
{more}"""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the gateway listens and the vendors do. refused: nobody listens there."""

    gateway: int
    one: int
    two: int
    refused: int
    issuer: int


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of a run, below one of its own, and the canaries in them."""

    folder: Path
    canaries: Canaries

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def outside(self) -> Path:
        """Where keys are as they should be: not in the project."""
        return self.folder / "keys"

    @property
    def inside(self) -> Path:
        """Where keys should not be, and are all the same."""
        return self.project / "apis" / "keys"

    @property
    def environment(self) -> dict[str, str]:
        """The variables with a canary: those that APIs name, one that a vendor names by default,
        and one that nobody speaks of."""
        canaries = self.canaries
        return {
            "CANARY_ONE_KEY": canaries["vendor_one"],
            "CANARY_UNUSABLE_KEY": canaries["unusable"] + " ",
            "MISTRAL_API_KEY": canaries["vendor_two"],
            "UNRELATED_PASSWORD": canaries["stranger"],
            "CANARY_ISSUER_SECRET": canaries["issuer_secret"],
        }

    def write(self, ports: Ports, digest: str = "") -> None:
        """The project and every key file. digest: of the client's key, where it is another's."""
        one, unusable = "{env: CANARY_ONE_KEY}", "{env: CANARY_UNUSABLE_KEY}"
        two, inside = (f'{{file: "{path}/two"}}' for path in (self.outside, self.inside))
        small, quick = "limits: {body: 4KiB}\n", "timeouts: {idle: 300ms}\n"
        apis = (
            ("One", "[api_key]", ports.one, one, inside, small),
            ("Quick", "[api_key]", ports.one, one, one, quick),
            ("Two", "[api_key]", ports.two, two, one, ""),
            ("Inside", "[api_key]", ports.two, inside, two, ""),
            ("Open", "none", ports.one, one, two, ""),
            ("Tokens", "[jwt]", ports.one, one, two, ""),
            ("Either", "[api_key, jwt]", ports.one, one, two, ""),
            ("Refused", "[api_key]", ports.refused, one, one, ""),
            ("Missing", "[api_key]", ports.one, f'{{file: "{self.outside}/none"}}', one, ""),
            ("Unusable", "[api_key]", ports.one, unusable, one, ""),
            ("Broken", "[api_key]", ports.one, f'{{file: "{self.outside}/broken"}}', two, ""),
        )
        issuers = ISSUERS.format(port=ports.issuer)
        text = _GATEWAY.format(port=ports.gateway, issuers=issuers)
        self._put(self.project / "gateway.yaml", text)
        self._put(self.project / "certs" / "keys.json", key_set())
        consumers = _CONSUMERS.format(digest=digest or self.canaries.digest, subjects=SUBJECTS)
        self._put(self.project / "consumers.yaml", consumers)
        for name, security, vendor, key, other_key, more in apis:
            text = _API.format(
                name=name,
                context=name.lower(),
                security=security,
                vendor=vendor,
                key=key,
                other_key=other_key,
                more=more,
            )
            self._put(self.project / "apis" / f"{name.lower()}.yaml", text)
        for folder in (self.outside, self.inside):
            self._put(folder / "two", self.canaries["vendor_two"] + "\n")
        self._put(self.outside / "broken", self.canaries["unusable"] + "\n\n")
        self._put(self.project / ".env", f"KEY={self.canaries['stranger']}\n")

    def _put(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
