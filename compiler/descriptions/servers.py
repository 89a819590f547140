"""The servers of a description: where the vendor is, and what stands before every path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_URL = re.compile(r"(?P<origin>https?://[^/?#]+)(?P<path>[^?#]*)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def split(servers: Any) -> tuple[dict[str, Any] | None, str]:
    """The first server without the path of its URL, and that path: "" or "/..." without a slash
    at the end. None: the URL is relative or none at all."""
    first = servers[0] if servers else {}
    variables: Mapping[str, Any] = first.get("variables", {})
    url = first.get("url", "").strip()
    found = _URL.match(url)
    if found is None:
        url = _filled(url, variables)
        found = _URL.match(url)
    if found is None:
        return None, _path(_filled(re.split("[?#]", url)[0], variables))
    names = _VARIABLE.findall(found["origin"])
    kept = {name: variables[name] for name in names if name in variables}
    server = {key: value for key, value in first.items() if key not in ("url", "variables")}
    server["url"] = found["origin"]
    if kept:
        server["variables"] = kept
    return server, _path(_filled(found["path"], variables))


def _filled(text: str, variables: Mapping[str, Any]) -> str:
    """The text with the defaults of its variables; of those that have none, their names."""
    return _VARIABLE.sub(lambda one: str(variables.get(one[1], {}).get("default", one[1])), text)


def _path(text: str) -> str:
    segments = [segment for segment in text.split("/") if segment not in ("", ".", "..")]
    return "".join("/" + segment for segment in segments)
