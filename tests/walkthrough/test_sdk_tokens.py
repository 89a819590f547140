"""What the SDK's users see who have a token instead of a key: it works, or its own exceptions."""

from __future__ import annotations

import openai
import pytest
from openai import OpenAI

from tests.conformance import facts
from tests.conformance.bearing import alpha, fetched, holder
from tests.conformance.engines import Engine
from tests.conformance.forged import Bearer, decoded, flipped, token

ELSEWHERE = holder("sdk-elsewhere", apis=["Metered"])
LIMITED = holder("sdk-limited", limits={"requests": "1/hour"})


def client(engine: Engine, bearer: Bearer, api: str = "TokenOnly") -> OpenAI:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}/v1"
    return OpenAI(base_url=url, api_key=bearer.text("sdk"), max_retries=0)


def chat(sdk: OpenAI) -> str | None:
    made = sdk.chat.completions.create(
        model=facts.MODEL, messages=[{"role": "user", "content": "hello"}]
    )
    return made.choices[0].message.content


@pytest.mark.parametrize(
    "bearer",
    [alpha(), alpha(key="p256", algorithm="ES256"), fetched("good")],
    ids=["rs256", "es256", "fetched"],
)
def test_token(engine: Engine, bearer: Bearer) -> None:
    with client(engine, bearer) as sdk:
        assert chat(sdk)
        stream = sdk.chat.completions.create(
            model=facts.MODEL, messages=[{"role": "user", "content": "hello"}], stream=True
        )
        assert list(stream)


@pytest.mark.parametrize(
    "bearer",
    [
        alpha(exp=1_000_000_000),
        alpha(aud="https://other.test"),
        alpha(algorithm="none", sign=lambda _: b""),
        alpha(change=decoded(2, flipped)),
    ],
    ids=["expired", "wrong_aud", "unsigned", "flipped"],
)
@pytest.mark.parametrize("api", ["TokenOnly", "TokenOrKey"])
def test_token_that_is_not_taken(engine: Engine, bearer: Bearer, api: str) -> None:
    with client(engine, bearer, api) as sdk, pytest.raises(openai.AuthenticationError) as raised:
        chat(sdk)
    assert raised.value.code == "invalid_token"
    assert raised.value.type == "authentication_error"
    assert raised.value.response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_scopes(engine: Engine) -> None:
    with client(engine, alpha(scope="chat.read chat.write"), "TokenScoped") as sdk:
        assert chat(sdk)
        with pytest.raises(openai.PermissionDeniedError) as raised:
            sdk.models.list()
    assert raised.value.code == "not_subscribed"
    assert raised.value.type == "permission_error"
    assert "scope" in raised.value.message
    authenticate = raised.value.response.headers["www-authenticate"]
    assert authenticate == 'Bearer error="insufficient_scope"'


@pytest.mark.parametrize("subject", [ELSEWHERE.name.removeprefix("metered-token-"), "nobody"])
def test_not_subscribed(engine: Engine, subject: str) -> None:
    with (
        client(engine, token(subject)) as sdk,
        pytest.raises(openai.PermissionDeniedError) as raised,
    ):
        chat(sdk)
    assert raised.value.code == "not_subscribed"
    assert "www-authenticate" not in raised.value.response.headers


def test_too_many_requests(engine: Engine) -> None:
    subject = LIMITED.name.removeprefix("metered-token-")
    with client(engine, token(subject)) as sdk:
        assert chat(sdk)
    with client(engine, token(subject)) as sdk, pytest.raises(openai.RateLimitError) as raised:
        chat(sdk)
    assert raised.value.code == "rate_limit_exceeded"


def test_issuer_out_of_reach(engine: Engine) -> None:
    with (
        client(engine, fetched("refused")) as sdk,
        pytest.raises(openai.InternalServerError) as raised,
    ):
        chat(sdk)
    assert (raised.value.status_code, raised.value.code) == (503, "gateway_error")
