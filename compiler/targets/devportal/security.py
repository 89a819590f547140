"""How clients show who they are, as OpenAPI says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from compiler import contract
from compiler.targets.devportal.exposure import Exposure
from compiler.terms import Security

_BEARER = "bearer"  # of keys
_TOKENS = "jwt"


def security_schemes(exposure: Exposure) -> dict[str, Any]:
    """The headers in which a client may show its key (section 2.4), one scheme for each, and
    tokens."""
    schemes: dict[str, Any] = {}
    more = [] if exposure.key_header is None else [exposure.key_header]
    keyed = Security.API_KEY in exposure.security
    for header in (*contract.KEY_HEADERS, *more) if keyed else ():
        # OpenAPI 3.1, section 4.8.7: names of components have fewer characters than headers.
        name = re.sub(r"[^a-z0-9._-]", lambda odd: f"_{ord(odd[0]):02x}", header.lower())
        schemes[_BEARER if header == "authorization" else name] = (
            {"type": "http", "scheme": "bearer"}
            if header == "authorization"
            else {"type": "apiKey", "in": "header", "name": header}
        )
    if Security.JWT in exposure.security:
        schemes[_TOKENS] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return schemes


def requirements(schemes: Iterable[str], scopes: Iterable[str] = ()) -> list[dict[str, list[str]]]:
    """Any one of the schemes, by their names. scopes: that a token must have; OpenAPI 3.1, section
    4.8.30, lets schemes of HTTP have such a list too."""
    return [{name: list(scopes) if name == _TOKENS else []} for name in schemes]
