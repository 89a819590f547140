"""What each mock vendor answers: the one place that knows which vendor has which shapes."""

from __future__ import annotations

import json

from tests.conformance import answers, azure_answers, openai_answers, openai_streams

Lines = tuple[tuple[str, str], ...]
OPENAI, AZURE = "openai", "azure-openai"


def whole(provider: str, method: str, path: str, body: bytes) -> tuple[str, bytes]:
    """The media type and body of the right answer to a request; anything may stand before the
    vendor's own path."""
    match provider:
        case "openai":
            return openai_answers.whole(method, path, body)
        case "azure-openai":
            return azure_answers.whole(path, body)
    data = answers.answer(path, body)
    return "application/json", json.dumps(data, ensure_ascii=False).encode()


def wants_stream(provider: str, target: str, body: bytes) -> bool:
    """Whether the request asks for events."""
    if provider in (OPENAI, AZURE):
        path, _, query = target.partition("?")
        return openai_streams.wants(path, query, body)
    return answers.wants_stream(body)


def events(provider: str, path: str, body: bytes) -> list[bytes]:
    """The events of the right answer."""
    match provider:
        case "openai":
            return openai_streams.events(path, body)
        case "azure-openai":
            return azure_answers.events(path, body)
    return answers.events(path, body)


def lengthened(data: bytes, size: int) -> bytes:
    """An answer or event with `size` bytes in place of each text and picture."""
    for part in (openai_answers.TEXT, openai_answers.PIXEL):
        data = data.replace(part.encode(), b"A" * size)
    return data


def lines(provider: str, *, stream: bool = False) -> Lines:
    """The headers of a right answer beside its media type."""
    match provider:
        case "openai":
            return openai_answers.lines(not stream)
        case "azure-openai":
            return azure_answers.lines(not stream)
    if stream:
        return ()
    return (("X-RateLimit-Limit-Tokens", "500000"), ("X-Request-Id", "vendor-id-1"))


def error(provider: str, status: int) -> bytes:
    """The body of the vendor's own error."""
    match provider:
        case "openai":
            return openai_answers.error(status)
        case "azure-openai":
            return azure_answers.error(status)
    data = {"object": "error", "message": f"vendor says {status}", "type": "x", "code": 3}
    return json.dumps(data, ensure_ascii=False).encode()


def unauthorized(provider: str) -> bytes:
    """The vendor's answer to a request without its credential."""
    return error(provider, 401) if provider in (OPENAI, AZURE) else b'{"detail":"Unauthorized"}'


def refuses(provider: str, target: str) -> bytes | None:
    """The vendor's error where the target lacks what every request must have."""
    if provider == AZURE and "api-version=20" not in target.partition("?")[2]:
        return error(provider, 404)
    return None
