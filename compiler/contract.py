"""The gateway contract as data: error rows, header lists, log names, limits of a request's form.

Written once here and handed to every engine's fixed code as data (`as_data`), so that njs, Lua and
Python cannot drift apart. The section numbers are those of the gateway contract.
"""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row of section 4: an error that the gateway itself makes."""

    code: str
    status: int
    type: str
    message: str

    @property
    def body(self) -> str:
        """The answer's body, in the form that the vendors' SDKs parse."""
        return self.told(self.message)

    def told(self, message: str) -> str:
        """The answer's body with another message."""
        error = {"message": message, "type": self.type, "code": self.code, "param": None}
        return json.dumps({"error": error}, separators=(",", ":"))


REFUSALS = (
    Refusal("invalid_request", 400, "invalid_request_error", "The request is malformed."),
    Refusal(
        "invalid_api_key",
        401,
        "authentication_error",
        "No valid API key was given. Send one as 'Authorization: Bearer KEY' or 'api-key: KEY'.",
    ),
    Refusal("invalid_token", 401, "authentication_error", "No valid access token was given."),
    Refusal(
        "not_subscribed",
        403,
        "permission_error",
        "This consumer is not subscribed to this API.",
    ),
    Refusal("unknown_operation", 404, "invalid_request_error", "No API here has this operation."),
    Refusal(
        "method_not_allowed",
        405,
        "invalid_request_error",
        "This path does not take this method; see the Allow header.",
    ),
    Refusal("api_retired", 410, "invalid_request_error", "This API has been retired."),
    Refusal("request_too_large", 413, "invalid_request_error", "The request body is too large."),
    Refusal("rate_limit_exceeded", 429, "rate_limit_error", "Too many requests."),
    Refusal("token_limit_exceeded", 429, "rate_limit_error", "Too many tokens."),
    Refusal("vendor_unreachable", 502, "api_error", "The AI vendor cannot be reached."),
    Refusal(
        "vendor_key_unavailable",
        503,
        "api_error",
        "The gateway has no usable key for the AI vendor.",
    ),
    Refusal("api_blocked", 503, "api_error", "This API is blocked for the time being."),
    Refusal("gateway_error", 503, "api_error", "The gateway could not check the request."),
    Refusal("vendor_timeout", 504, "api_error", "The AI vendor did not answer in time."),
)

REFUSAL_BY_CODE = {refusal.code: refusal for refusal in REFUSALS}

# Section 2.4: where a client's key is looked for, in this order. `authorization` needs "Bearer ".
KEY_HEADERS = ("authorization", "api-key", "x-api-key", "apikey")

# Section 2.1: what a client presents never reaches a vendor, whatever the API's security.
CREDENTIAL_HEADERS = (
    "api-key",
    "apikey",
    "authorization",
    "cookie",
    "proxy-authorization",
    "x-api-key",
    "x-goog-api-key",
)

# Section 2.5: headers that carry the gateway's own facts.
FACT_HEADERS = ("x-consumer", "x-consumer-id", "x-consumer-name")

# Section 3.6 and RFC 9110 section 7.6.1: headers of one hop.
HOP_HEADERS = (
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
)

# Section 3.6: what a proxy in front, or a client posing as one, says about the way of a request.
ROUTE_HEADERS = (
    "cf-connecting-ip",
    "client-ip",
    "fastly-client-ip",
    "forwarded",
    "true-client-ip",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-rewrite-url",
)
ROUTE_HEADER_PREFIXES = ("x-accel-", "x-envoy-", "x-forwarded-", "x-gatewright-")

# Set by the gateway on every request to a vendor, so the client's own never pass.
REPLACED_REQUEST_HEADERS = ("accept-encoding", "expect", "host", "x-request-id")

# Section 3.6: what a vendor's answer loses. The vendor description may add names of its own.
REMOVED_RESPONSE_HEADERS = (
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "alt-svc",
    "keep-alive",
    "proxy-authenticate",
    "proxy-connection",
    "server",
    "set-cookie",
    "trailer",
    "upgrade",
    "via",
    "x-content-type-options",
    "x-request-id",
)
REMOVED_RESPONSE_HEADER_PREFIXES = ("x-accel-", "x-envoy-", "x-gatewright-")

# Where vendors put their own id of a request; the first that is there is logged.
VENDOR_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "apim-request-id", "x-amzn-requestid")

# A key, a client's or a vendor's, is printable ASCII of at most this many bytes.
MAX_KEY_BYTES = 4096

REQUEST_ID_PATTERN = "[A-Za-z0-9._-]{1,128}"

WWW_AUTHENTICATE = "Bearer"

# RFC 6750 section 3.1: what is added where a token was given and does not do.
AUTHENTICATE_INVALID = 'Bearer error="invalid_token"'
AUTHENTICATE_SCOPE = 'Bearer error="insufficient_scope"'
MISSING_SCOPE_MESSAGE = "This token lacks a scope that the operation asks for."

# A token of more bytes is not looked into; nor is what an issuer answers, beyond these.
MAX_TOKEN_BYTES = 8 * 1024
KEY_PREFIX = "gwk_"
"""What keys begin with that `gatewright keys` makes. No issuer is asked about them: they are for
nobody else to see, those of other environments included."""
MAX_ISSUER_ANSWER_BYTES = 256 * 1024
# Claims that name the scopes of a token: a text with spaces between them, or a list.
SCOPE_CLAIMS = ("scope", "scp")

