"""The Postman collection of each vendor's API, run by Postman's own runner through each gateway:
every request of it reaches the vendor, as the vendor's description says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compiler import contract
from compiler.pipeline import Selection, compile_project
from compiler.targets.devportal.calling import calling
from compiler.targets.devportal.document import Closures
from compiler.targets.devportal.postman import Shared, collection
from tests.conformance import facts
from tests.conformance.engines import Engine
from tests.conformance.world import World

pytestmark = [pytest.mark.soak, pytest.mark.usefixtures("described")]

NEWMAN = Path(sys.prefix) / "newman-6.2.2" / "node_modules" / ".bin" / "newman"
APIS = (
    *("Anthropic", "Azure", "AzurePreview", "AzureV1", "Bedrock", "Cohere", "DeepSeek", "Gemini"),
    *("GeminiV1", "Groq", "Main", "Ollama", "Compatible", "OpenAI"),
)
# The tests' vendor answers these only as the SDKs' tests ask them; a bucket is everybody's own.
NOT_SENT = {
    "AzurePreview": (":message_id", ":step_id", ":batch_id", ":file_id", ":run_id"),
    "Bedrock": ("async-invoke",),
    "Cohere": ("embed",),
}
OURS = {*contract.REFUSAL_BY_CODE}
SECONDS = 120


@pytest.fixture(scope="module")
def collections(world: World) -> dict[str, bytes]:
    """By the API's name; {{base_url}} is set when they are run."""
    compilation = compile_project(
        world.project("postman", 1, "sandbox"), Selection(environments=("sandbox",))
    )
    (build,) = compilation.builds
    shared = Shared(Closures(calling(build.gateway)))
    return {api.name: collection(build.gateway, api, shared) for api in build.gateway.apis}


def run(folder: Path, content: bytes, **variables: str) -> list[dict[str, Any]]:
    """The requests that newman sent, with what came back. They are not retried and not followed."""
    (folder / "postman.json").write_bytes(content)
    report = folder / "report.json"
    done = subprocess.run(
        [
            *(str(NEWMAN), "run", "postman.json", "--ignore-redirects", "--color", "off"),
            *("--reporters", "json", "--reporter-json-export", str(report)),
            *(word for pair in variables.items() for word in ("--env-var", "=".join(pair))),
        ],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads(report.read_text())["run"]["executions"]
    return found


def told(execution: dict[str, Any]) -> str | None:
    """The code of the gateway's own error, where the answer is one."""
    response = execution["response"]
    text = bytes(response["stream"]["data"]).decode(errors="replace")
    try:
        code = json.loads(text)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return None
    return code if code in OURS else None


@pytest.mark.parametrize("api", APIS)
def test_every_request_reaches_the_vendor(
    engine: Engine, world: World, collections: dict[str, bytes], api: str, tmp_path: Path
) -> None:
    content, names = sendable(collections[api], NOT_SENT.get(api, ()))
    before = len(world.vendor.arrivals)
    found = run(tmp_path, content, base_url=base(engine, api), gateway_key=facts.CLIENT_KEY)
    assert names
    assert [each["item"]["name"] for each in found] == names
    assert [(each["item"]["name"], told(each)) for each in found if told(each)] == []
    assert len(world.vendor.arrivals) - before == len(names)
    assert facts.CLIENT_KEY not in repr(world.vendor.arrivals[before:])


def test_without_a_key_nothing_passes(
    engine: Engine, world: World, collections: dict[str, bytes], tmp_path: Path
) -> None:
    before = len(world.vendor.arrivals)
    content, names = sendable(collections["Main"])
    found = run(tmp_path, content, base_url=base(engine, "Main"))
    assert [told(each) for each in found] == ["invalid_api_key"] * len(names)
    assert len(world.vendor.arrivals) == before


def base(engine: Engine, api: str) -> str:
    return f"http://127.0.0.1:{engine.port}{facts.APIS[api].base}"


def sendable(content: bytes, not_sent: tuple[str, ...] = ()) -> tuple[bytes, list[str]]:
    """A collection without the requests whose files people have to choose first, and the names of
    those that are left."""
    whole = json.loads(content)
    names = []
    for folder in whole["item"]:
        left = [item for item in folder["item"] if not _of_files(item["request"])]
        folder["item"] = [
            item for item in left if set(item["request"]["url"]["path"]).isdisjoint(not_sent)
        ]
        names += [item["name"] for item in folder["item"]]
    return json.dumps(whole).encode(), names


def _of_files(request: dict[str, Any]) -> bool:
    body = request.get("body", {})
    fields = body.get("formdata", ())
    return body.get("mode") == "file" or any(field["type"] == "file" for field in fields)
