"""What is served beside the gateway's APIs: the portal, the state of the build, and the test key.

It is for the browser of this machine's user. Other sites that this browser shows must get neither
the key nor the sources that diagnostics quote: every call has to name the site as its own pages do
(the Host against rebound DNS names), and the key is for those pages alone (the Origin, and a header
that no form can send).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from html import escape
from urllib.parse import unquote

from compiler.dev.locally import PORTAL, origin
from compiler.dev.pages import (
    Call,
    Reply,
    foreign,
    media_type,
    moved,
    own_files,
    page,
    plain,
    reply,
)
from compiler.dev.trial import TrialKey

_PLACE = f"{PORTAL}/"
_OWN = f"{_PLACE}-/"
_KEY_HEADER, _KEY_WORD = "x-gatewright-dev", "key"
_MISSING = "missing.html"
_JSON = "application/json"
_ICON = "/favicon.ico"
_READ = ("GET", "HEAD")


class Site:
    """port: where it is served, on loopback. key: gives the current test key. To be asked from any
    thread. files: of the portal. report: what is wrong with the project; empty: nothing is."""

    def __init__(self, host: str, port: int, key: Callable[[], TrialKey]) -> None:
        self._origin = origin(port, host)
        self._host = _host(self._origin)
        self._other_host = _host(origin(port, "localhost"))
        self._key = key
        self._own = own_files()
        self._process = secrets.token_hex(4)
        self._build = 0
        self._portal: tuple[Mapping[str, bytes], Collection[str]] = ({}, ())
        self._report = ""

    @property
    def url(self) -> str:
        """Of the portal."""
        return f"{self._origin}{_PLACE}"

    def built(self, files: Mapping[str, bytes], authored: Collection[str] = ()) -> None:
        """There is a new portal; nothing is wrong. authored: the files that are not of our making:
        they must not run beside the key."""
        self._portal = (files, authored)
        self._report = ""
        self._build += 1

    def broken(self, report: str) -> None:
        """The last build stays; report: why, as plain text."""
        self._report = report

    def answer(self, call: Call) -> Reply | None:
        """None: the path is none of the site's."""
        if call.path not in ("/", PORTAL, _ICON) and not call.path.startswith(_PLACE):
            return None
        if call.headers.get("host") != self._host:
            return self._astray(call)
        if call.path == f"{_OWN}key":
            return self._hand_out(call)
        if call.method not in _READ:
            return plain(405, "method not allowed", ("Allow", "GET, HEAD"))
        if call.path == _ICON:
            return reply(200, "image/x-icon", b"")  # which browsers ask for by themselves
        if not call.path.startswith(_PLACE):
            return moved(_PLACE)
        if call.path.startswith(_OWN):
            return self._of_dev(call.path.removeprefix(_OWN))
        return self._of_portal(call.path)

    def _astray(self, call: Call) -> Reply:
        """Pages under another name would be another origin to the gateway, too."""
        if call.headers.get("host") == self._other_host and call.method in _READ:
            return moved(f"{self._origin}{call.path}")
        return plain(403, f"this is {self._origin}, and nothing else")

    def _hand_out(self, call: Call) -> Reply:
        if call.method != "POST":
            return plain(405, "method not allowed", ("Allow", "POST"))
        own = (
            call.headers.get("origin") == self._origin
            and call.headers.get(_KEY_HEADER) == _KEY_WORD
            and call.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        )
        if not own:
            return plain(403, "only pages of this portal get a key")
        key = self._key()
        expires = datetime.fromtimestamp(key.expires, UTC)
        found = {"key": key.key, "expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}"}
        return reply(200, _JSON, json.dumps(found).encode())

    def _of_dev(self, name: str) -> Reply:
        if name == "status":
            found = {"build": self._name, "broken": bool(self._report), "report": self._report}
            return reply(200, _JSON, json.dumps(found).encode())
        if name in self._own and name != _MISSING:
            return reply(200, media_type(name), self._own[name])
        return plain(404, "not found")

    @property
    def _name(self) -> str:
        """Of the build; none has that of another process."""
        return f"{self._process}-{self._build}"

    def _of_portal(self, path: str) -> Reply:
        name = unquote(path.removeprefix(_PLACE))
        files, authored = self._portal
        index = f"{name}index.html" if name.endswith("/") or not name else name
        if index in authored:
            return foreign(media_type(index), files[index])
        if index in files:
            return page(200, media_type(index), files[index], self._script())
        if f"{name}/index.html" in files:
            return moved(f"{path}/")
        return page(404, media_type(_MISSING), self._own[_MISSING], self._script())

    def _script(self) -> bytes:
        """What every page of the portal gets here."""
        name = escape(self._name)
        return f'<script type="module" src="{_OWN}dev.js" data-build="{name}"></script>\n'.encode()


def _host(origin: str) -> str:
    """What browsers send as the Host there."""
    return origin.partition("//")[2]