# Section 1.4: outside every API.
HEALTH_PATH = "/healthz"
HEALTH_BODY = '{"status":"ok"}'
RESERVED_PATHS = ("/healthz", "/.well-known")

# `validate_requests: warn`: of an answer to a request whose body does not fit.
WARNING_HEADER = "X-Gatewright-Warning"

# Section 5.
CORS_MAX_AGE_SECONDS = 600
CORS_EXPOSED_HEADERS = (
    "Retry-After",
    WARNING_HEADER,
    "X-Request-Id",
    "X-RateLimit-Limit-Requests",
    "X-RateLimit-Limit-Tokens",
    "X-RateLimit-Remaining-Requests",
    "X-RateLimit-Remaining-Tokens",
    "X-RateLimit-Reset-Requests",
    "X-RateLimit-Reset-Tokens",
)

# What an answer says of the limit that has least left; a vendor's headers of these names pass where
# the gateway has no such limit.
REQUEST_LIMIT_HEADERS = (
    "X-RateLimit-Limit-Requests",
    "X-RateLimit-Remaining-Requests",
    "X-RateLimit-Reset-Requests",
)
TOKEN_LIMIT_HEADERS = (
    "X-RateLimit-Limit-Tokens",
    "X-RateLimit-Remaining-Tokens",
    "X-RateLimit-Reset-Tokens",
)

# A request line or a header block beyond these is 400 `invalid_request` on every engine.
MAX_TARGET_BYTES = 16 * 1024
MAX_HEADER_BYTES = 60 * 1024

# Section 7: the keys of a log line, in the order of the contract. Absent facts are null.
LOG_NAMES = (
    "time",
    "request_id",
    "vendor_request_id",
    "environment",
    "api",
    "api_version",
    "operation",
    "consumer",
    "method",
    "path",
    "status",
    "error_code",
    "duration_ms",
    "upstream_ms",
    "bytes_in",
    "bytes_out",
    "stream",
    "gen_ai.provider.name",
    "gen_ai.request.model",
    "gen_ai.response.model",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
)
CLIENT_LEFT_STATUS = 499

# What an engine tells at its admin port, in the text format of Prometheus (version 0.0.4). Each
# request with a log line is counted; absent facts are empty labels.
METRICS_PATH = "/metrics"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
REQUESTS_METRIC = "gatewright_requests_total"
REQUESTS_LABELS = ("api", "api_version", "consumer", "status", "error_code")
TOKENS_METRIC = "gatewright_tokens_total"
TOKENS_LABELS = ("api", "api_version", "consumer", "kind")  # kind: input or output
DURATION_METRIC = "gatewright_request_duration_seconds"
DURATION_LABELS = ("api", "api_version", "consumer")
DURATION_BUCKETS_MS = (50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 120000, 300000)
# Label sets that one gateway keeps; further ones are counted as of this consumer.
MAX_METRIC_SERIES = 50_000
MORE_CONSUMERS = "(more)"

STREAM_CONTENT_TYPES = (
    "application/vnd.amazon.eventstream",
    "application/x-ndjson",
    "text/event-stream",
)


def as_data() -> dict[str, object]:
    """The contract as plain JSON data, for the engines' fixed code."""
    return {
        "errors": {
            refusal.code: {"status": refusal.status, "body": refusal.body} for refusal in REFUSALS
        },
        "key_headers": list(KEY_HEADERS),
        "removed_request_headers": sorted(
            {
                *CREDENTIAL_HEADERS,
                *FACT_HEADERS,
                *HOP_HEADERS,
                *ROUTE_HEADERS,
                *REPLACED_REQUEST_HEADERS,
            }
        ),
        "removed_request_header_prefixes": list(ROUTE_HEADER_PREFIXES),
        "removed_response_headers": list(REMOVED_RESPONSE_HEADERS),
        "removed_response_header_prefixes": list(REMOVED_RESPONSE_HEADER_PREFIXES),
        "vendor_request_id_headers": list(VENDOR_REQUEST_ID_HEADERS),
        "stream_content_types": list(STREAM_CONTENT_TYPES),
        "www_authenticate": WWW_AUTHENTICATE,
        "tokens": {
            "invalid": AUTHENTICATE_INVALID,
            "scope": AUTHENTICATE_SCOPE,
            "scope_body": REFUSAL_BY_CODE["not_subscribed"].told(MISSING_SCOPE_MESSAGE),
            "max_bytes": MAX_TOKEN_BYTES,
            "key_prefix": KEY_PREFIX,
            "max_answer_bytes": MAX_ISSUER_ANSWER_BYTES,
            "scope_claims": list(SCOPE_CLAIMS),
        },
        "cors_max_age_seconds": CORS_MAX_AGE_SECONDS,
        "cors_exposed_headers": list(CORS_EXPOSED_HEADERS),
        "log_names": list(LOG_NAMES),
        "max_key_bytes": MAX_KEY_BYTES,
        "max_target_bytes": MAX_TARGET_BYTES,
        "max_header_bytes": MAX_HEADER_BYTES,
    }
