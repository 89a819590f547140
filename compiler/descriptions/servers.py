"""The servers of a description: where the vendor is, and what stands before every path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_URL = re.compile(r"(?P<origin>(?P<scheme>https?):(?P<host>//[^/?#]+))(?P<path>[^?#]*)", re.I)
_VARIABLE = re.compile(r"\{([^{}]*)\}")

Server = Mapping[str, Any]


def taken(servers: Any) -> Server:
    """Of several servers the one that requests go to: the first that has a host, by https where
    the same host is there with it; keys do not go out in clear because that was named first.
    Empty where there is none."""
    urls = [(each, _whole(each)) for each in servers or ()]
    first = next(((each, found) for each, found in urls if found is not None), None)
    if first is None:
        return urls[0][0] if urls else {}
    safe = (each for each, found in urls if found and _is_safe(found) and _same(found, first[1]))
    return next(safe, first[0])


def is_other(server: Server, than: Server) -> bool:
    """Whether what goes to the one server is lost at the other: it has another host. A server
    without a host is at the one that the description came from."""
    host, other = _whole(server), _whole(than)
    return host is not None and (other is None or host["host"].lower() != other["host"].lower())


def split(server: Server) -> tuple[dict[str, Any] | None, str]:
    """The server without the path of its URL, and that path: "" or "/..." without a slash at the
    end. None: the URL is relative or none at all."""
    variables: Mapping[str, Any] = server.get("variables", {})
    found = _whole(server)
    if found is None:
        url = _filled(server.get("url", "").strip(), variables)
        return None, _path(re.split("[?#]", url)[0])
    names = _VARIABLE.findall(found["origin"])
    kept = {name: variables[name] for name in names if name in variables}
    made = {key: value for key, value in server.items() if key not in ("url", "variables")}
    made["url"] = found["origin"]
    if kept:
        made["variables"] = kept
    return made, _path(_filled(found["path"], variables))


def _whole(server: Server) -> re.Match[str] | None:
    """The parts of the URL if it has a host. Without a scheme (RFC 3986, section 4.2) it is taken
    to be of https."""
    url = server.get("url", "").strip()
    for each in (url, _filled(url, server.get("variables", {}))):
        found = _URL.match(f"https:{each}" if each.startswith("//") else each)
        if found is not None:
            return found
    return None


def _is_safe(url: re.Match[str]) -> bool:
    return url["scheme"].lower() == "https"


def _same(one: re.Match[str], other: re.Match[str]) -> bool:
    return (one["host"].lower(), one["path"]) == (other["host"].lower(), other["path"])


def _filled(text: str, variables: Mapping[str, Any]) -> str:
    """The text with the defaults of its variables; of those that have none, their names."""
    return _VARIABLE.sub(lambda one: str(variables.get(one[1], {}).get("default", one[1])), text)


def _path(text: str) -> str:
    segments = [segment for segment in text.split("/") if segment not in ("", ".", "..")]
    return "".join("/" + segment for segment in segments)
