"""Azure OpenAI's newer surface: no `api-version` needed, the model in the body, 201 for what is
made."""

from __future__ import annotations

from tests.conformance.exchange import Headers
from tests.conformance.facts import CLIENT_KEY
from tests.conformance.table.azure import OURS, THEIRS
from tests.conformance.table.served import Rows

rows = Rows("azurev1", "AzureV1", THEIRS, OURS)
plain, streamed = rows.plain, rows.streamed
PREVIEW: Headers = (("aoai-evals", "preview"),)

ROWS = (
    plain("chat"),
    plain("chat", "api_key_of_client", credentials=(("api-key", CLIENT_KEY),)),
    plain("chat", "version_given", query="?api-version=preview"),
    plain("response"),
    plain("response_get"),
    plain("response_delete"),
    plain("embeddings"),
    plain("models"),
    plain("model"),
    plain("upload"),
    plain("files"),
    plain("file_content"),
    plain("file_delete"),
    plain("store"),
    plain("stores", query="?limit=2&order=asc"),
    plain("store_change"),
    plain("evaluation", status=201, headers=PREVIEW, seen={"aoai-evals": ("preview",)}),
    streamed("chat_stream"),
    streamed("response_stream"),
    streamed("response_get", "response_get_stream", query="?stream=true"),
    rows.one_by_one("response_stream"),
    *rows.own("chat", 400, 401, 404, 429),
    *rows.own("response_stream", 429),
    *rows.without_key(),
    rows.nothing("deployments", "/openai/deployments/gpt-4o/chat/completions"),
    rows.nothing("without_prefix", "/v1/chat/completions"),
    rows.refused("nothing_images", "models", target=b"/azurev1/1.0.0/openai/v1/images/generations"),
)
