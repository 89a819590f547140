"""Bedrock: the model in the path, streams as binary frames, counts in headers of some answers."""

from __future__ import annotations

import base64
from typing import Any

from tests.conformance.answers import WORDS
from tests.conformance.eventstream import event
from tests.conformance.forms import PROMPT, Api, Operation, json_body
from tests.conformance.keys import BUNDLED_VENDOR_KEYS
from tests.conformance.vendors.voice import Lines, Served, Voice, as_json

MODEL = "eu.anthropic.claude-sonnet-5-v1:0"
FRESH, CACHED, KEPT, WRITTEN = 30, 628, 9, 59
READ = FRESH + CACHED + KEPT
IN_HEADERS = (31, 32)
USAGE = {
    "inputTokens": FRESH,
    "outputTokens": WRITTEN,
    "totalTokens": READ + WRITTEN,
    "cacheReadInputTokens": CACHED,
    "cacheWriteInputTokens": KEPT,
}
STREAMS = ("/converse-stream", "/invoke-with-response-stream")
ARN = "arn:aws:bedrock:eu-west-1:000000000000:async-invoke/ab12"
PLACE = {"s3OutputDataConfig": {"s3Uri": "s3://answers/here"}}
MESSAGES = [{"role": "user", "content": [{"text": PROMPT}]}]
UNITS = (
    "topicPolicyUnits",
    "contentPolicyUnits",
    "wordPolicyUnits",
    "sensitiveInformationPolicyUnits",
    "sensitiveInformationPolicyFreeUnits",
    "contextualGroundingPolicyUnits",
)


def whole(method: str, path: str, _body: bytes) -> tuple[str, bytes]:
    return "application/json", as_json(answer(method, path))


def answer(method: str, path: str) -> dict[str, Any]:
    said = {"role": "assistant", "content": [{"text": "".join(WORDS)}]}
    match path.rpartition("/")[2]:
        case "converse":
            ended = {"stopReason": "end_turn", "metrics": {"latencyMs": 1275}}
            return {"output": {"message": said}, "usage": USAGE, **ended}
        case "invoke":
            return {"generation": "".join(WORDS), "prompt_token_count": 7, "stop_reason": "stop"}
        case "count-tokens":
            return {"inputTokens": 14}
        case "apply":
            units = dict.fromkeys(UNITS, 0)
            return {"usage": units, "action": "NONE", "outputs": [], "assessments": []}
    if method == "POST":
        return {"invocationArn": ARN}
    made = {"invocationArn": ARN, "modelArn": "arn:aws:bedrock:eu-west-1::foundation-model/x"}
    times = {"submitTime": "2026-11-02T09:30:00Z", "outputDataConfig": PLACE}
    return {"asyncInvokeSummaries": [{**made, **times, "status": "InProgress"}]}


def events(path: str, _body: bytes) -> list[bytes]:
    if path.endswith("/invoke-with-response-stream"):
        pieces = (as_json({"generation": word, "usage": {"inputTokens": 6}}) for word in WORDS)
        return [event("chunk", {"bytes": base64.b64encode(one).decode()}) for one in pieces]
    deltas = (
        event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}})
        for word in WORDS
    )
    return [
        event("messageStart", {"role": "assistant"}),
        *deltas,
        event("contentBlockStop", {"contentBlockIndex": 0}),
        event("messageStop", {"stopReason": "end_turn"}),
        event("metadata", {"usage": USAGE, "metrics": {"latencyMs": 1275}}),
    ]


def wants_stream(target: str, _body: bytes) -> bool:
    return target.partition("?")[0].endswith(STREAMS)


def error(status: int) -> bytes:
    return as_json({"message": f"vendor says {status}"})


def lines(stream: bool) -> Lines:
    read, written = IN_HEADERS
    counts = (
        ("X-Amzn-Bedrock-Input-Token-Count", str(read)),
        ("X-Amzn-Bedrock-Output-Token-Count", str(written)),
    )
    return (("x-amzn-RequestId", "vendor-id-1"), *(() if stream else counts))


def asked(id: str, tail: str, counts: tuple[int, int] | None, **fields: object) -> Operation:
    return Operation(
        id,
        "POST",
        "/model/{modelId}/" + tail,
        json_body(**fields),
        tail=f"/model/{MODEL}/{tail}",
        usage=counts,
        model=None,
        deployment=MODEL,
    )


OPERATIONS = {
    "bedrock_chat": asked("Converse", "converse", (READ, WRITTEN), messages=MESSAGES),
    "bedrock_chat_stream": asked(
        "ConverseStream", "converse-stream", (READ, WRITTEN), messages=MESSAGES
    ),
    "bedrock_invoke": asked("InvokeModel", "invoke", IN_HEADERS, prompt=PROMPT),
    "bedrock_invoke_stream": asked(
        "InvokeModelWithResponseStream", "invoke-with-response-stream", None, prompt=PROMPT
    ),
    "bedrock_count": asked(
        "CountTokens", "count-tokens", None, input={"converse": {"messages": MESSAGES}}
    ),
    "bedrock_guardrail": Operation(
        "ApplyGuardrail",
        "POST",
        "/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply",
        json_body(source="INPUT", content=[{"text": {"text": PROMPT}}]),
        tail="/guardrail/ab12cd34ef56/version/DRAFT/apply",
    ),
    "bedrock_start": Operation(
        "StartAsyncInvoke",
        "POST",
        "/async-invoke",
        json_body(modelId="amazon.nova-reel-v1:0", modelInput={}, outputDataConfig=PLACE),
    ),
    "bedrock_models": Operation("ListAsyncInvokes", "GET", "/async-invoke"),
}

SERVED = Served(
    voice=Voice(
        whole=whole,
        error=error,
        wants_stream=wants_stream,
        events=events,
        stream_kind="application/vnd.amazon.eventstream",
        lines=lines,
        limits=(("x-amzn-ErrorType", "ThrottlingException:http://internal.amazon.com/"),),
    ),
    operations=OPERATIONS,
    apis={
        "Bedrock": Api(
            "/bedrockapi/1.0.0",
            vendor_key=BUNDLED_VENDOR_KEYS["BEDROCK"],
            port="BEDROCK",
            provider="bedrock/2023-09-30",
        ),
    },
)
