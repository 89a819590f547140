"""Exchanges of the table over TLS and HTTP/2, on the engines that listen with TLS."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

import httpx
import pytest

from tests.conformance import answers, checks, logs
from tests.conformance.bench import Bench
from tests.conformance.client import PATIENCE, Answer
from tests.conformance.exchange import Exchange
from tests.conformance.http2 import Http2Connection
from tests.conformance.play import Play
from tests.conformance.table import TABLE
from tests.conformance.world import World

IDS = (
    "paths-chat",
    "paths-model",
    "paths-parameter_space",
    "paths-trailing_slash",
    "paths-upper_case",
    "methods-get_chat",
    "methods-lab_head",
    "health-ok",
    "credentials-api_key",
    "credentials-cookie_beside",
    "credentials-two_values",
    "credentials-wrong_bearer",
    "credentials-open_none",
    "spoofed-facts",
    "keys-env_missing",
    "query-order_and_repeats",
    "pins-fixed_given_encoded",
    "headers-answer",
    "ids-kept",
    "ids-two",
    "bodies-upload_above_body_limit",
    "bodies-small_above_limit",
    "streams-chat",
    "streams-transcription",
    "streams-byte_by_byte",
    "vendor-refused",
    "vendor-reset",
    "vendor-own_429",
    "tls-private_authority",
    "lifecycle-deprecated_chat",
    "lifecycle-deprecated_vendors_own_headers_of_an_error",
    "lifecycle-deprecated_without_key",
    "lifecycle-blocked_without_key",
    "lifecycle-retired_chat",
    "validation-ordinary_length",
    "validation-refused_missing_length",
    "validation-warned_missing_length",
    "tls-other_authority",
    "openai-response_stream",
    "openai-speech",
    "openai-image_edit",
    "azure-chat_stream_usage",
    "azure-deployment_encoded_marks",
    "azure-version_fixed_given_beside",
    "anthropic-chat_stream",
    "bearer-fetched_es256",
    "bearer-scopes_one_of_two",
    "bearer-signature_flipped",
    "bearer-signed_rs256",
    "bedrock-chat_stream",
    "gemini-query_key_of_stream",
    "measures-header_all",
    "mistral-share_delete",
    "ollama-chat_stream",
    "places-header_own",
    "places-key_given_encoded",
    "places-model_encoded",
    "places-removed_header",
)


def over_http2(play: Play) -> Answer:
    """The request in one HTTP/2 stream of a new connection."""
    row = play.exchange
    request = httpx.Request(
        row.sent_method,
        f"https://localhost:{play.port}{row.sent_target.decode()}",
        headers=play.fields(),
        content=row.sent_body or None,
    )
    with client(play.world) as one:
        response = one.send(request)
    assert response.http_version == "HTTP/2"
    framing = "length" if "content-length" in response.headers else "none"
    headers = tuple(response.headers.multi_items())
    return Answer(response.status_code, headers, response.content, framing, complete=True)


def client(world: World) -> httpx.Client:
    verify = world.client_tls("h2")
    return httpx.Client(http1=False, http2=True, verify=verify, timeout=PATIENCE, trust_env=False)


# The secure environment lists no origins: no answer varies by one.
CHOSEN = [replace(row, drive=over_http2, cors=False) for row in TABLE if row.id in IDS]
ROWS = [pytest.param(row, id=row.id) for row in CHOSEN]


def test_rows_are_there() -> None:
    assert len(ROWS) == len(IDS) >= 10


@pytest.mark.parametrize("exchange", ROWS)
@pytest.mark.parametrize("secure", ["nginx", "envoy"], indirect=True, scope="session")
def test_exchange(secure: Bench, exchange: Exchange) -> None:
    tag = secure.play(exchange).tag
    outcome = secure.outcome(exchange)
    checks.check_answer(exchange, tag, outcome.answer)
    checks.check_vendor(exchange, outcome, secure.world)


@pytest.mark.parametrize("exchange", ROWS)
@pytest.mark.parametrize("secure", ["nginx", "envoy"], indirect=True, scope="session")
def test_log(secure: Bench, exchange: Exchange) -> None:
    logs.check_log(secure, exchange)


@pytest.mark.parametrize("secure", ["nginx", "envoy"], indirect=True, scope="session")
def test_http_1_over_tls(secure: Bench) -> None:
    """The listener speaks HTTP/1.1 to who does not offer HTTP/2."""
    row = Exchange(id="http_1_over_tls", section="8", cors=False)
    outcome = secure.outcome(row)
    checks.check_answer(row, secure.play(row).tag, outcome.answer)
    checks.check_vendor(row, outcome, secure.world)


@pytest.mark.parametrize("secure", ["nginx", "envoy"], indirect=True, scope="session")
def test_events_arrive_one_by_one(secure: Bench) -> None:
    """Section 3.3: the vendor sends an event only after the client has the one before."""
    play = secure.play(Exchange(id="http_2_events", section="3.3", op="chat_stream", mock="steps"))
    vendor = secure.world.vendor
    wanted, body = b"", b""
    with client(secure.world) as one, open_stream(one, play) as response:
        parts = response.iter_raw()
        for index, event in enumerate(answers.events(*request_of(play))):
            if index:
                vendor.release(play.tag)
            wanted += event
            while len(body) < len(wanted):
                body += next(parts)
        assert body + b"".join(parts) == wanted


@pytest.mark.parametrize("secure", ["nginx", "envoy"], indirect=True, scope="session")
def test_cut_stream_is_cut(secure: Bench) -> None:
    """Section 3.3: no clean end of a stream is invented."""
    play = secure.play(Exchange(id="http_2_cut", section="3.3", op="chat_stream", mock="cut"))
    with client(secure.world) as one, open_stream(one, play) as response:
        parts = response.iter_raw()
        next(parts)
        secure.world.vendor.release(play.tag)
        with pytest.raises(httpx.RemoteProtocolError):
            list(parts)


@pytest.mark.parametrize("secure", ["nginx", "envoy"], indirect=True, scope="session")
def test_stream_that_is_reset_ends_its_request(secure: Bench) -> None:
    """Section 3.3: a client gives one stream up; the connection and its other streams live."""
    left = secure.play(Exchange(id="http_2_left", section="3.3", op="chat_stream", mock="hang=1"))
    other = secure.play(Exchange(id="http_2_stays", section="3.3"))
    with Http2Connection(left) as connection:
        stream = connection.request(left)
        connection.wait(stream, "DataReceived")
        connection.reset(stream)
        assert secure.world.vendor.of(left.tag)[0].left.wait(PATIENCE)
        answer = connection.wait(connection.request(other), "ResponseReceived")
        assert dict(answer.headers)[b":status"] == b"200"


def open_stream(one: httpx.Client, play: Play) -> AbstractContextManager[httpx.Response]:
    """The stream of a row's request; the vendor may take its first step."""
    if play.exchange.mock == "steps":
        play.world.vendor.release(play.tag)
    return one.stream(
        "POST",
        f"https://localhost:{play.port}{play.exchange.sent_target.decode()}",
        headers=play.fields(),
        content=play.exchange.sent_body,
    )


def request_of(play: Play) -> tuple[str, bytes]:
    return play.exchange.operation.path, play.exchange.sent_body
