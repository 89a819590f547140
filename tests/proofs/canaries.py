"""Secrets that sing: what a run puts into the places where secrets are, and what it looks for."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field

from tests.proofs.issuer import signed

# What engines read, what clients show, and what only a thief would show.
KEYS = ("vendor_one", "vendor_two", "unusable", "client", "issuer_secret")
SHOWN = (
    *("stranger", "proxy_authorization", "api_key", "x_api_key", "apikey", "google", "cookie"),
    *("token", "signed"),  # of an issuer that is asked, of one whose keys are known
)
CREDENTIALS = (*KEYS, *SHOWN, "userinfo")
# Not credentials, and still nobody's business but the client's and the vendor's.
TEXTS = ("query", "path", "header", "prompt", "completion")


@dataclass(frozen=True, slots=True)
class Canaries:
    """One value for each place; another `song` has others."""

    song: str
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        names = (*CREDENTIALS, *TEXTS)
        values = {name: self._value(name) for name in names}
        object.__setattr__(self, "values", {**values, "signed": signed(self.song)})

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def _value(self, name: str) -> str:
        """Two runs of letters and digits around every character that some form writes otherwise.
        All of it can stand in a key, and none of it in a name that a project could have."""
        digest = hashlib.sha512(f"{self.song} {name}".encode()).digest()
        letters = re.sub("[^A-Za-z0-9]", "", base64.b64encode(digest).decode())
        return f'sk-{letters[:12]}/+%"\\=?>~{letters[12:24]}'

    @property
    def digest(self) -> str:
        """What consumers.yaml says of the client."""
        return hashlib.sha256(self["client"].encode()).hexdigest()
