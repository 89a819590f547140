"""What keys about tokens can take: issuers, subjects, scopes."""

from __future__ import annotations

from compiler import urls, values
from compiler.issuers import Algorithm
from compiler.keys.kinds import Scalar, text_of

ISSUER_NAME = text_of(
    "issuer-name",
    "a name of letters, digits, '.', '_' and '-', at most 64",
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "is no name of an issuer",
)
ISSUER = text_of(
    "issuer",
    "text of at most 1000 letters",
    r"[^\x00-\x1f\x7f-\x9f]{1,1000}",
    "is empty, longer or has control characters",
)
AUDIENCE = text_of(
    "audience",
    "text of at most 1000 letters",
    r"[^\x00-\x1f\x7f-\x9f]{1,1000}",
    "is empty, longer or has control characters",
)
SUBJECT = text_of(
    "subject",
    "text of at most 300 letters",
    r"[^\x00-\x1f\x7f-\x9f]{1,300}",
    "is empty, longer or has control characters",
)
SCOPE = text_of(
    "scope",
    "a scope: visible ASCII characters without '\"' and '\\', at most 200",
    r"[\x21\x23-\x5b\x5d-\x7e]{1,200}",  # RFC 6749 section 3.3
    "is no scope",
)
CLIENT = text_of(
    "client",
    "visible ASCII characters and spaces, at most 200",
    r"[\x20-\x7e]{1,200}",  # RFC 6749 appendix A.1
    "is no name of a client",
)
ALGORITHM = Scalar(
    "algorithm", "one of " + ", ".join(Algorithm), Algorithm, choices=tuple(Algorithm)
)
CLAIM = Scalar("claim", "the name of a claim or a JSON pointer to one", values.parse_claim)
LEEWAY = Scalar("leeway", "a duration from 1s to 5m", values.parse_leeway)
KEEP = Scalar("keep", "a duration from 1s to 24h", values.parse_keep)
KEYS_PATH = Scalar("keys-path", "a file of the project", values.parse_project_path)
SERVICE_URL = Scalar("service-url", "an http or https URL", urls.parse_service_url)
HOST_PORT = Scalar("host-port", "HOST:PORT", urls.parse_host_port)
