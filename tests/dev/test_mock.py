"""`gatewright dev --mock`: everything can be tried, and no vendor's key is anywhere."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.conformance.vendor import Port, Vendor
from tests.dev.command import Dev, dev, ready
from tests.dev.projects import BASE, chat, quickstart
from tests.ports import free_port


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    folder = tmp_path_factory.mktemp("mock")
    port = free_port()
    with Vendor((Port("VENDOR", (), None),)) as vendor:
        with dev(quickstart(folder, vendor, port), port, "--mock") as one:
            yield ready(one)
        assert vendor.arrivals == []


def test_no_key_is_missed(running: Dev) -> None:
    assert running.err.read_text() == ""


def test_curl_streams(running: Dev) -> None:
    headers = {"Authorization": f"Bearer {running.key}"}
    url = f"{running.url}{BASE}/v1/chat/completions"
    with httpx.stream("POST", url, json=chat(stream=True), headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line]
    assert len(lines) > 3
    assert lines[-1] == "data: [DONE]"


@pytest.mark.soak
def test_an_sdk_streams(running: Dev) -> None:
    from openai import OpenAI  # a second of CPU, which the other tests do without

    with OpenAI(base_url=f"{running.url}{BASE}/v1", api_key=running.key, max_retries=0) as client:
        stream = client.chat.completions.create(
            model="mistral-small-latest",
            messages=[{"role": "user", "content": "Say hello"}],
            stream=True,
        )
        said = [piece.choices[0].delta.content or "" for piece in stream if piece.choices]
    assert "".join(said)


def test_the_mock_follows_what_is_saved(running: Dev) -> None:
    project = running.out.parent / "p"
    text = (project / "apis" / "mistral.yaml").read_text()
    (project / "apis" / "next.yaml").write_text(text.replace("0.0.2", "0.0.3"))
    url = f"{running.url}{BASE.replace('0.0.2', '0.0.3')}/v1/models"
    headers = {"Authorization": f"Bearer {running.key}"}
    running.until(lambda: httpx.get(url, headers=headers).status_code == 200)
