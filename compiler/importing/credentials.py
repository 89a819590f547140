"""How a vendor wants to be logged in to, concluded from its description."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compiler import contract, openapi
from compiler.importing.guess import Guess
from compiler.importing.parameters import parameters
from compiler.openapi import Described, Document

BEARER = {"header": "Authorization", "prefix": "Bearer "}
# What a header or a parameter of the query is called that has a credential.
_CREDENTIAL = re.compile(r"key|token|secret|auth|jwt|password|credential", re.IGNORECASE)
_KEY_HEADER = re.compile(r"(?:[a-z0-9]+[-_])*api[-_]?key|authorization", re.IGNORECASE)
_KEY_QUERY = re.compile(r"(?:[a-z0-9]+[-_])*api[-_]?key|key", re.IGNORECASE)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
# What stands before a key, as people write it: 'the word "Token"', 'Bearer <token>'.
_WORDS = r"(bearer|token|basic|api-?key|oauth)"
_PREFIX = re.compile(
    rf"(?:word|string|prefix|prefixed with|prepended with)\s+[\"'`]?{_WORDS}\b|\b{_WORDS}\s+[<{{]",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"\bsignature\b", re.IGNORECASE)
_AWS = re.compile(r"\b(?:amazon|aws)\b", re.IGNORECASE)
_FOURTH = re.compile(r"\bv(?:ersion )?4\b", re.IGNORECASE)
_SERVICE = re.compile(r"https?://(?:(?:api|data|runtime)\.)?([a-z0-9-]{1,64})[.{]")
_READ = 2000  # letters of what a scheme says of itself
_BASIC = "the key is then USER:PASSWORD in Base64"
_RENEWED = "the key is then an access token, which somebody has to renew"
_SIGNED = "it speaks of signatures that no gateway makes"
_SIGV4 = "signed requests, which Envoy makes, are for the service that the server is called by"
_USUAL = "that 'Bearer ' stands before the key is what most vendors want"
_DESCRIBED = "what stands before the key is concluded from the scheme's text"

Requirements = list[frozenset[str]]


def auth(document: Document, operations: Sequence[Described]) -> Guess:
    """The section `auth`: of the schemes that the operations name the one that most do, and of
    these the one that a gateway can serve best."""
    schemes: Mapping[str, Any] = document.data.get("components", {}).get("securitySchemes", {})
    general = document.data.get("security")
    required = [
        frozenset(requirement)
        for each in operations
        for requirement in each.data.get("security", general) or ()
    ]
    if general == [] and not required:
        spare = f", though it has the scheme '{next(iter(schemes))}'" if schemes else ""
        return Guess("none", f"the description says that no credential is needed{spare}")
    found = _of_schemes(document, schemes, required) or _of_parameters(document, operations)
    if found is not None:
        return found
    said = "has no scheme that a gateway can serve" if schemes else "says nothing of credentials"
    return Guess(BEARER, f"the description {said}; most vendors take this")


def _of_schemes(
    document: Document, schemes: Mapping[str, Any], required: Requirements
) -> Guess | None:
    uses = Counter(name for requirement in required for name in requirement)
    found = {name: _of_scheme(openapi.dereferenced(document, schemes[name])) for name in schemes}
    served = {name: each for name, each in found.items() if each is not None}
    if uses:
        served = {name: each for name, each in served.items() if uses[name]}
    if not served:
        return None
    # What no operation names is in the order of its author, who begins with the usual.
    name = min(served, key=lambda name: (-uses[name], served[name][1] if uses else 0))
    value, _, remark = served[name]
    if remark == _SIGNED and (service := _service(document, name)):
        value, remark = {**value, "sigv4": service}, _SIGV4
    remarks = [f"the security scheme '{name}' of the description", remark]
    others = [each for each in _others(name, required) if served.get(each, ({},))[0] != value]
    if others:
        remarks.append(f"requests need {' and '.join(others)} as well, which clients must send")
    return Guess(value, "; ".join(filter(None, remarks)))


def _service(document: Document, name: str) -> str | None:
    """The service that signatures are for, if they are those of AWS in their fourth version."""
    scheme = openapi.dereferenced(document, document.data["components"]["securitySchemes"][name])
    text = scheme.get("description", "")[:_READ]
    if not _AWS.search(text) or not _FOURTH.search(text):
        return None
    servers = document.data.get("servers", ())
    found = _SERVICE.match(servers[0]["url"]) if servers else None
    return found[1].rstrip("-") if found else None


def _others(name: str, required: Requirements) -> list[str]:
    """What every request needs that needs this scheme."""
    with_it = [requirement - {name} for requirement in required if name in requirement]
    return sorted(frozenset.intersection(*with_it)) if with_it else []


def _of_scheme(scheme: Mapping[str, Any]) -> tuple[dict[str, str], int, str] | None:
    """The credential, how well a gateway can serve it (0: best), and what is to be known of it.
    None: not at all."""
    match scheme:
        case {"type": "apiKey", "in": "header", "name": name} if name.lower() == "authorization":
            return _in_authorization(scheme.get("description", ""))
        case {"type": "apiKey", "in": "header", "name": name} if _is_free(name):
            return {"header": name, "prefix": ""}, 0 if _CREDENTIAL.search(name) else 3, ""
        case {"type": "apiKey", "in": "query", "name": name} if name.isascii():
            return {"query": name, "prefix": ""}, 1 if _CREDENTIAL.search(name) else 3, ""
        case {"type": "http", "scheme": word} if word.lower() == "bearer":
            return dict(BEARER), 0, ""
        case {"type": "http", "scheme": word}:
            remark = _BASIC if word.lower() == "basic" else ""
            return {"header": "Authorization", "prefix": f"{word.capitalize()} "}, 4, remark
        case {"type": "oauth2" | "openIdConnect"}:
            return dict(BEARER), 2, _RENEWED
    return None


def _is_free(header: str) -> bool:
    """Whether a header can have a key: it is one (RFC 9110, section 5.6.2), not the gateway's."""
    own = ("cookie", *contract.HOP_HEADERS, *contract.REPLACED_REQUEST_HEADERS)
    return _TOKEN.fullmatch(header) is not None and header.lower() not in own


def _in_authorization(text: str) -> tuple[dict[str, str], int, str]:
    text = text[:_READ]
    written = _PREFIX.search(text)
    if written is None and _SIGNATURE.search(text):
        return dict(BEARER), 5, _SIGNED
    word = (written[1] or written[2]) if written else "Bearer"
    remark = _DESCRIBED if written else _USUAL
    if word.lower() == "basic":
        remark = _BASIC
    return {"header": "Authorization", "prefix": f"{word} "}, 0, remark


def _of_parameters(document: Document, operations: Sequence[Described]) -> Guess | None:
    """What operations have among their parameters; in a query, where most of them do."""
    names = Counter(_key_parameters(document, operations))
    for (place, name), count in names.most_common():
        if place == "header" or count * 2 > len(operations):
            why = f"{count} of {len(operations)} operations have it as a parameter"
            if name.lower() == "authorization":
                return Guess(BEARER, f"{why}; {_USUAL}")
            return Guess({place: name, "prefix": ""}, why)
    return None


def _key_parameters(
    document: Document, operations: Sequence[Described]
) -> Iterator[tuple[str, str]]:
    patterns = {"header": _KEY_HEADER, "query": _KEY_QUERY}
    for operation in operations:
        for each in parameters(document, operation):
            pattern = patterns.get(each["in"])
            if pattern is not None and pattern.fullmatch(each["name"]):
                yield each["in"], each["name"]
