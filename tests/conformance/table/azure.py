"""Azure OpenAI: the `api-key` header, deployments in the path, `api-version` in the query."""

from __future__ import annotations

from typing import Any

from tests.conformance import drives
from tests.conformance.azure_facts import DEPLOYMENTS, OPERATIONS
from tests.conformance.exchange import Exchange, Headers, refused
from tests.conformance.facts import CLIENT_KEY

OURS = ("x-ms-region", "Strict-Transport-Security")
THEIRS: Headers = (
    ("x-ratelimit-remaining-tokens", "7959"),
    ("x-ms-client-request-id", "client-side"),
)
VERSION = b"api-version=2024-10-21"


def plain(op: str, **row: Any) -> Exchange:
    """An answer that passes, without what the description has removed."""
    facts = {"id": f"azure-{op}", "api": "Azure", "section": "3.2", "has": THEIRS, "lacks": OURS}
    return Exchange(**{**facts, "op": f"azure_{op}", **row})


def streamed(op: str, **row: Any) -> Exchange:
    return plain(op, stream=True, section="3.3", **row)


ANSWERS = (
    plain("chat"),
    plain("chat", id="azure-chat_api_key_of_client", credentials=(("api-key", CLIENT_KEY),)),
    plain("completion"),
    plain("embeddings"),
    plain("image"),
    plain("transcription"),
    plain("translation"),
    plain("models"),
    streamed("chat_stream"),
    streamed("chat_stream_usage"),
    streamed("completion_stream"),
    streamed(
        "chat_stream_usage",
        id="azure-chat_stream_one_by_one",
        mock="steps",
        drive=drives.step_by_step,
        has=(),
    ),
)


def deployment(id: str, name: str, **row: Any) -> Exchange:
    """A deployment's name passes byte for byte, to the vendor and into the log."""
    tail = f"{DEPLOYMENTS}{name}/chat/completions".encode()
    return plain(
        "chat",
        id=f"azure-deployment_{id}",
        section="1.2",
        target=b"/azureapi/1.0" + tail,
        seen_target=tail + b"?" + VERSION,
        log={"gen_ai.request.model": name},
        **row,
    )


def misplaced(id: str, name: str, code: str = "unknown_operation") -> Exchange:
    """What is no deployment's name."""
    target = f"/azureapi/1.0{DEPLOYMENTS}{name}/chat/completions".encode()
    return refused(
        f"azure-deployment_{id}", "1.2", code, api="Azure", op="azure_chat", target=target
    )


IN_PATH = (
    deployment("plain", "gpt-4o"),
    deployment("lower_hex", "a%c3%a9b"),
    deployment("upper_hex", "a%C3%A9b"),
    deployment("needless_code", "gpt%2D4o"),
    deployment("marks", "a+b:c~d@e!$&'()*,;=f"),
    deployment("encoded_marks", "a%3Fb%23c%25d%22e%3D"),
    deployment("dots", "a..b"),
    deployment("like_a_tail", "chat"),
    deployment("long", "d" * 2_000),
    misplaced("slash", "a%2Fb"),
    misplaced("empty", ""),
    misplaced("two", "a/b"),
    misplaced("up", "%2e%2e"),
    misplaced("null", "a%00b", "invalid_request"),
    misplaced("half_code", "a%4", "invalid_request"),
)


def versioned(id: str, query: str, becomes: str, **row: Any) -> Exchange:
    api = row.pop("api", "Azure")
    base = "/apim/east" if api == "AzureFixed" else ""
    return plain(
        "chat",
        id=f"azure-version_{id}",
        section="1.5",
        api=api,
        query=query,
        seen_target=f"{base}{OPERATIONS['azure_chat'].path}?{becomes}".encode(),
        **row,
    )


FIXED = "api-version=2025-01-01-preview"

VERSIONS = (
    versioned("given", "?api-version=2024-06-01", "api-version=2024-06-01"),
    versioned("beside", "?a=1&b", f"a=1&b&{VERSION.decode()}"),
    versioned(
        "given_beside", "?a=%2f&api-version=2024-06-01&b=", "a=%2f&api-version=2024-06-01&b="
    ),
    versioned("given_empty", "?api-version=2024-06-01&", "api-version=2024-06-01&"),
    versioned(
        "given_twice",
        "?api-version=2024-06-01&api-version=x",
        "api-version=2024-06-01&api-version=x",
    ),
    versioned("other_case", "?API-Version=1", f"API-Version=1&{VERSION.decode()}"),
    versioned("bare_question_mark", "?", VERSION.decode()),
    versioned("fixed_given_twice", "?api-version=1&api-version=2", FIXED, api="AzureFixed"),
    versioned("fixed", "", FIXED, api="AzureFixed"),
    versioned("fixed_given", "?api-version=2024-06-01", FIXED, api="AzureFixed"),
    versioned(
        "fixed_given_beside", "?a=1&api%2Dversion=2&b=2", f"a=1&b=2&{FIXED}", api="AzureFixed"
    ),
    # The vendor's own answer to a version that it does not know.
    versioned(
        "unknown_to_vendor",
        "?api-version=none",
        "api-version=none",
        status=404,
        any_body=True,
        has=(),
        log={"vendor_request_id": None, "gen_ai.response.model": None},
    ),
    streamed("chat_stream_usage", id="azure-fixed_stream", api="AzureFixed"),
    plain("models", id="azure-fixed_models", api="AzureFixed"),
)

LIMITS: Headers = (("Retry-After", "17"), ("X-Vendor-Word", "kept"))

ERRORS = (
    *(
        plain("chat", id=f"azure-own_{status}", mock=f"status={status}", status=status, has=LIMITS)
        for status in (400, 401, 404, 429, 503)
    ),
    refused(
        "azure-without_key",
        "2.4",
        "invalid_api_key",
        api="Azure",
        op="azure_chat",
        credentials=(),
        log={"gen_ai.request.model": "my%20gpt-4o"},
    ),
    refused("azure-default_image", "1.1", "unknown_operation", api="AzureFixed", op="azure_image"),
    refused(
        "azure-get_of_chat",
        "1.3",
        "method_not_allowed",
        api="Azure",
        op="azure_chat",
        method="GET",
        content=b"",
        has=(("Allow", "POST"),),
        log={"operation": None, "gen_ai.request.model": None},
    ),
)

FROM_VENDOR = (
    plain(
        "chat",
        id="azure-noisy_headers",
        mock="noisy",
        has=(),
        lacks=("Set-Cookie", "Via", "Alt-Svc", "X-Accel-Redirect"),
        log={"vendor_request_id": "vendor-id-2"},
    ),
)

ROWS = (*ANSWERS, *IN_PATH, *VERSIONS, *ERRORS, *FROM_VENDOR)
