"""The rest of Mistral: agents, libraries, files, voices; 201 and 204, bodies of DELETE."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance import answers
from tests.conformance.answers import WORDS
from tests.conformance.forms import MESSAGES, PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_answers import field
from tests.conformance.vendors.copies import BYTES
from tests.conformance.vendors.kept import NOTHING, Replies, Reply, status_of, whole_of
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

NOW = "2026-11-02T09:30:00Z"
AGENT_ID, LIBRARY_ID, FILE_ID, VOICE_ID, TALK_ID = (
    "ag_019a",
    "06bf3c3e-0000-4000-8000-000000000001",
    "06bf3c3e-0000-4000-8000-000000000002",
    "06bf3c3e-0000-4000-8000-000000000003",
    "conv_019a",
)
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(256)) * 16
USAGE = {"prompt_tokens": 33, "completion_tokens": 5, "total_tokens": 38}

AGENT = {
    "id": AGENT_ID,
    "object": "agent",
    "name": "Counter",
    "model": "mistral-medium-latest",
    "version": 3,
    "versions": [1, 2, 3],
    "created_at": NOW,
    "updated_at": NOW,
    "deployment_chat": False,
    "source": "api",
}
ALIAS = {"alias": "prod", "version": 3, "created_at": NOW, "updated_at": NOW}
LIBRARY = {
    "id": LIBRARY_ID,
    "name": "Notes",
    "created_at": NOW,
    "updated_at": NOW,
    "owner_id": None,
    "owner_type": "Workspace",
    "total_size": 0,
    "nb_documents": 0,
    "chunk_size": None,
}
DOCUMENT = {
    "id": FILE_ID,
    "library_id": LIBRARY_ID,
    "hash": None,
    "mime_type": "audio/wav",
    "extension": "wav",
    "size": 12,
    "name": "a.wav",
    "created_at": NOW,
    "process_status": "done",
    "processing_status": "Done",
    "uploaded_by_id": None,
    "uploaded_by_type": "User",
    "tokens_processing_total": 0,
}
SHARE = {
    "library_id": LIBRARY_ID,
    "org_id": FILE_ID,
    "role": "Viewer",
    "share_with_type": "User",
    "share_with_uuid": FILE_ID,
}
FILE = {
    "id": FILE_ID,
    "object": "file",
    "bytes": len(BYTES),
    "created_at": 1_762_000_000,
    "filename": "a.jsonl",
    "purpose": "batch",
    "sample_type": "batch_request",
    "source": "upload",
}
VOICE = {"id": VOICE_ID, "name": "Ada", "created_at": NOW, "user_id": None, "type": "custom"}
SAID = {"type": "message.output", "role": "assistant", "content": "".join(WORDS)}
TALK = {"conversation_id": TALK_ID, "outputs": [SAID], "usage": USAGE}

REPLIES: Replies = {
    ("GET", "/agents/pages"): Reply({"data": [AGENT]}),
    ("GET", "/agents/{id}"): Reply(AGENT),
    ("PATCH", "/agents/{id}"): Reply(AGENT),
    ("PATCH", "/agents/{id}/version"): Reply(AGENT),
    ("DELETE", "/agents/{id}"): NOTHING,
    ("PUT", "/agents/{id}/aliases"): Reply(ALIAS),
    ("DELETE", "/agents/{id}/aliases"): NOTHING,
    ("POST", "/conversations"): Reply(TALK),
    ("DELETE", "/conversations/{id}"): NOTHING,
    ("POST", "/libraries"): Reply(LIBRARY, 201),
    ("PUT", "/libraries/{id}"): Reply(LIBRARY),
    ("POST", "/libraries/{id}/documents"): Reply(DOCUMENT, 201),
    ("DELETE", "/libraries/{id}/documents/{document}"): NOTHING,
    ("PUT", "/libraries/{id}/share"): Reply(SHARE),
    ("DELETE", "/libraries/{id}/share"): Reply(SHARE),
    ("POST", "/files"): Reply(FILE),
    ("GET", "/files/{id}/content"): Reply(kind="application/octet-stream", raw=BYTES),
    ("GET", "/audio/voices/{id}/sample"): Reply(kind="audio/wav", raw=SOUND),
    ("PATCH", "/audio/voices/{id}"): Reply(VOICE),
    ("POST", "/audio/speech"): Reply({"audio_data": "UklGRg=="}),
    ("POST", "/agents/completions"): Reply(answers.answer("/v1/chat/completions", b"{}")),
    ("DELETE", "/models/{id}"): Reply({"id": "ft:own", "object": "model", "deleted": True}),
}


def parts(path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if path.endswith("/speech"):
        yield "speech.audio.delta", {"type": "speech.audio.delta", "audio_data": "UklGRg=="}
        yield "speech.audio.done", {"type": "speech.audio.done", "usage": USAGE}
        return
    begun = {"type": "conversation.response.started", "conversation_id": TALK_ID}
    yield begun["type"], begun
    for word in WORDS:
        made = {"id": "msg_1", "content_index": 0, "output_index": 0, "model": AGENT["model"]}
        kind = "message.output.delta"
        yield kind, {"type": kind, "content": word, "role": "assistant", **made, "agent_id": None}
    ended = {"type": "conversation.response.done", "usage": USAGE}
    yield "conversation.response.done", ended


def events(path: str, _body: bytes) -> list[bytes]:
    return [
        b"event: %s\ndata: %s\n\n" % (name.encode(), as_json(data)) for name, data in parts(path)
    ]


def wants_stream(_target: str, body: bytes) -> bool:
    return field(body, "stream") is True


def error(status: int) -> bytes:
    """Of two forms: what is wrong with a field, and everything else."""
    if status == 422:
        found = {"loc": ["body", "name"], "msg": "Field required", "type": "missing"}
        return as_json({"detail": [found]})
    return as_json({"message": f"vendor says {status}", "request_id": "0f1e"})


def lines(_stream: bool) -> Lines:
    return (("x-ratelimit-remaining-req-minute", "59"), ("X-Request-Id", "vendor-id-1"))


def of(id: str, method: str, template: str, body: bytes = b"", /, **parameters: str) -> Operation:
    return Operation(id, method, template, body, tail=template.format(**parameters))


AGENTS, LIBRARIES = "/v1/agents/{agent_id}", "/v1/libraries/{library_id}"
AN_AGENT, A_LIBRARY = {"agent_id": AGENT_ID}, {"library_id": LIBRARY_ID}
API = "agents_api_v1_"
WITH = {"share_with_uuid": FILE_ID, "share_with_type": "User"}


def talk(counts: tuple[int, int], model: str | None, **more: object) -> Operation:
    body = json_body(inputs=PROMPT, agent_id=AGENT_ID, **more)
    return Operation(
        API + "conversations_start", "POST", "/v1/conversations", body, usage=counts, model=model
    )


def speech(**more: object) -> Operation:
    body = json_body(input=PROMPT, model="voxtral-tts", **more)
    counts = (33, 5) if more else None
    return Operation(
        "speech_v1_audio_speech_post", "POST", "/v1/audio/speech", body, usage=counts, model=None
    )


OPERATIONS = {
    "mistral_agent_pages": of(API + "agents_list_pages", "GET", "/v1/agents/pages"),
    "mistral_agent": of(API + "agents_get", "GET", AGENTS, **AN_AGENT),
    "mistral_agent_change": of(
        API + "agents_update", "PATCH", AGENTS, json_body(name="Counter"), **AN_AGENT
    ),
    "mistral_agent_version": of(
        API + "agents_update_version", "PATCH", AGENTS + "/version", **AN_AGENT
    ),
    "mistral_agent_delete": of(API + "agents_delete", "DELETE", AGENTS, **AN_AGENT),
    "mistral_alias": of(
        API + "agents_create_or_update_alias", "PUT", AGENTS + "/aliases", **AN_AGENT
    ),
    "mistral_alias_delete": of(
        API + "agents_delete_alias", "DELETE", AGENTS + "/aliases", **AN_AGENT
    ),
    "mistral_agent_chat": Operation(
        "agents_completion_v1_agents_completions_post",
        "POST",
        "/v1/agents/completions",
        json_body(agent_id=AGENT_ID, messages=MESSAGES),
        usage=(11, 7),
        model="mistral-small-latest",
    ),
    "mistral_talk": talk((33, 5), None),
    "mistral_talk_stream": talk((33, 5), str(AGENT["model"]), stream=True),
    "mistral_talk_delete": of(
        API + "conversations_delete",
        "DELETE",
        "/v1/conversations/{conversation_id}",
        conversation_id=TALK_ID,
    ),
    "mistral_library": of("libraries_create_v1", "POST", "/v1/libraries", json_body(name="Notes")),
    "mistral_library_change": of(
        "libraries_update_v1", "PUT", LIBRARIES, json_body(name="Notes"), **A_LIBRARY
    ),
    "mistral_document": of(
        "libraries_documents_upload_v1",
        "POST",
        LIBRARIES + "/documents",
        multipart({}),
        **A_LIBRARY,
    ),
    "mistral_document_delete": of(
        "libraries_documents_delete_v1",
        "DELETE",
        LIBRARIES + "/documents/{document_id}",
        document_id=FILE_ID,
        **A_LIBRARY,
    ),
    "mistral_share": of(
        "libraries_share_create_v1",
        "PUT",
        LIBRARIES + "/share",
        json_body(level="Viewer", **WITH),
        **A_LIBRARY,
    ),
    "mistral_share_delete": of(
        "libraries_share_delete_v1", "DELETE", LIBRARIES + "/share", json_body(**WITH), **A_LIBRARY
    ),
    "mistral_upload": of(
        "files_api_routes_upload_file", "POST", "/v1/files", multipart({"purpose": "batch"})
    ),
    "mistral_file_content": of(
        "files_api_routes_download_file", "GET", "/v1/files/{file_id}/content", file_id=FILE_ID
    ),
    "mistral_sample": of(
        "get_voice_sample_audio_v1_audio_voices__voice_id__sample_get",
        "GET",
        "/v1/audio/voices/{voice_id}/sample",
        voice_id=VOICE_ID,
    ),
    "mistral_voice_change": of(
        "update_voice_v1_audio_voices__voice_id__patch",
        "PATCH",
        "/v1/audio/voices/{voice_id}",
        json_body(name="Ada"),
        voice_id=VOICE_ID,
    ),
    "mistral_speech": speech(),
    "mistral_speech_stream": speech(stream=True),
    "mistral_model_delete": of(
        "delete_model_v1_models__model_id__delete",
        "DELETE",
        "/v1/models/{model_id}",
        model_id="ft:own",
    ),
}

SERVED = Served(
    voice=Voice(
        whole=whole_of(REPLIES),
        status=status_of(REPLIES),
        error=error,
        wants_stream=wants_stream,
        events=events,
        lines=lines,
        limits=(("x-ratelimit-remaining-req-minute", "0"),),
    ),
    operations=OPERATIONS,
    apis={
        "MistralMore": Api(
            "/mistral-more/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["MISTRAL_MORE"],
            port="MISTRAL_MORE",
            provider="mistral/v1",
        ),
    },
)
