"""What the SDK's users see of refusals, the gateway's and the vendor's: its own exceptions."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest
from openai import OpenAI

from tests.conformance import facts
from tests.conformance.engines import Engine
from tests.conformance.world import World


def client(engine: Engine, api: str = "OpenAI", key: str = facts.CLIENT_KEY) -> OpenAI:
    url = f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}/v1"
    return OpenAI(base_url=url, api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def sdk(engine: Engine) -> Iterator[OpenAI]:
    with client(engine) as one:
        yield one


@pytest.mark.parametrize("key", ["gwk_wrong", "sk-proj-of-the-vendor"])
def test_wrong_key(engine: Engine, key: str) -> None:
    with client(engine, key=key) as sdk, pytest.raises(openai.AuthenticationError) as raised:
        sdk.models.list()
    assert raised.value.code == "invalid_api_key"
    assert raised.value.type == "authentication_error"
    assert "No valid API key was given" in raised.value.message


def test_unknown_operation(sdk: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        sdk.files.list()
    assert raised.value.code == "unknown_operation"
    assert raised.value.request_id


def test_unselected_method(sdk: OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as raised:
        sdk.models.delete("gpt-4o-mini")
    assert raised.value.status_code == 405
    assert raised.value.code == "method_not_allowed"
    assert raised.value.response.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("api", "status", "code"),
    [
        ("EnvMissing", 503, "vendor_key_unavailable"),
        ("Refused", 502, "vendor_unreachable"),
        ("Impatient", 504, "vendor_timeout"),
    ],
)
def test_vendor_out_of_reach(engine: Engine, api: str, status: int, code: str) -> None:
    """APIs of another vendor with the same paths will do: the gateway answers."""
    with client(engine, api) as sdk, pytest.raises(openai.InternalServerError) as raised:
        sdk.chat.completions.create(
            model="any",
            messages=[{"role": "user", "content": "How many words?"}],
            extra_headers={"X-Mock": "hang"},
        )
    assert (raised.value.status_code, raised.value.code) == (status, code)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
    ],
)
def test_vendors_own_error(sdk: OpenAI, status: int, kind: type[openai.APIStatusError]) -> None:
    with pytest.raises(kind) as raised:
        sdk.responses.create(
            model="gpt-4o-mini",
            input="How many words?",
            extra_headers={"X-Mock": f"status={status}"},
        )
    assert f"vendor says {status}" in raised.value.message
    assert raised.value.type == "some_error"
    assert raised.value.response.headers["retry-after"] == "17"


def test_stream_that_breaks_off(sdk: OpenAI, world: World) -> None:
    """No clean end is invented: the SDK's user learns that the answer is not whole."""
    world.vendor.release("sdk.cut")
    with (
        sdk.responses.create(
            model="gpt-4o-mini",
            input="How many words?",
            stream=True,
            extra_headers={"X-Mock": "cut", "X-Exchange": "sdk.cut"},
        ) as stream,
        pytest.raises((openai.APIError, httpx.RemoteProtocolError)),
    ):
        list(stream)
