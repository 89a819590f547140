"""Azure OpenAI's dated surface with more than inference: deployments in the path, and beside them
responses, assistants and vector stores, which name the deployment in the body."""

from __future__ import annotations

from collections.abc import Mapping

from tests.conformance import azure_answers, openai_answers, openai_streams
from tests.conformance.azure_facts import ANSWERING, chat, deployed
from tests.conformance.forms import PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_facts import BOTH_COUNTS, RESPONSE_USAGE
from tests.conformance.vendors import openai_more
from tests.conformance.vendors.azure_kept import ASSISTANT, FILE, MODEL, REPLIES, run_events
from tests.conformance.vendors.azure_v1 import ANSWER, STORE, stores
from tests.conformance.vendors.kept import whole_of
from tests.conformance.vendors.openai_more import COUNTS, RUN, THREAD, of
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

BASE = "/openai"
VERSION = "2025-03-01-preview"
SOUND = openai_answers.SOUND

_kept = whole_of(REPLIES)


def whole(method: str, path: str, body: bytes) -> tuple[str, bytes]:
    tail = path.partition(BASE)[2]
    if tail.endswith("/audio/speech"):
        return "application/octet-stream", SOUND
    if tail.startswith("/deployments/") or tail == "/models":
        return azure_answers.whole(path, body)
    if tail.startswith("/responses"):
        return openai_answers.whole(method, "/v1" + tail, body)
    if tail.count("/") < 3 and tail.startswith("/vector_stores"):
        return "application/json", as_json(stores(method, tail))
    return _kept(method, "/v1" + tail, body)


def events(path: str, body: bytes) -> list[bytes]:
    tail = path.partition(BASE)[2]
    if tail.startswith("/threads/"):
        return run_events()
    if tail.startswith("/deployments/"):
        return azure_answers.events(path, body)
    return openai_streams.events("/v1" + tail, body)


def refuses(target: str, _headers: Mapping[str, str]) -> tuple[int, bytes] | None:
    """Every request must name a version that the vendor knows."""
    known = "api-version=20" in target.partition("?")[2]
    return None if known else (404, azure_answers.error(404))


def lines(stream: bool) -> Lines:
    return azure_answers.lines(not stream)


def response(**more: object) -> Operation:
    body = json_body(model=MODEL, input=PROMPT, **more)
    return Operation("Create_Response", "POST", f"{BASE}/responses", body, usage=RESPONSE_USAGE)


def running(id: str, template: str, **fields: object) -> Operation:
    """A run: it costs nothing yet where it is not streamed to its end."""
    return Operation(
        id,
        "POST",
        template,
        json_body(**fields),
        tail=template.format(thread_id=THREAD, run_id=RUN),
        usage=COUNTS if fields.get("stream") else (None, None),
        model=ANSWERING,
    )


ASSISTANTS, THREADS, STORES, RESPONSES = (
    f"{BASE}/{word}" for word in ("assistants", "threads", "vector_stores", "responses")
)
AN_ASSISTANT, A_THREAD = ASSISTANTS + "/{assistant_id}", THREADS + "/{thread_id}"
A_STORE, A_RUN = STORES + "/{vector_store_id}", A_THREAD + "/runs/{run_id}"
IN_RUN = {"thread_id": THREAD, "run_id": RUN}
IN_STORE = {"vector_store_id": STORE}
DONE_BY_TOOL = {"tool_outputs": [{"tool_call_id": "call_1", "output": "2"}]}
SAID = {"voice": "alloy", "response_format": "mp3"}

