"""The rest of OpenAI: files, batches, uploads, calls, containers, skills, videos, runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.conformance import openai_answers
from tests.conformance.answers import WORDS
from tests.conformance.forms import PROMPT, Api, Operation, json_body, multipart
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.openai_answers import NOW, field
from tests.conformance.vendors.copies import BYTES, FILE, batch, file, page
from tests.conformance.vendors.kept import SILENT, Replies, Reply, status_of, whole_of
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

ZIP = b"PK\x03\x04" + bytes(range(256)) * 64
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 400
PICTURE = b"RIFF\x1a\x00\x00\x00WEBPVP8L"
OFFER = b"v=0\r\no=- 46 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
UPLOAD, CALL, BOX, SKILL, VIDEO, THREAD, RUN, STORED = (
    "upload_8f",
    "rtc_u1",
    "cntr_2b",
    "skill_7c",
    "video_5e",
    "thread_3a",
    "run_9d",
    "chatcmpl-B9MBs8",
)
BETA = ("OpenAI-Beta", "assistants=v2")
COUNTS = (19, 10)


def upload(status: str) -> dict[str, Any]:
    times = {"created_at": NOW, "expires_at": NOW + 3600}
    known = {"filename": "a.jsonl", "purpose": "batch", "bytes": 24}
    return {"id": UPLOAD, "object": "upload", "status": status, **known, **times}


def run(status: str) -> dict[str, Any]:
    ended = status == "completed"
    return {
        "id": RUN,
        "object": "thread.run",
        "created_at": NOW,
        "thread_id": THREAD,
        "assistant_id": "asst_1",
        "status": status,
        "model": "gpt-4o-2024-11-20",
        "instructions": "Be brief.",
        "tools": [],
        "parallel_tool_calls": True,
        "usage": openai_answers.CHAT_USAGE if ended else None,
    }


def gone(id: str, kind: str) -> Reply:
    return Reply({"id": id, "object": kind, "deleted": True})


BOX_FILE = {
    "id": "cfile_1",
    "object": "container.file",
    "bytes": 24,
    "container_id": BOX,
    "created_at": NOW,
    "path": "/mnt/data/a.jsonl",
    "source": "user",
}
FILM_CARD = {
    "id": VIDEO,
    "object": "video",
    "created_at": NOW,
    "model": "sora-2",
    "progress": 40,
    "seconds": "8",
    "size": "720x1280",
    "status": "in_progress",
}
SESSION = {"id": "sess_1", "object": "realtime.session", "type": "realtime"}
CRITERION = {
    "type": "string_check",
    "name": "same",
    "input": "{{ item.a }}",
    "operation": "eq",
    "reference": "{{ item.b }}",
}
SOURCE = {"type": "custom", "schema": {"type": "object"}}
EVALUATION = {"id": "eval_1", "object": "eval", "name": "words", "created_at": NOW}
SHAPES = {"data_source_config": SOURCE, "testing_criteria": [CRITERION]}

REPLIES: Replies = {
    ("POST", "/files"): Reply(file()),
    ("GET", "/files"): Reply(page(file())),
    ("GET", "/files/{id}"): Reply(file()),
    ("DELETE", "/files/{id}"): gone(FILE, "file"),
    ("GET", "/files/{id}/content"): Reply(kind="application/octet-stream", raw=BYTES),
    ("POST", "/batches"): Reply(batch()),
    ("GET", "/batches"): Reply(page(batch())),
    ("GET", "/batches/{id}"): Reply(batch("completed")),
    ("POST", "/batches/{id}/cancel"): Reply(batch("cancelling")),
    ("POST", "/uploads"): Reply(upload("pending")),
    ("POST", "/uploads/{id}/parts"): Reply(
        {"id": "part_1", "object": "upload.part", "created_at": NOW, "upload_id": UPLOAD}
    ),
    ("POST", "/uploads/{id}/complete"): Reply(upload("completed")),
    ("POST", "/uploads/{id}/cancel"): Reply(upload("cancelled")),
    ("POST", "/realtime/calls"): Reply(status=201, kind="application/sdp", raw=OFFER),
    ("POST", "/realtime/calls/{id}/hangup"): SILENT,
    ("POST", "/realtime/client_secrets"): Reply(
        {"value": "ek_68af", "expires_at": NOW + 60, "session": SESSION}
    ),
    ("DELETE", "/containers/{id}"): SILENT,
    ("POST", "/containers/{id}/files"): Reply(BOX_FILE),
    ("GET", "/containers/{id}/files/{file}/content"): Reply(
        kind="application/octet-stream", raw=BYTES
    ),
    ("GET", "/skills/{id}/content"): Reply(kind="application/zip", raw=ZIP),
    ("POST", "/videos"): Reply(FILM_CARD),
    ("GET", "/videos/{id}"): Reply(FILM_CARD),
    ("POST", "/videos/edits"): Reply(FILM_CARD),
    ("GET", "/videos/characters/{id}"): Reply({"id": "char_1", "created_at": NOW}),
    ("GET", "/videos/{id}/content"): Reply(kind="video/mp4", raw=FILM),
    ("POST", "/evals"): Reply({**EVALUATION, **SHAPES}, 201),
    ("DELETE", "/chat/completions/{id}"): gone(STORED, "chat.completion.deleted"),
    ("DELETE", "/models/{id}"): gone("ft:gpt-4o:acme::7qTVM5AR", "model"),
    ("POST", "/threads/{id}/runs"): Reply(run("queued")),
    ("GET", "/threads/{id}/runs/{run}"): Reply(run("in_progress")),
}


def parts() -> Iterator[tuple[str, dict[str, Any]]]:
    for status in ("queued", "in_progress"):
        yield f"thread.run.{'created' if status == 'queued' else status}", run(status)
    for word in WORDS:
        text = {"index": 0, "type": "text", "text": {"value": word, "annotations": []}}
        delta = {"delta": {"content": [text]}}
        yield (
            "thread.message.delta",
            {"id": "msg_1", "object": "thread.message.delta", **delta},
        )
    yield "thread.run.completed", run("completed")


def events(_path: str, _body: bytes) -> list[bytes]:
    said = [b"event: %s\ndata: %s\n\n" % (name.encode(), as_json(data)) for name, data in parts()]
    return [*said, b"event: done\ndata: [DONE]\n\n"]


def wants_stream(_target: str, body: bytes) -> bool:
    return field(body, "stream") is True


def lines(stream: bool) -> Lines:
    return openai_answers.lines(not stream)


def of(id: str, method: str, template: str, body: bytes = b"", /, **parameters: str) -> Operation:
    return Operation(id, method, template, body, tail=template.format(**parameters))


def running(**more: object) -> Operation:
    path, body = f"/v1/threads/{THREAD}/runs", json_body(assistant_id="asst_1", **more)
    counts = COUNTS if more else (None, None)
    return Operation(
        "createRun",
        "POST",
        "/v1/threads/{thread_id}/runs",
        body,
        tail=path,
        usage=counts,
        model="gpt-4o-2024-11-20",
    )


FILES, BATCHES, UPLOADS, CALLS, VIDEOS = (
    "/v1/files/{file_id}",
    "/v1/batches/{batch_id}",
    "/v1/uploads/{upload_id}",
    "/v1/realtime/calls",
    "/v1/videos",
)
BOXES, RUNS = "/v1/containers/{container_id}", "/v1/threads/{thread_id}/runs/{run_id}"
A_FILE, A_BATCH, A_BOX = {"file_id": FILE}, {"batch_id": "batch_4e7b"}, {"container_id": BOX}
AN_UPLOAD, A_VIDEO = {"upload_id": UPLOAD}, {"video_id": VIDEO}
WINDOW = {"endpoint": "/v1/chat/completions", "completion_window": "24h"}
PENDING = {"bytes": 24, "filename": "a.jsonl", "mime_type": "text/jsonl", "purpose": "batch"}

OPERATIONS = {
    "more_upload_file": of("createFile", "POST", "/v1/files", multipart({"purpose": "batch"})),
    "more_files": of("listFiles", "GET", "/v1/files"),
    "more_file": of("retrieveFile", "GET", FILES, **A_FILE),
    "more_file_delete": of("deleteFile", "DELETE", FILES, **A_FILE),
    "more_file_content": of("downloadFile", "GET", FILES + "/content", **A_FILE),
    "more_batch": of("createBatch", "POST", "/v1/batches", json_body(input_file_id=FILE, **WINDOW)),
    "more_batches": of("listBatches", "GET", "/v1/batches"),
    "more_batch_get": of("retrieveBatch", "GET", BATCHES, **A_BATCH),
    "more_batch_cancel": of("cancelBatch", "POST", BATCHES + "/cancel", **A_BATCH),
    "more_upload": of("createUpload", "POST", "/v1/uploads", json_body(**PENDING)),
    "more_upload_part": of(
        "addUploadPart", "POST", UPLOADS + "/parts", multipart({}, BYTES, "data"), **AN_UPLOAD
    ),
    "more_upload_complete": of(
        "completeUpload",
        "POST",
        UPLOADS + "/complete",
        json_body(part_ids=["part_1"]),
        **AN_UPLOAD,
    ),
    "more_upload_cancel": of("cancelUpload", "POST", UPLOADS + "/cancel", **AN_UPLOAD),
    "more_call": of("create-realtime-call", "POST", CALLS, OFFER),
    "more_call_in_parts": of(
        "create-realtime-call", "POST", CALLS, multipart({"sdp": OFFER.decode()})
    ),
    "more_hangup": of("hangup-realtime-call", "POST", CALLS + "/{call_id}/hangup", call_id=CALL),
    "more_secret": of(
        "create-realtime-client-secret",
        "POST",
        "/v1/realtime/client_secrets",
        json_body(session={"type": "realtime", "model": "gpt-realtime"}),
    ),
    "more_box_delete": of("DeleteContainer", "DELETE", BOXES, **A_BOX),
    "more_box_upload": of(
        "CreateContainerFile", "POST", BOXES + "/files", multipart({}, BYTES), **A_BOX
    ),
    "more_box_file": of(
        "CreateContainerFile", "POST", BOXES + "/files", json_body(file_id=FILE), **A_BOX
    ),
    "more_box_content": of(
        "RetrieveContainerFileContent",
        "GET",
        BOXES + "/files/{file_id}/content",
        file_id="cfile_1",
        **A_BOX,
    ),
    "more_skill": of("GetSkillContent", "GET", "/v1/skills/{skill_id}/content", skill_id=SKILL),
    "more_video": of("createVideo", "POST", VIDEOS, json_body(prompt=PROMPT, model="sora-2")),
    "more_video_get": of("GetVideo", "GET", VIDEOS + "/{video_id}", **A_VIDEO),
    "more_video_edit": of(
        "CreateVideoEdit", "POST", VIDEOS + "/edits", json_body(prompt=PROMPT, video=VIDEO)
    ),
    "more_video_content": of(
        "RetrieveVideoContent", "GET", VIDEOS + "/{video_id}/content", **A_VIDEO
    ),
    "more_character": of(
        "GetVideoCharacter", "GET", VIDEOS + "/characters/{character_id}", character_id="content"
    ),
    "more_evaluation": of(
        "createEval",
        "POST",
        "/v1/evals",
        json_body(
            data_source_config={"type": "custom", "item_schema": {"type": "object"}},
            testing_criteria=[CRITERION],
        ),
    ),
    "more_stored_delete": of(
        "deleteChatCompletion",
        "DELETE",
        "/v1/chat/completions/{completion_id}",
        completion_id=STORED,
    ),
    "more_model_delete": of(
        "deleteModel", "DELETE", "/v1/models/{model}", model="ft:gpt-4o:acme::7qTVM5AR"
    ),
    "more_run": running(),
    "more_run_stream": running(stream=True),
    "more_run_get": of("getRun", "GET", RUNS, thread_id=THREAD, run_id=RUN),
}

SERVED = Served(
    voice=Voice(
        whole=whole_of(REPLIES),
        status=status_of(REPLIES),
        error=openai_answers.error,
        wants_stream=wants_stream,
        events=events,
        lines=lines,
    ),
    operations=OPERATIONS,
    apis={
        "OpenAIMore": Api(
            "/openai-more/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["OPENAI_MORE"],
            port="OPENAI_MORE",
            provider="openai/v1",
        ),
    },
)
