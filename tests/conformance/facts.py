"""What the table knows of the project in `project/`: operations, APIs, keys. Fixed values only."""

from __future__ import annotations

import json
from dataclasses import dataclass

PROMPT = "prompt-marker-5b1e"
QUERY = "query-marker-77c0"

CLIENT_KEY = "gwk_demo_7f3a9c51d2e84b06"
SECOND_CLIENT_KEY = "gwk_demo_second_0c9d8e7f6a5b4c3d"
BOUND_CLIENT_KEY = "gwk_bound_1a2b3c4d5e6f7081"
ELSEWHERE_CLIENT_KEY = "gwk_elsewhere_92a3b4c5d6e7f809"
CLIENT_KEYS = (CLIENT_KEY, SECOND_CLIENT_KEY, BOUND_CLIENT_KEY, ELSEWHERE_CLIENT_KEY)

MAIN_VENDOR_KEY = "sk-vendor-main-41c7a0"
SECOND_VENDOR_KEY = "sk-vendor-second-88e2f1"
LAB_VENDOR_KEY = "lab-vendor-3c9e55d1"
REPLACED_VENDOR_KEY = "sk-vendor-replaced-5d0b93"
BROKEN_VENDOR_KEY = "sk-vendor broken-6e1f20"
VENDOR_KEYS = (
    MAIN_VENDOR_KEY,
    SECOND_VENDOR_KEY,
    LAB_VENDOR_KEY,
    REPLACED_VENDOR_KEY,
    BROKEN_VENDOR_KEY,
)

ORIGIN = "http://portal.test"
OTHER_ORIGIN = "https://other-portal.test:8443"

