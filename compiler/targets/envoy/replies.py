"""Answers that Envoy makes, in the words of the contract (section 4).

Envoy says how an answer came about in `response.code_details`; the first mapper whose filter
matches decides. The conditions were seen on Envoy 1.40: a refused connection, a failed handshake, a
reset or an unreadable answer is 500 to 503 here, a full accept queue says `connection_timeout`.
"""

from __future__ import annotations

from compiler import contract
from compiler.targets.envoy.names import Json, extension, literal

# Asked for a WebSocket, the vendor answered neither that it agrees nor with an error; its answer is
# gone, and its status stands here.
_NO_HANDSHAKE = "response.code_details == 'websocket_handshake_unsuccessful'"

# The Lua code and direct responses say what they mean themselves; only headers are added.
OWN_ANSWERS = (
    f"response.code_details == 'lua_response' || response.code == 200 && !({_NO_HANDSHAKE})"
)

# Condition (CEL) and the refusal that it means; the first that holds. Read again by the log.
CONDITIONS = (
    ("response.code == 404", "unknown_operation"),
    ("response.code == 405", "method_not_allowed"),
    ("response.code == 413", "request_too_large"),
    ("response.code_details.startsWith('rbac_access_denied')", "gateway_error"),
    (
        "response.code == 504 || response.code_details.contains('connection_timeout')",
        "vendor_timeout",
    ),
    (_NO_HANDSHAKE, "vendor_unreachable"),
    # The head of a WebSocket's request is whole, though Envoy waits for more of the client.
    (
        "response.code_details == 'stream_idle_timeout' && 'upgrade' in request.headers",
        "vendor_timeout",
    ),
    # 501 is a transfer coding of the client's that Envoy does not know.
    ("response.code in [500, 502, 503]", "vendor_unreachable"),
    ("response.code >= 400", "invalid_request"),
)


def local_replies() -> Json:
    """The `local_reply_config` of the listener."""
    mappers: list[Json] = [{"filter": _when(OWN_ANSWERS), "headers_to_add": _headers()}]
    for condition, code in CONDITIONS:
        refusal = contract.REFUSAL_BY_CODE[code]
        mappers.append(
            {
                "filter": _when(condition),
                "status_code": refusal.status,
                "body_format_override": {
                    "text_format_source": {"inline_string": literal(refusal.body)},
                    "content_type": "application/json",
                },
                "headers_to_add": _headers(),
            }
        )
    return {"mappers": mappers}


def _when(expression: str) -> Json:
    return {
        "extension_filter": extension(
            "cel",
            "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
            expression=expression,
        )
    }


def _headers() -> list[Json]:
    """Requests that no parser accepts have no id yet: they get a fresh one here."""
    return [
        {
            "header": {"key": "x-content-type-options", "value": "nosniff"},
            "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
        },
        {
            "header": {"key": "x-request-id", "value": "%UNIQUE_ID%"},
            "append_action": "ADD_IF_ABSENT",
        },
    ]
