"""What each mock vendor answers: the one place that knows which vendor has which shapes."""

from __future__ import annotations

from collections.abc import Mapping

from compiler.contract import VENDOR_REQUEST_ID_HEADERS
from tests.conformance import answers, azure_answers, openai_answers, openai_streams
from tests.conformance.vendors import SERVED
from tests.conformance.vendors.voice import Lines, Voice, as_json

OPENAI, AZURE = "openai", "azure-openai"


def _mistral(_method: str, path: str, body: bytes) -> tuple[str, bytes]:
    return "application/json", as_json(answers.answer(path, body))


def _mistral_error(status: int) -> bytes:
    return as_json({"object": "error", "message": f"vendor says {status}", "type": "x", "code": 3})


def _mistral_lines(stream: bool) -> Lines:
    numbered = (("X-RateLimit-Limit-Tokens", "500000"), ("X-Request-Id", "vendor-id-1"))
    return () if stream else numbered


def _openai_stream(target: str, body: bytes) -> bool:
    path, _, query = target.partition("?")
    return openai_streams.wants(path, query, body)


def _azure_refuses(target: str, _headers: Mapping[str, str]) -> tuple[int, bytes] | None:
    """Every request must name a version that the vendor knows."""
    known = "api-version=20" in target.partition("?")[2]
    return None if known else (404, azure_answers.error(404))


_MISTRAL = Voice(
    whole=_mistral,
    error=_mistral_error,
    wants_stream=lambda _, body: answers.wants_stream(body),
    events=answers.events,
    lines=_mistral_lines,
    unauthorized=b'{"detail":"Unauthorized"}',
)

VOICES: dict[str, Voice] = {
    "mistral": _MISTRAL,
    "lab": _MISTRAL,
    OPENAI: Voice(
        whole=openai_answers.whole,
        error=openai_answers.error,
        wants_stream=_openai_stream,
        events=openai_streams.events,
        lines=lambda stream: openai_answers.lines(not stream),
    ),
    AZURE: Voice(
        whole=lambda _, path, body: azure_answers.whole(path, body),
        error=azure_answers.error,
        wants_stream=_openai_stream,
        events=azure_answers.events,
        lines=lambda stream: azure_answers.lines(not stream),
        refuses=_azure_refuses,
    ),
    **{vendor: served.voice for vendor, served in SERVED.items()},
}


def whole(provider: str, method: str, path: str, body: bytes) -> tuple[str, bytes]:
    """The media type and body of the right answer to a request; anything may stand before the
    vendor's own path."""
    return VOICES[provider].whole(method, path, body)


def status(provider: str, method: str, path: str) -> int:
    """The status of the right answer."""
    return VOICES[provider].status(method, path)


def wants_stream(provider: str, target: str, body: bytes) -> bool:
    """Whether the request asks for events."""
    return VOICES[provider].wants_stream(target, body)


def stream_kind(provider: str) -> str:
    """The media type of the vendor's streams."""
    return VOICES[provider].stream_kind


def events(provider: str, path: str, body: bytes) -> list[bytes]:
    """The events of the right answer."""
    return VOICES[provider].events(path, body)


def lengthened(data: bytes, size: int) -> bytes:
    """An answer or event with `size` bytes in place of each text and picture."""
    for part in (openai_answers.TEXT, openai_answers.PIXEL):
        data = data.replace(part.encode(), b"A" * size)
    return data


def lines(provider: str, *, stream: bool = False) -> Lines:
    """The headers of a right answer beside its media type."""
    return VOICES[provider].lines(stream)


def request_id(provider: str, *, stream: bool = False) -> str | None:
    """The vendor's own id of a request in those headers; None where it gives none."""
    given = {name.lower(): value for name, value in lines(provider, stream=stream)}
    return next((given[name] for name in VENDOR_REQUEST_ID_HEADERS if name in given), None)


def error(provider: str, status: int) -> bytes:
    """The body of the vendor's own error."""
    return VOICES[provider].error(status)


def limits(provider: str) -> Lines:
    """What the vendor's errors say of its limits, in headers."""
    return VOICES[provider].limits


def unauthorized(provider: str) -> bytes:
    """The vendor's answer to a request without its credential."""
    return VOICES[provider].unauthorized or error(provider, 401)


def refuses(provider: str, target: str, headers: Mapping[str, str]) -> tuple[int, bytes] | None:
    """Status and body of the vendor's error where a request lacks what all must have."""
    return VOICES[provider].refuses(target, headers)
