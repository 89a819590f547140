"""What the SDK's users see of subscriptions and limits: its own exceptions, and its retries."""

from __future__ import annotations

import openai
import pytest
from openai import OpenAI

from tests.conformance import callers, facts
from tests.conformance.callers import Caller
from tests.conformance.engines import Engine

LIMITED = callers.caller("metered-sdk-requests", limits={"requests": "1/hour"})
TOKENS = callers.caller("metered-sdk-tokens", limits={"tokens": "10/hour"})
RETRYING = callers.caller("metered-sdk-retrying")
EXPIRED = callers.caller("metered-sdk-expired", key={"expires": "2026-01-01"})


def client(engine: Engine, who: Caller, api: str = "Metered", retries: int = 0) -> OpenAI:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}/v1"
    return OpenAI(base_url=url, api_key=who.secret, max_retries=retries)


def chat(sdk: OpenAI) -> str | None:
    made = sdk.chat.completions.create(
        model=facts.MODEL, messages=[{"role": "user", "content": "hello"}]
    )
    return made.choices[0].message.content


def test_expired_key(engine: Engine) -> None:
    with client(engine, EXPIRED) as sdk, pytest.raises(openai.AuthenticationError) as raised:
        chat(sdk)
    assert raised.value.code == "invalid_api_key"


def test_not_subscribed(engine: Engine) -> None:
    with (
        client(engine, LIMITED, "Golden") as sdk,
        pytest.raises(openai.PermissionDeniedError) as raised,
    ):
        chat(sdk)
    assert raised.value.code == "not_subscribed"
    assert raised.value.type == "permission_error"


def test_too_many_requests(engine: Engine) -> None:
    with client(engine, LIMITED) as sdk:
        assert chat(sdk)
        with pytest.raises(openai.RateLimitError) as raised:
            chat(sdk)
    assert raised.value.code == "rate_limit_exceeded"
    assert raised.value.type == "rate_limit_error"
    assert "The limit of 1 requests an hour of this consumer is used up." in raised.value.message
    assert raised.value.response.headers["x-ratelimit-remaining-requests"] == "0"


def test_too_many_tokens_of_a_stream(engine: Engine) -> None:
    with client(engine, TOKENS) as sdk:
        stream = sdk.chat.completions.create(
            model=facts.MODEL, messages=[{"role": "user", "content": "hello"}], stream=True
        )
        assert list(stream)
        with pytest.raises(openai.RateLimitError) as raised:
            chat(sdk)
    assert raised.value.code == "token_limit_exceeded"


def test_retries_wait_as_they_are_told(engine: Engine) -> None:
    """One request a second passes; the SDK waits for `Retry-After` and tries again."""
    with client(engine, RETRYING, "LimitedSecond", retries=9) as sdk:
        for _ in range(3):
            assert chat(sdk)
