"""What the table knows of the project in `project/`: operations, APIs, keys. Fixed values only."""

from __future__ import annotations

from tests.conformance import azure_facts, openai_facts
from tests.conformance.forms import BOUNDARY as BOUNDARY
from tests.conformance.forms import MESSAGES as MESSAGES
from tests.conformance.forms import PROMPT as PROMPT
from tests.conformance.forms import Api as Api
from tests.conformance.forms import Operation as Operation
from tests.conformance.forms import json_body as json_body
from tests.conformance.forms import multipart as multipart
from tests.conformance.keys import BOUND_CLIENT_KEY as BOUND_CLIENT_KEY
from tests.conformance.keys import BROKEN_VENDOR_KEY as BROKEN_VENDOR_KEY
from tests.conformance.keys import CLIENT_KEY as CLIENT_KEY
from tests.conformance.keys import CLIENT_KEYS as CLIENT_KEYS
from tests.conformance.keys import ELSEWHERE_CLIENT_KEY as ELSEWHERE_CLIENT_KEY
from tests.conformance.keys import LAB_VENDOR_KEY as LAB_VENDOR_KEY
from tests.conformance.keys import MAIN_VENDOR_KEY as MAIN_VENDOR_KEY
from tests.conformance.keys import OPENAI_VENDOR_KEY as OPENAI_VENDOR_KEY
from tests.conformance.keys import REPLACED_VENDOR_KEY as REPLACED_VENDOR_KEY
from tests.conformance.keys import SECOND_CLIENT_KEY as SECOND_CLIENT_KEY
from tests.conformance.keys import SECOND_VENDOR_KEY as SECOND_VENDOR_KEY
from tests.conformance.keys import VENDOR_KEYS as VENDOR_KEYS
from tests.conformance.vendors import APIS as BUNDLED_APIS
from tests.conformance.vendors import OPERATIONS as BUNDLED_OPERATIONS

QUERY = "query-marker-77c0"

ORIGIN = "http://portal.test"
OTHER_ORIGIN = "https://other-portal.test:8443"

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
    **openai_facts.OPERATIONS,
    **openai_facts.LIVE,
    **azure_facts.OPERATIONS,
    **BUNDLED_OPERATIONS,
}


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
    "LabPinned": Api(
        "/lab-pinned/1.0.0",
        vendor_key=LAB_VENDOR_KEY,
        base_path="/pinned",  # else a call to the vendor's own URL could be of either API
        port="LAB",
        provider="lab",
        auth=("api-key", ""),
        pinned_query="trace=1",
        pinned_headers=(("X-Default-Pin", "endpoint"), ("X-Own-Pin", "own")),
    ),
    "Versioned": Api("/1.0.0/ctx"),
    "GoldenTwo": Api("/golden/2.0.0", "2.0.0"),
    "LimitedOpen": Api("/limited-open/1.0.0", secured=False),
    "CheckedSmall": Api(
        "/checked-small/1.0.0", vendor_key=OPENAI_VENDOR_KEY, port="OPENAI", provider="openai"
    ),
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
        ("Deprecated", "deprecated"),
        ("Blocked", "blocked"),
        ("Retired", "retired"),
        ("Checked", "checked"),
        ("CheckedKeyless", "checked-keyless"),
        ("Warned", "warned"),
        ("Metered", "metered"),
        ("MeteredToo", "metered-too"),
        ("Golden", "golden"),
        ("LimitedRequests", "limited-requests"),
        ("LimitedTokens", "limited-tokens"),
        ("LimitedSecond", "limited-second"),
        ("LimitedRunning", "limited-running"),
        ("LimitedBlocked", "limited-blocked"),
        ("TokenOnly", "token-only"),
        ("TokenOrKey", "token-or-key"),
        ("TokenScoped", "token-scoped"),
        ("TokenPlan", "token-plan"),
    ),
    **openai_facts.APIS,
    **azure_facts.APIS,
    **BUNDLED_APIS,
}

# Two versions of one API live side by side under one name.
NAMES = {"MainTwo": "Main", "GoldenTwo": "Golden", "OpenAINext": "OpenAI"}