BOUNDARY = "conformance-boundary"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the vendor as the table calls it. `tail`: the path that a client writes."""

    id: str
    method: str
    template: str
    body: bytes = b""
    tail: str = ""
    usage: tuple[int, int] | None = None

    @property
    def path(self) -> str:
        return self.tail or self.template


def json_body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def multipart(parts: dict[str, str], file: bytes = b"RIFF....WAVE") -> bytes:
    """A multipart/form-data body (RFC 7578) with BOUNDARY, the file last."""
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n'
        "Content-Type: audio/wav\r\n\r\n"
    )
    return (fields + head).encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()


MESSAGES = [{"role": "user", "content": PROMPT}]
MODEL = "mistral-small-latest"

OPERATIONS = {
    "chat": Operation(
        "chat_completion_v1_chat_completions_post",
        "POST",
        "/v1/chat/completions",
        json_body(model=MODEL, messages=MESSAGES),
        usage=(11, 7),
    ),
    "chat_stream": Operation(
        "chat_completion_v1_chat_completions_post",
        "POST",
        "/v1/chat/completions",
        json_body(model=MODEL, messages=MESSAGES, stream=True),
        usage=(11, 7),
    ),
    "fim": Operation(
        "fim_completion_v1_fim_completions_post",
        "POST",
        "/v1/fim/completions",
        json_body(model="codestral-latest", prompt=PROMPT, suffix="end"),
        usage=(11, 7),
    ),
    "embeddings": Operation(
        "embeddings_v1_embeddings_post",
        "POST",
        "/v1/embeddings",
        json_body(model="mistral-embed", input=[PROMPT, "two"]),
        usage=(5, 0),
    ),
    "moderations": Operation(
        "moderations_v1_moderations_post",
        "POST",
        "/v1/moderations",
        json_body(model="mistral-moderation-latest", input=PROMPT),
    ),
    "chat_moderations": Operation(
        "chat_moderations_v1_chat_moderations_post",
        "POST",
        "/v1/chat/moderations",
        json_body(model="mistral-moderation-latest", input=MESSAGES),
    ),
    "ocr": Operation(
        "ocr_v1_ocr_post",
        "POST",
        "/v1/ocr",
        json_body(
            model="mistral-ocr-latest",
            document={"type": "document_url", "document_url": "https://example.test/a.pdf"},
        ),
    ),
    "transcribe": Operation(
        "audio_api_v1_transcriptions_post",
        "POST",
        "/v1/audio/transcriptions",
        multipart({"model": "voxtral-mini-latest"}),
        usage=(11, 7),
    ),
    "transcribe_stream": Operation(
        "audio_api_v1_transcriptions_post",
        "POST",
        "/v1/audio/transcriptions",
        multipart({"model": "voxtral-mini-latest", "stream": "true"}),
        usage=(11, 7),
    ),
    "things": Operation("list_things", "GET", "/v1/things"),
    "head_things": Operation("head_things", "HEAD", "/v1/things"),
    "options_things": Operation("options_things", "OPTIONS", "/v1/things"),
    "create_thing": Operation("create_thing", "POST", "/v1/things", json_body(name="one")),
    "thing": Operation("read_thing", "GET", "/v1/things/{thing-id}", tail="/v1/things/a"),
    "delete_thing": Operation(
        "delete_thing", "DELETE", "/v1/things/{thing-id}", tail="/v1/things/a"
    ),
    "file": Operation(
        "read_file",
        "GET",
        "/v1/things/{thing-id}/files/{file-id}",
        tail="/v1/things/a%20b/files/c..d",
    ),
    "deployed_chat": Operation(
        "deployed_chat",
        "POST",
        "/v1/deployments/{deployment-id}/chat",
        json_body(model="answering-model", messages=MESSAGES),
        tail="/v1/deployments/my%20model-1/chat",
        usage=(11, 7),
    ),
    "models": Operation("list_models_v1_models_get", "GET", "/v1/models"),
    "model": Operation(
        "retrieve_model_v1_models__model_id__get",
        "GET",
        "/v1/models/{model_id}",
        tail="/v1/models/mistral-small-latest",
    ),
}


@dataclass(frozen=True, slots=True)
class Api:
    """An API of the project: where it answers, and what its vendor must be sent."""

    base: str
    version: str = "1.0.0"
    vendor_key: str = MAIN_VENDOR_KEY
    base_path: str = ""
    port: str = "VENDOR"
    secured: bool = True
    provider: str = "mistral"
    host: str = "127.0.0.1"
    auth: tuple[str, str] = ("authorization", "Bearer ")
    pinned_query: str = ""
    pinned_headers: tuple[tuple[str, str], ...] = ()


def _plain(*names: tuple[str, str]) -> dict[str, Api]:
    return {name: Api(f"/{context}/1.0.0") for name, context in names}


APIS = {
    "Main": Api("/main/1.0.0"),
    "Open": Api("/open/1.0.0", secured=False),
    "Pinned": Api("/pinned/2.1.0", "2.1.0", base_path="/deep/base"),
    "Second": Api("/second/1.0.0", vendor_key=SECOND_VENDOR_KEY, port="SECOND"),
    "MainTwo": Api("/main/2.0.0", "2.0.0", vendor_key=SECOND_VENDOR_KEY, port="SECOND"),
    "FileReplaced": Api("/file-replaced/1.0.0", vendor_key=REPLACED_VENDOR_KEY),
    "Lab": Api(
        "/lab/1.0.0",
        vendor_key=LAB_VENDOR_KEY,
        port="LAB",
        provider="lab",
        auth=("api-key", ""),
        pinned_query="api-version=2024-10-21",
        pinned_headers=(("X-Default-Pin", "gateway"), ("X-Fixed-Pin", "always")),
    ),
    "Versioned": Api("/1.0.0/ctx"),
    "TlsPrivate": Api("/tls/1.0.0", port="TLS", host="localhost"),
    **_plain(
        ("FileMissing", "file-missing"),
        ("FileBroken", "file-broken"),
        ("FileEmpty", "file-empty"),
        ("FileFolder", "file-folder"),
        ("EnvMissing", "env-missing"),
        ("EnvEmpty", "env-empty"),
        ("EnvBroken", "env-broken"),
        ("EnvMissingDead", "env-missing-dead"),
        ("TlsOther", "tls-other"),
        ("TlsName", "tls-name"),
        ("TlsPlain", "tls-plain"),
        ("TlsSilent", "tls-silent"),
        ("Moving", "moving"),
        ("TlsSameAddress", "tls-same-address"),
        ("Refused", "refused"),
        ("Nowhere", "nowhere"),
        ("BlackHole", "black-hole"),
        ("Impatient", "impatient"),
        ("Small", "small"),
        ("Subset", "subset"),
    ),
}

# Two versions of one API live side by side under one name.
NAMES = {"MainTwo": "Main"}
