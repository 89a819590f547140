"""The Lua code of the Envoy target, piece by piece, in the engine's own Lua.

A test sends a chunk of Lua and compares what it returns with Python's own answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from compiler.ir import Gateway
from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import Json, extension
from tests.gateways import gateway
from tests.ports import free_port
from tests.unit.targets.envoy_rig import deploy, running
from tests.unit.targets.sample_wire import exchange

EVALUATE = """
package.path = "lua/?.lua"
function envoy_on_request(handle)
  local body = handle:body()
  local chunk = assert(loadstring(body:getBytes(0, body:length())))
  local ran, result = pcall(chunk)
  handle:respond({ [":status"] = ran and "200" or "500" }, tostring(result))
end
"""

Evaluate = Callable[[str], str]


def bootstrap(port: int) -> Json:
    lua = extension(
        "lua",
        "envoy.extensions.filters.http.lua.v3.Lua",
        default_source_code={"inline_string": EVALUATE},
    )
    router = extension("router", "envoy.extensions.filters.http.router.v3.Router")
    manager = extension(
        "http",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="lua",
        http_filters=[lua, router],
        route_config={},
    )
    address = {"address": "127.0.0.1", "port_value": port}
    listener = {
        "address": {"socket_address": address},
        "filter_chains": [{"filters": [manager]}],
    }
    return {"static_resources": {"listeners": [listener]}}


@pytest.fixture(scope="module")
def evaluate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluate]:
    with evaluate_in(tmp_path_factory.mktemp("lua"), gateway(1, 2)) as run:
        yield run


@contextmanager
def evaluate_in(folder: Path, made: Gateway) -> Iterator[Evaluate]:
    """Runs Lua beside the files of a gateway, which are put into the folder."""
    port = free_port()
    deploy(made, folder)
    (folder / "lua.yaml").write_text(yaml.safe_dump(bootstrap(port)))

    def run(code: str) -> str:
        body = code.encode()
        head = f"POST / HTTP/1.1\r\nHost: g\r\nContent-Length: {len(body)}"
        answer = exchange(port, head, body)
        assert answer
        assert answer.status == 200, answer.body
        return answer.body.decode()

    with running(folder, port, config="lua.yaml") as up:
        assert up
        yield run


def collect(expression: str, values: list[str]) -> str:
    """Lua that joins the results of `expression` for each `value`."""
    return (
        f"local out = {{}}\nfor _, value in ipairs({lua_literal(values)}) do\n"
        f"out[#out + 1] = tostring({expression})\nend\nreturn table.concat(out, '\\n')"
    )


def literal(value: str | bytes) -> str:
    """Text or bytes as a Lua string."""
    if isinstance(value, str):
        return lua_literal(value)
    return '"' + "".join(f"\\{byte:03d}" for byte in value) + '"'


def read(chunks: Sequence[str | bytes], stream: str | None = None) -> str:
    """Lua that feeds a reader and returns what it recorded, in order."""
    pointers = [["usage", "in"], ["model"], ["list", "1", "x"]]
    made = f"require('json_reader').of({lua_literal(pointers)}, record)"
    if stream:
        made = f"require('events').reader({lua_literal(stream)}, {made})"
    sent = ", ".join(literal(chunk) for chunk in chunks)
    return (
        "local out, names = {}, { 'i', 'm', 'd' }\nlocal function record(place, value)\n"
        "out[#out + 1] = names[place] .. '=' .. tostring(value)\nend\n"
        f"local reader = {made}\n"
        f"for _, chunk in ipairs({{{sent}}}) do reader:feed(chunk) end\n"
        "return table.concat(out, ';')"
    )
