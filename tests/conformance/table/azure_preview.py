"""Azure OpenAI with responses, assistants and stores: `api-version` everywhere, the deployment in
the path or in the body, runs that stream to their cost, a form that is answered with sound."""

from __future__ import annotations

from typing import Any

from tests.conformance.azure_facts import ANSWERING, DEPLOYMENTS
from tests.conformance.exchange import Exchange
from tests.conformance.facts import CLIENT_KEY
from tests.conformance.table.azure import OURS, THEIRS
from tests.conformance.table.served import Rows
from tests.conformance.vendors.azure_preview import OPERATIONS, SOUND, VERSION
from tests.conformance.vendors.openai_more import BETA, THREAD

rows = Rows("preview", "AzurePreview", THEIRS, OURS)
plain, streamed = rows.plain, rows.streamed
BASE = "/azurepreview/1.0.0"
# What the vendor's clients say of the form of assistants that they know.
KNOWN: dict[str, Any] = {"headers": (BETA,), "seen": {BETA[0]: (BETA[1],)}}

ANSWERS = (
    plain("chat"),
    plain("chat", "api_key_of_client", credentials=(("api-key", CLIENT_KEY),)),
    plain("embeddings"),
    plain("image"),
    plain("transcription"),
    plain("speech", body=SOUND),
    plain("speech", "speech_in_chunks", body=SOUND, framing="chunked"),
    plain("speech_of_client", body=SOUND),
    plain("models"),
    plain("response"),
    plain("response_get", query="?include=file_search_call.results"),
    plain("response_delete"),
    plain("response_input", query="?limit=2&order=asc"),
    plain("assistant", **KNOWN),
    plain("assistants", query="?limit=2", **KNOWN),
    plain("assistant_change", **KNOWN),
    plain("assistant_delete", **KNOWN),
    plain("thread", **KNOWN),
    plain("thread_delete", **KNOWN),
    plain("message", **KNOWN),
    plain("messages", **KNOWN),
    plain("run", **KNOWN),
    # What it cost was told when it ended, and is not counted again at every look.
    plain("run_get", **KNOWN),
    plain("run_cancel", **KNOWN),
    plain("run_steps", **KNOWN),
    plain("store"),
    plain("stores"),
    plain("store_search"),
    plain("store_file"),
    plain("store_label"),
    plain("store_text"),
    plain("store_batch"),
    streamed("chat_stream"),
    streamed("response_stream"),
    streamed("run_stream", **KNOWN),
    streamed("thread_run_stream", **KNOWN),
    streamed("tools_stream", **KNOWN),
    rows.one_by_one("run_stream", **KNOWN),
    rows.one_by_one("response_stream", "response_one_by_one"),
    rows.cut(log={"gen_ai.response.model": ANSWERING}),
)


def versioned(op: str, id: str, query: str, becomes: str, **row: Any) -> Exchange:
    return plain(
        op,
        f"version_{id}",
        section="1.5",
        query=query,
        seen_target=f"{OPERATIONS['preview_' + op].path}?{becomes}".encode(),
        **row,
    )


DEFAULT = f"api-version={VERSION}"
OWN = "api-version=2025-04-01-preview"

PLACES = (
    versioned("chat", "of_vendor", "", DEFAULT),
    versioned("response", "of_vendor_in_response", "", DEFAULT),
    versioned("stores", "beside", "?limit=1&after=a%2fb", f"limit=1&after=a%2fb&{DEFAULT}"),
    versioned("chat", "of_client", f"?{OWN}", OWN),
    versioned("run_stream", "of_client_in_run", f"?{OWN}", OWN, stream=True, **KNOWN),
    plain(
        "speech",
        "deployment_in_path",
        target=f"{BASE}{DEPLOYMENTS}tts%2D1/audio/speech".encode(),
        seen_target=f"{DEPLOYMENTS}tts%2D1/audio/speech?{DEFAULT}".encode(),
        body=SOUND,
        log={"gen_ai.request.model": "tts%2D1"},
    ),
)

REFUSED = (
    *rows.own("chat", 400, 401, 404, 429),
    *rows.own("response_stream", 400, 429),
    *rows.own("run_stream", 429, **KNOWN),
    *rows.own("speech", 413),
    *rows.without_key(),
    # `runs` is written out, so that it is no thread, with any method.
    rows.refused(
        "get_of_runs",
        "assistants",
        "method_not_allowed",
        target=f"{BASE}/openai/threads/runs".encode(),
        has=(("Allow", "POST"),),
        log={"operation": None, "path": f"{BASE}/openai/threads/runs"},
    ),
    rows.refused(
        "delete_of_message",
        "messages",
        "method_not_allowed",
        method="DELETE",
        target=f"{BASE}/openai/threads/{THREAD}/messages/msg_4c".encode(),
        has=(("Allow", "GET, POST"),),
        log={
            "operation": None,
            "path": f"{BASE}/openai/threads/{{thread_id}}/messages/{{message_id}}",
        },
    ),
    rows.refused(
        "completions_left_out", "chat", target=f"{BASE}{DEPLOYMENTS}a/completions".encode()
    ),
    rows.nothing("surface_of_v1", "/openai/v1/responses"),
    rows.nothing("without_prefix", "/responses"),
)

ROWS = (*ANSWERS, *PLACES, *REFUSED)