OPERATIONS = {
    "preview_chat": chat(),
    "preview_chat_stream": chat(stream=True, stream_options=BOTH_COUNTS),
    "preview_embeddings": deployed(
        "Embeddings_Create", "/embeddings", json_body(input=[PROMPT, "two"]), (8, None)
    ),
    "preview_image": deployed(
        "ImageGenerations_Create", "/images/generations", json_body(prompt=PROMPT)
    ),
    "preview_transcription": deployed(
        "Transcriptions_Create", "/audio/transcriptions", multipart({})
    ),
    # The text is a part of its own, as the vendor describes it; its clients send JSON.
    "preview_speech": deployed(
        "Speech_Create", "/audio/speech", multipart(SAID, PROMPT.encode(), "input")
    ),
    "preview_speech_of_client": deployed(
        "Speech_Create", "/audio/speech", json_body(model=MODEL, input=PROMPT, **SAID)
    ),
    "preview_models": Operation("Models_List", "GET", f"{BASE}/models"),
    "preview_response": response(),
    "preview_response_stream": response(stream=True),
    "preview_response_get": of(
        "Get_Response", "GET", RESPONSES + "/{response_id}", response_id=ANSWER
    ),
    "preview_response_delete": of(
        "Delete_Response", "DELETE", RESPONSES + "/{response_id}", response_id=ANSWER
    ),
    "preview_response_input": of(
        "Get_Input_Items", "GET", RESPONSES + "/{response_id}/input_items", response_id=ANSWER
    ),
    "preview_assistant": of("Create_Assistant", "POST", ASSISTANTS, json_body(model=MODEL)),
    "preview_assistants": of("List_Assistants", "GET", ASSISTANTS),
    "preview_assistant_change": of(
        "Modify_Assistant", "POST", AN_ASSISTANT, json_body(name="x"), assistant_id=ASSISTANT
    ),
    "preview_assistant_delete": of(
        "Delete_Assistant", "DELETE", AN_ASSISTANT, assistant_id=ASSISTANT
    ),
    "preview_thread": of("Create_Thread", "POST", THREADS, json_body()),
    "preview_thread_delete": of("Delete_Thread", "DELETE", A_THREAD, thread_id=THREAD),
    "preview_message": of(
        "Create_Message",
        "POST",
        A_THREAD + "/messages",
        json_body(role="user", content=PROMPT),
        thread_id=THREAD,
    ),
    "preview_messages": of("List_Messages", "GET", A_THREAD + "/messages", thread_id=THREAD),
    "preview_thread_run_stream": running(
        "Create_Thread_And_Run", THREADS + "/runs", assistant_id=ASSISTANT, stream=True
    ),
    "preview_run": running("Create_Run", A_THREAD + "/runs", assistant_id=ASSISTANT),
    "preview_run_stream": running(
        "Create_Run", A_THREAD + "/runs", assistant_id=ASSISTANT, stream=True
    ),
    "preview_tools_stream": running(
        "Submit_Tool_Outputs_To_Run", A_RUN + "/submit_tool_outputs", stream=True, **DONE_BY_TOOL
    ),
    "preview_run_get": of("Get_Run", "GET", A_RUN, **IN_RUN),
    "preview_run_cancel": of("Cancel_Run", "POST", A_RUN + "/cancel", **IN_RUN),
    "preview_run_steps": of("List_Run_Steps", "GET", A_RUN + "/steps", **IN_RUN),
    "preview_store": of("Create_Vector_Store", "POST", STORES, json_body(name="notes")),
    "preview_stores": of("List_Vector_Stores", "GET", STORES),
    "preview_store_search": of(
        "Search_Vector_Store", "POST", A_STORE + "/search", json_body(query=PROMPT), **IN_STORE
    ),
    "preview_store_file": of(
        "Create_Vector_Store_File", "POST", A_STORE + "/files", json_body(file_id=FILE), **IN_STORE
    ),
    "preview_store_label": of(
        "Update_Vector_Store_File_Attributes",
        "POST",
        A_STORE + "/files/{file_id}",
        json_body(attributes={"year": 2025}),
        **IN_STORE,
        file_id=FILE,
    ),
    "preview_store_text": of(
        "Retrieve_Vector_Store_File_Content",
        "GET",
        A_STORE + "/files/{file_id}/content",
        **IN_STORE,
        file_id=FILE,
    ),
    "preview_store_batch": of(
        "Create_Vector_Store_File_Batch",
        "POST",
        A_STORE + "/file_batches",
        json_body(file_ids=[FILE]),
        **IN_STORE,
    ),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=azure_answers.error,
        wants_stream=openai_more.wants_stream,
        events=events,
        lines=lines,
        refuses=refuses,
    ),
    operations=OPERATIONS,
    apis={
        "AzurePreview": Api(
            "/azurepreview/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["AZURE_PREVIEW"],
            port="AZURE_PREVIEW",
            provider=f"azure-openai/{VERSION}",
            auth=("api-key", ""),
            pinned_query=f"api-version={VERSION}",
        ),
    },
)
