"""What the portal shows of each vendor, copied and run through each gateway: it ends well, prints
the answer, and what reaches the vendor is as the description says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from compiler.guides import Language
from compiler.ir import Gateway
from compiler.pipeline import Selection, compile_project
from compiler.targets.devportal.snippets import snippets
from tests.conformance import facts
from tests.conformance.answers import WORDS
from tests.conformance.bearing import alpha
from tests.conformance.engines import Engine
from tests.conformance.world import World
from tests.walkthrough.snippet_programs import PROGRAMS
from tests.walkthrough.snippet_runs import Copied, answered, shown

pytestmark = pytest.mark.usefixtures("described")

TEXT = "".join(WORDS)
ENGINES = ("nginx", "envoy", "mitmproxy")
SPECS = Path(__file__).resolve().parents[2] / "vendor_specs"
VENDORS = {
    "Anthropic": "anthropic/v1",
    "Azure": "azure-openai/2024-10-21",
    "AzurePreview": "azure-openai/2025-03-01-preview",
    "AzureV1": "azure-openai/v1",
    "Bedrock": "bedrock/2023-09-30",
    "Cohere": "cohere/v2",
    "DeepSeek": "deepseek/v1",
    "GeminiV1": "gemini/v1",
    "Gemini": "gemini/v1beta",
    "Groq": "groq/v1",
    "Main": "mistral/v1",
    "Ollama": "ollama/v1",
    "Compatible": "openai-compatible/v1",
    "OpenAI": "openai/v1",
}
"""An API of the project for each bundled vendor."""

PYTHONS = {
    "anthropic-python": ("", "clients"),
    "boto3": ("clients",),
    "google-genai-python": ("", "clients"),
    "mistralai-python": ("", "clients"),
}
"""Whose Python has a client, where it is not that of the tests alone."""


def facts_of(api: str) -> Any:
    path = SPECS / VENDORS[api] / "vendor.yaml"
    return yaml.load(path.read_text(), Loader=yaml.CSafeLoader)


def clients(api: str) -> list[str]:
    return [client["client"] for client in facts_of(api)["clients"]]


def pythons(client: str) -> tuple[str, ...]:
    if client.startswith("langchain-"):
        return ("langchain",)
    return PYTHONS.get(client, ("",))


def over_tls(api: str) -> bool:
    """Whether the vendor's own SDKs send a key nowhere else."""
    return api == "Bedrock"


def programs(*, tls: bool) -> list[Any]:
    """API, client and Python of all of them."""
    return [
        pytest.param(api, client, place, id=f"{api}-{client}" + (f"-{place}" if place else ""))
        for api in VENDORS
        if over_tls(api) is tls
        for client in clients(api)
        if client not in PROGRAMS
        for place in pythons(client)
    ]


def variables(*, tls: bool) -> list[Any]:
    """API, client and number of the program that is run with its variables."""
    return [
        pytest.param(api, client, number, id=f"{api}-{client}-{program.language}{program.place}")
        for api in VENDORS
        if over_tls(api) is tls
        for client in clients(api)
        for number, program in enumerate(PROGRAMS.get(client, ()))
    ]


def share(engine: Engine, names: Iterable[str]) -> tuple[str, ...]:
    """Those that an engine has, so that each of them has one."""
    return tuple(names)[ENGINES.index(engine.name) :: len(ENGINES)]


@pytest.fixture(scope="session")
def compiled(world: World) -> Callable[[Engine], Gateway]:
    """The gateway that an engine runs: an environment is compiled once, whatever the port is."""
    known: dict[str, Gateway] = {}

    def of(engine: Engine) -> Gateway:
        name = engine.environment
        if name not in known:
            project = world.project(f"shown-{name}", engine.port, name)
            (build,) = compile_project(project, Selection(environments=(name,))).builds
            known[name] = build.gateway
            shutil.rmtree(project)
        origin = known[name].url.rpartition(":")[0]
        return replace(known[name], url=f"{origin}:{engine.port}")

    return of


@pytest.fixture
def copied(world: World, tmp_path: Path) -> Copied:
    return Copied(tmp_path, world)


Compiled = Callable[[Engine], Gateway]


def run_curl(engine: Engine, compiled: Compiled, copied: Copied, world: World, api: str) -> None:
    gateway = compiled(engine)
    output = copied.said(shown(gateway, api)["curl"])
    chat = next(one for one in gateway.apis if one.name == api).guide.chat
    assert chat is not None
    assert answered(chat, output) == TEXT
    assert world.vendor.arrivals[-1].port == facts.APIS[api].port


def test_curl(engine: Engine, compiled: Compiled, copied: Copied, world: World) -> None:
    for api in share(engine, VENDORS):
        run_curl(engine, compiled, copied, world, api)


