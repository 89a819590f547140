"""E4xx: environments and consumers."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

NO_SUCH_FILE = error(
    "E401",
    "the project has no file '{file}'",
    "name a file inside the project, relative to this one",
)
NOT_CERTIFICATES = error(
    "E402",
    "'{file}' is no bundle of CA certificates: {reason}",
    "it must hold certificates in PEM form ('-----BEGIN CERTIFICATE-----') and nothing secret",
)
TLS_MISSING = error(
    "E403",
    "clients of '{url}' speak TLS to port {port}, where the listener has none",
    "add 'listen.tls', or name the 'listen.port' that the TLS proxy in front connects to",
)
TLS_UNEXPECTED = error(
    "E404",
    "clients of '{url}' do not speak TLS to port {port}, where the listener does",
    "write an https URL, or take 'listen.tls' away",
)
DUPLICATE_CONSUMER = error(
    "E405",
    "consumer '{consumer}' is there already",
    "give one of the two another name; names are compared without regard to case",
)
DUPLICATE_DIGEST = error(
    "E406",
    "this digest is there already",
    "give each consumer a key of its own; list the environments of one key in one place",
)
DIGEST_OF_NOTHING = error(
    "E407",
    "this is the digest of an empty key",
    'check that the variable is set: printf %s "$KEY" | sha256sum',
)
NOBODY_CAN_CALL = warning(
    "W401",
    "nobody can call {apis} in environment '{environment}': no consumer has a key there",
    "add a consumer to consumers.yaml whose key counts there",
)
UNUSED_CONSUMER = warning(
    "W402",
    "no API asks for the keys of consumer '{consumer}' where they count",
    "correct the environments of its keys, or delete the consumer",
)
