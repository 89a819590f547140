"""The URLs of the language: an origin and perhaps a base path, in one canonical form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}

_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>.*)", re.S)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]*))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PLACEHOLDER = re.compile(r"\{[A-Za-z][A-Za-z0-9_-]{0,63}\}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~@:+=,-]+")
# Path, query and fragment of RFC 3986, whole; what it sets apart is not in it, so that a link can
# stand between the angle brackets of a Link header.
_LINK_REST = re.compile(
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)


@dataclass(frozen=True, slots=True)
class ServiceUrl:
    """Something that an engine asks: the server, and the path and query of the request."""

    server: Url
    target: str

    def __str__(self) -> str:
        return self.server.origin + self.target


@dataclass(frozen=True, slots=True)
class Url:
    """host: lower case; an IPv6 address without brackets. path: "" or "/..." without a slash at
    the end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def tls(self) -> bool:
        return self.scheme == "https"

    @property
    def host_is_address(self) -> bool:
        return ":" in self.host or self.host.replace(".", "").isdigit()

    @property
    def loopback(self) -> bool:
        """Whether only programs of the same machine reach it."""
        return self.host in ("localhost", "::1") or (
            self.host_is_address and self.host.startswith("127.")
        )

    @property
    def authority(self) -> str:
        """As a Host header has it: the port only where it is not the scheme's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """As a browser's Origin header has it (RFC 6454)."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.path


def parse_url(text: str) -> Url:
    """The URL that a text is. ValueError says what is wrong, as a sentence's end."""
    found = _URL.fullmatch(text)
    if found is None:
        raise ValueError("is no URL")
    scheme = found["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise ValueError("does not start with 'http:' or 'https:'")
    if "@" in found["authority"]:
        raise ValueError("has a user name or password in it")
    if "?" in found["rest"] or "#" in found["rest"]:
        raise ValueError("has a query or fragment")
    parts = _AUTHORITY.fullmatch(found["authority"])
    if parts is None:
        raise ValueError("has no valid host and port")
    port = DEFAULT_PORTS[scheme] if parts["port"] is None else parse_port(parts["port"])
    return Url(scheme, parse_host(parts["host"]), port, _base_path(found["rest"]))


def parse_origin(text: str) -> str:
    """An origin in the form that browsers send. ValueError says what is wrong."""
    url = parse_url(text)
    if text.count("/") > 2:
        raise ValueError("has a path; an origin ends after its host and port")
    return url.origin


def parse_link(text: str) -> str:
    """The URL of a page for people, with path, query and fragment as written. ValueError says what
    is wrong."""
    found = _URL.fullmatch(text)
    if found is None:
        raise ValueError("is no URL")
    url = parse_url(f"{found['scheme']}://{found['authority']}")
    if not _LINK_REST.fullmatch(found["rest"]) or len(text) > 1024:
        raise ValueError("is longer than 1024 letters or has some that no URL has")
    return url.origin + found["rest"]


def parse_service_url(text: str) -> ServiceUrl:
    """The URL of something that an engine asks, perhaps with a query. ValueError says what is
    wrong."""
    if "#" in text:
        raise ValueError("has a fragment")
    found = _URL.fullmatch(text)
    if found is None:
        raise ValueError("is no URL")
    server = parse_url(f"{found['scheme']}://{found['authority']}")
    if "_" in server.host:  # Envoy takes no such URL of keys
        raise ValueError("has a host name with '_', which some engine refuses")
    target = found["rest"] if found["rest"].startswith("/") else f"/{found['rest']}"
    if not _LINK_REST.fullmatch(target) or len(text) > 1024:
        raise ValueError("is longer than 1024 letters or has some that no URL has")
    return ServiceUrl(server, target)


def parse_host_port(text: str) -> Url:
    """HOST:PORT of a server on plain HTTP. ValueError says what is wrong."""
    if not re.search(r":[0-9]+\Z", text) or re.search("[/?#@]", text):
        raise ValueError("is not of the form HOST:PORT")
    return parse_url(f"http://{text}")


def parse_server(text: str) -> str | None:
    """A vendor's server: an origin, perhaps with {placeholders} in its host, as written; None for
    the word `none`. ValueError says what is wrong."""
    if text == "none":
        return None
    filled = _PLACEHOLDER.sub("x", text)
    if "{" in filled or "}" in filled:
        raise ValueError("has a placeholder that is no name in braces")
    if "{" in text.partition("://")[0]:
        raise ValueError("does not start with 'http:' or 'https:'")
    parse_origin(filled)
    return text


def parse_root_url(text: str) -> Url:
    """A URL without a path of its own. ValueError says what is wrong."""
    url = parse_url(text)
    if url.path:
        raise ValueError("has a path; a gateway serves its APIs at the root of its host")
    return url


def parse_port(text: str) -> int:
    """A TCP port. ValueError: says what is wrong with it."""
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise ValueError("has a port outside 1-65535")
    return int(text)


def parse_host(text: str) -> str:
    """A DNS name, IPv4 address or bracketed IPv6 address, canonical, without the brackets."""
    if text.startswith("["):
        try:
            return str(_without_zone(text[1:-1]))
        except AddressValueError:
            raise ValueError("has an invalid IPv6 address") from None
    host = text.lower()
    labels = host.split(".")
    # As browsers and resolvers have it, a name whose last label is a number is an IPv4 address.
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise ValueError("has an invalid IPv4 address") from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError("has no valid host name")
    return host


def _without_zone(text: str) -> IPv6Address:
    if "%" in text:
        raise AddressValueError("zones are of one machine only")
    return IPv6Address(text)


def _base_path(text: str) -> str:
    path = text.removesuffix("/")
    if not path:
        return ""
    for segment in path[1:].split("/"):
        if segment in ("", ".", "..") or not _SEGMENT.fullmatch(segment):
            raise ValueError("has a base path with segments that are empty, '.', '..' or odd")
    return path