@pytest.mark.soak
@pytest.mark.parametrize("api", VENDORS)
def test_curl_through_every_engine(
    engine: Engine, compiled: Compiled, copied: Copied, world: World, api: str
) -> None:
    run_curl(engine, compiled, copied, world, api)


def test_one_client(engine: Engine, compiled: Compiled, copied: Copied) -> None:
    """An SDK for Python, or one with nothing but what is sourced for it."""
    (api,) = share(engine, ("Main", "OpenAI", "Ollama"))
    client = clients(api)[-1 if api == "OpenAI" else 0]
    if client in PROGRAMS:
        run_with_variables(engine, compiled, copied, api, client, 0)
    else:
        assert copied.said(shown(compiled(engine), api)[client]).strip() == TEXT


@pytest.mark.soak
@pytest.mark.parametrize(("api", "client", "place"), programs(tls=False))
def test_program(
    engine: Engine, compiled: Compiled, copied: Copied, api: str, client: str, place: str
) -> None:
    assert copied.said(shown(compiled(engine), api)[client], place).strip() == TEXT


@pytest.mark.soak
@pytest.mark.parametrize(("api", "client", "place"), programs(tls=True))
def test_program_over_tls(
    secure: Engine, compiled: Compiled, copied: Copied, api: str, client: str, place: str
) -> None:
    assert copied.said(shown(compiled(secure), api)[client], place).strip() == TEXT


@pytest.mark.soak
@pytest.mark.parametrize("api", [api for api in VENDORS if not over_tls(api)])
def test_code_of_apis_that_hold_no_conversation(
    engine: Engine, compiled: Compiled, copied: Copied, api: str
) -> None:
    """What is shown of embeddings, of models and such where there is no chat."""
    gateway = compiled(engine)
    whole = next(one for one in gateway.apis if one.name == api)
    codes = [
        (client, code)
        for client in whole.guide.clients
        for code in client.code[1:]
        if client.language is not Language.SHELL and code[0] in dict(whole.guide.groups)
    ]
    for client, code in codes[ENGINES.index(engine.name) :: len(ENGINES)]:
        guide = replace(whole.guide, clients=(replace(client, code=(code,)),))
        _, snippet = snippets(gateway, replace(whole, guide=guide))
        place = pythons(client.name)[-1]
        assert copied.said(snippet, place).strip(), (client.name, code[0])


def test_a_token_or_nothing(engine: Engine, compiled: Compiled, copied: Copied) -> None:
    """Where a token is all that counts, and where nobody is asked."""
    gateway = compiled(engine)
    for name, content in (("TokenOnly", alpha().text("shown")), ("Open", "none")):
        found = shown(gateway, name)
        assert ("GATEWAY_KEY" in found["curl"].code) is (name == "TokenOnly")
        whole = next(one for one in gateway.apis if one.name == name)
        assert whole.guide.chat is not None
        bearing = replace(copied, key=content)
        assert answered(whole.guide.chat, bearing.said(found["curl"])) == TEXT
        if engine.name != "envoy":
            assert bearing.said(found["mistralai-python"]).strip() == TEXT


@pytest.mark.soak
@pytest.mark.parametrize("name", ["TokenOnly", "Open"])
def test_every_client_of_a_token_or_nothing(
    engine: Engine, compiled: Compiled, copied: Copied, name: str
) -> None:
    bearing = replace(copied, key=alpha().text("shown") if name == "TokenOnly" else "none")
    found = shown(compiled(engine), name)
    assert len(found) == 7
    for client, snippet in found.items():
        if snippet.language is not Language.SHELL:
            assert bearing.said(snippet, pythons(client)[-1]).strip() == TEXT


def run_with_variables(
    engine: Engine, compiled: Compiled, copied: Copied, api: str, client: str, number: int
) -> None:
    snippet, program = shown(compiled(engine), api)[client], PROGRAMS[client][number]
    assert snippet.language is Language.SHELL
    model = facts_of(api)["chat"]["model"]
    place = program.place
    output = copied.said_with(snippet, program.language, program.text, model, place=place)
    assert output.strip() == TEXT


@pytest.mark.soak
@pytest.mark.parametrize(("api", "client", "number"), variables(tls=False))
def test_variables(
    engine: Engine, compiled: Compiled, copied: Copied, api: str, client: str, number: int
) -> None:
    """The SDK that reads them is given nothing but the model."""
    run_with_variables(engine, compiled, copied, api, client, number)


@pytest.mark.soak
@pytest.mark.parametrize(("api", "client", "number"), variables(tls=True))
def test_variables_over_tls(
    secure: Engine, compiled: Compiled, copied: Copied, api: str, client: str, number: int
) -> None:
    run_with_variables(secure, compiled, copied, api, client, number)
