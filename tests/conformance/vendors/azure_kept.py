"""What Azure OpenAI keeps beside responses: assistants, threads with their runs, vector stores."""

from __future__ import annotations

from typing import Any

from tests.conformance.answers import WORDS
from tests.conformance.forms import PROMPT
from tests.conformance.openai_answers import CHAT_USAGE, NOW
from tests.conformance.vendors.azure_v1 import STORE
from tests.conformance.vendors.copies import page
from tests.conformance.vendors.kept import Replies, Reply
from tests.conformance.vendors.openai_more import RUN, THREAD, gone, run
from tests.conformance.vendors.voice import as_json

MODEL = "my gpt-4o"
"""The deployment that the assistant names."""

ASSISTANT, MESSAGE, STEP, FILE, BATCH = "asst_7b", "msg_4c", "step_2e", "assistant-9a3d", "vsfb_1d"
ENDS = {"first_id": "a", "last_id": "b"}


def assistant() -> dict[str, Any]:
    return {
        "id": ASSISTANT,
        "object": "assistant",
        "created_at": NOW,
        "name": "Counter",
        "description": None,
        "model": MODEL,
        "instructions": "Be brief.",
        "tools": [{"type": "file_search"}],
        "metadata": {},
    }


def message(role: str = "user", status: str = "completed") -> dict[str, Any]:
    text = {"type": "text", "text": {"value": PROMPT, "annotations": []}}
    return {
        "id": MESSAGE,
        "object": "thread.message",
        "created_at": NOW,
        "thread_id": THREAD,
        "status": status,
        "role": role,
        "content": [text] if status == "completed" else [],
    }


def step(status: str = "completed") -> dict[str, Any]:
    details = {"type": "message_creation", "message_creation": {"message_id": MESSAGE}}
    return {
        "id": STEP,
        "object": "thread.run.step",
        "created_at": NOW,
        "run_id": RUN,
        "assistant_id": ASSISTANT,
        "thread_id": THREAD,
        "type": "message_creation",
        "status": status,
        "step_details": details,
        "usage": CHAT_USAGE if status == "completed" else None,
    }


def store_file() -> dict[str, Any]:
    return {
        "id": FILE,
        "object": "vector_store.file",
        "created_at": NOW,
        "usage_bytes": 24,
        "vector_store_id": STORE,
        "status": "completed",
        "last_error": None,
        "attributes": {"year": 2025},
    }


def batch(status: str) -> dict[str, Any]:
    counts = dict.fromkeys(("in_progress", "completed", "failed", "cancelled", "total"), 1)
    return {
        "id": BATCH,
        "object": "vector_store.files_batch",
        "created_at": NOW,
        "vector_store_id": STORE,
        "status": status,
        "file_counts": counts,
    }


def listed(one: dict[str, Any]) -> Reply:
    return Reply({**page(one), **ENDS})


def run_events() -> list[bytes]:
    """A run of one step that writes one message; the step and the run say what they cost."""
    texts = [
        {"index": 0, "type": "text", "text": {"value": word, "annotations": []}} for word in WORDS
    ]
    events = [
        ("run.created", run("queued")),
        ("run.in_progress", run("in_progress")),
        ("run.step.created", step("in_progress")),
        ("message.created", message("assistant", "in_progress")),
        *(("message.delta", delta([text])) for text in texts),
        ("message.completed", message("assistant")),
        ("run.step.completed", step()),
        ("run.completed", run("completed")),
    ]
    said = [b"event: thread.%s\ndata: %s\n\n" % (n.encode(), as_json(d)) for n, d in events]
    return [*said, b"event: done\ndata: [DONE]\n\n"]


def delta(content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": MESSAGE, "object": "thread.message.delta", "delta": {"content": content}}


THREAD_CARD = {
    "id": THREAD,
    "object": "thread",
    "created_at": NOW,
    "metadata": {},
    "tool_resources": None,
}
FOUND = {"type": "text", "text": "Two words."}
RESULT = {
    "file_id": FILE,
    "filename": "a.txt",
    "score": 0.5,
    "attributes": None,
    "content": [FOUND],
}
PAGE = {"has_more": False, "next_page": None}
RESULTS = {"object": "vector_store.search_results.page", "search_query": [PROMPT], "data": [RESULT]}
TEXT_OF_FILE = {"object": "vector_store.file_content.page", "data": [FOUND]}

# Below /openai.
REPLIES: Replies = {
    ("GET", "/assistants"): listed(assistant()),
    ("POST", "/assistants"): Reply(assistant()),
    ("GET", "/assistants/{id}"): Reply(assistant()),
    ("POST", "/assistants/{id}"): Reply(assistant()),
    ("DELETE", "/assistants/{id}"): gone(ASSISTANT, "assistant.deleted"),
    ("POST", "/threads"): Reply(THREAD_CARD),
    ("POST", "/threads/runs"): Reply(run("queued")),
    ("GET", "/threads/{id}"): Reply(THREAD_CARD),
    ("POST", "/threads/{id}"): Reply(THREAD_CARD),
    ("DELETE", "/threads/{id}"): gone(THREAD, "thread.deleted"),
    ("GET", "/threads/{id}/messages"): listed(message()),
    ("POST", "/threads/{id}/messages"): Reply(message()),
    ("GET", "/threads/{id}/runs"): listed(run("completed")),
    ("POST", "/threads/{id}/runs"): Reply(run("queued")),
    ("GET", "/threads/{id}/runs/{run}"): Reply(run("completed")),
    ("POST", "/threads/{id}/runs/{run}/cancel"): Reply(run("cancelling")),
    ("POST", "/threads/{id}/runs/{run}/submit_tool_outputs"): Reply(run("in_progress")),
    ("GET", "/threads/{id}/runs/{run}/steps"): listed(step()),
    ("GET", "/vector_stores/{id}/files"): listed(store_file()),
    ("POST", "/vector_stores/{id}/files"): Reply(store_file()),
    ("POST", "/vector_stores/{id}/files/{file}"): Reply(store_file()),
    ("DELETE", "/vector_stores/{id}/files/{file}"): gone(FILE, "vector_store.file.deleted"),
    ("GET", "/vector_stores/{id}/files/{file}/content"): Reply({**TEXT_OF_FILE, **PAGE}),
    ("POST", "/vector_stores/{id}/search"): Reply({**RESULTS, **PAGE}),
    ("POST", "/vector_stores/{id}/file_batches"): Reply(batch("in_progress")),
    ("POST", "/vector_stores/{id}/file_batches/{batch}/cancel"): Reply(batch("cancelled")),
}
