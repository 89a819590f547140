"""The Lua code of the Envoy target, piece by piece, in the engine's own Lua.

Each test sends a chunk of Lua and compares what it returns with Python's own answer.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from compiler.targets.envoy.lua_code import lua_literal
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
    port, folder = free_port(), tmp_path_factory.mktemp("lua")
    deploy(gateway(1, 2), folder)
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


def test_sha256(evaluate: Evaluate) -> None:
    """Lengths around the borders of blocks."""
    values = ["k" * size for size in (0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 128, 4096)]
    values += ["gwk_é", "\0\x01"]
    found = evaluate(collect("require('sha256')(value)", values)).split("\n")
    assert found == [hashlib.sha256(value.encode()).hexdigest() for value in values]


def test_utf8(evaluate: Evaluate) -> None:
    """Every lead byte with good and bad followers, against Python's strict decoder."""
    chance = random.Random(1)
    edges = b"\x00\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xe0\xed\xef\xf0\xf4\xf5\xff"
    samples = [bytes(chance.choices(edges, k=chance.randint(1, 5))) for _ in range(1500)]
    samples += [bytes([lead, 0x80, 0x80, 0x80]) for lead in range(256)]
    texts = ", ".join('"' + "".join(f"\\{byte:03d}" for byte in one) + '"' for one in samples)
    code = (
        f"local out = {{}}\nfor _, value in ipairs({{{texts}}}) do\n"
        "out[#out + 1] = require('utf8_text').valid(value) and '1' or '0'\nend\n"
        "return table.concat(out)"
    )
    assert evaluate(code) == "".join("1" if decodes(one) else "0" for one in samples)


def decodes(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("target", "malformed", "unusual"),
    [
        ("/a/b", False, False),
        ("/a/../../x", True, True),
        ("/a/%2E%2e/../x", True, True),
        ("/a/b/../x", False, True),
        ("/a/.", False, True),
        ("/a/...", False, False),
        ("/a//b", False, True),
        ("/a%00", True, True),
        ("/a%0", True, False),
        ("/a%zz", True, False),
        ("/a%", True, False),
        ("/a%2", True, False),
        ("/a%25", False, False),
        ("/a%2500", False, False),
        ("/a%2f", False, True),
        ("/a%5C", False, True),
        ("/a%1f", False, True),
        ("/a%7F", False, True),
        ("/a\\", True, False),
        ("/a?b\\", False, False),
        ("/a?%zz%00", False, False),
        ("/a?b#", True, False),
        ("/a?\x7f", True, False),
        ("*", True, False),
        ("/" + "a" * 16 * 1024, True, False),
    ],
)
def test_forms(evaluate: Evaluate, target: str, malformed: bool, unusual: bool) -> None:
    call = "require('form').{}({}) and true or false"
    asked = (("malformed", target), ("unusual", target.partition("?")[0]))
    calls = [call.format(name, lua_literal(text)) for name, text in asked]
    found = evaluate(f"return tostring({calls[0]}) .. tostring({calls[1]})")
    assert found == f"{malformed}{unusual}".lower()


def pin(name: str, pair: str, fixed: bool) -> Json:
    return {"name": name, "pair": pair, "fixed": fixed}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/p", "/p?v=1&f=2"),
        ("/p?", "/p?v=1&f=2"),
        ("/p?v=", "/p?v=&f=2"),
        ("/p?%76", "/p?%76&f=2"),
        ("/p?a&b=%2F&&f=9&c=?", "/p?a&b=%2F&&c=?&v=1&f=2"),
        ("/p?%66=1&f", "/p?v=1&f=2"),
        ("/p?V=1", "/p?V=1&v=1&f=2"),
    ],
)
def test_pins(evaluate: Evaluate, target: str, expected: str) -> None:
    pins = lua_literal([pin("v", "v=1", False), pin("f", "f=2", True)])
    assert evaluate(f"return require('query').pinned({lua_literal(target)}, {pins})") == expected


@pytest.mark.parametrize(
    ("parts", "path", "expected"),
    [
        (["/m/", {"parameter": "a"}], "/m/x", "x"),
        (["/m/", {"parameter": "a"}], "/m/", "-"),
        (["/m/", {"parameter": "a"}], "/m/x/y", "-"),
        (["/m/", {"parameter": "a"}, ":run"], "/m/x:run", "x"),
        (["/m/", {"parameter": "a"}, ":run"], "/m/x:run:run", "x:run"),
        (["/m/", {"parameter": "a"}, ":run"], "/m/:run", "-"),
        (["/m/", {"parameter": "a"}, ":run"], "/m/x:runs", "-"),
        (["/m/", {"parameter": "a"}, "/x"], "/m/y/x", "y"),
        (["/m/", {"parameter": "a"}, "/x"], "/m/y/z/x", "-"),
        (["/m/", {"parameter": "b"}, "/x/", {"parameter": "a"}], "/m/q/r/x/z", "-"),
        (["/m/", {"parameter": "b"}, "-", {"parameter": "a"}], "/m/q-r-s", "r-s"),
        (["/m/", {"parameter": "b"}, "-", {"parameter": "a"}], "/m/-r", "-"),
        (["/m/", {"parameter": "b"}, "-", {"parameter": "a"}], "/m/--r", "r"),
    ],
)
def test_templates(evaluate: Evaluate, parts: list[object], path: str, expected: str) -> None:
    call = f"require('path_values')({lua_literal(parts)}, {lua_literal(path)})"
    assert evaluate(f"local found = {call}\nreturn found and found.a or '-'") == expected


def read(chunks: list[str], stream: str | None = None) -> str:
    """Lua that feeds a reader and returns what it recorded, in order."""
    pointers = {"i": ["usage", "in"], "m": ["model"], "d": ["list", "1", "x"]}
    made = f"require('json_reader').of({lua_literal(pointers)}, record)"
    if stream:
        made = f"require('events').reader({lua_literal(stream)}, {made})"
    return (
        "local out = {}\nlocal function record(name, value)\n"
        "out[#out + 1] = name .. '=' .. tostring(value)\nend\n"
        f"local reader = {made}\n"
        f"for _, chunk in ipairs({lua_literal(chunks)}) do reader:feed(chunk) end\n"
        "return table.concat(out, ';')"
    )


DOCUMENT = (
    '{"a":{"model":"no","usage":{"in":9}},"e":[[1.5,-2e3],{"}":"]\\""}],"b":"\\"model\\":\\"x\\"",'
    '"list":[{"x":1},{"y":[],"x":2}],"mod\\u0065l":"m-\\u00e9\\n","usage":{"in" : 12, "z":null}}'
)
FOUND = "d=2;m=m-é\n;i=12"


def test_json_in_any_pieces(evaluate: Evaluate) -> None:
    """The document is cut at every place, and into single bytes."""
    json.loads(DOCUMENT)
    for at in range(len(DOCUMENT)):
        assert evaluate(read([DOCUMENT[:at], DOCUMENT[at:]])) == FOUND
    assert evaluate(read(list(DOCUMENT))) == FOUND


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("null", ""),
        ("[1, 2]", ""),
        ("{}", ""),
        ('{"list": []}', ""),
        ('{"list": {"1": {"x": 3}}}', "d=3"),
        ('{"model": {"model": "x"}}', ""),
        ('{"model": null, "usage": null}', ""),
        ('{"model": "a", "model": "b"}', "m=a;m=b"),
        ('{"usage": {"in": 12', ""),
        ('{"usage": {"in": 12}', "i=12"),
        ('{"usage": {"in": inf}}', ""),
        ('{"usage": {"in": 0x10}}', ""),
        ('{"model": "' + "x" * 600 + '", "usage": {"in": 1}}', "i=1"),
        ('{"' + "x" * 600 + '": 1, "usage": {"in": 1}}', "i=1"),
        ('{"model": "\\ud83d\\ude00\\\\u0041"}', "m=😀\\u0041"),
        ("not json {", ""),
        ('{"model": "a"]]]}}}', "m=a"),
        ('{"usage" {"in": 3}}', ""),
    ],
)
def test_json(evaluate: Evaluate, text: str, found: str) -> None:
    assert evaluate(read([text])) == found


EVENTS = (
    ': note{0}data: {{"model":"a",{0}data: "usage":{{"in":3}}}}{0}{0}event: x{0}'
    'data:{{"usage":{{"in":4}}{0}{0}data: [DONE]{0}{0}data{0}datum: {{"model":"no"}}{0}{0}'
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_events_in_any_pieces(evaluate: Evaluate, end: str) -> None:
    text = EVENTS.format(end)
    for at in range(len(text)):
        assert evaluate(read([text[:at], text[at:]], "text/event-stream")) == "m=a;i=3;i=4"
    assert evaluate(read(list(text), "text/event-stream")) == "m=a;i=3;i=4"


def test_json_lines(evaluate: Evaluate) -> None:
    lines = ['{"model":"a"}\r\n{"usage":{"in":', '3}}\n{"model":', '"b"}']
    assert evaluate(read(lines, "application/x-ndjson")) == "m=a;i=3;m=b"


def test_hostile_text_stays_text(evaluate: Evaluate) -> None:
    """Names of consumers are quoted into Lua: whatever they hold, they come out as they went in."""
    values = ['"] = os.exit() --', "\\", "]]", "\n\r\t", "é😀\u2028", "%s", "\x7f\x01"]
    assert evaluate(collect("value", [value.replace("\n", "|") for value in values])) == "\n".join(
        value.replace("\n", "|") for value in values
    )


def test_a_hundred_thousand_consumers(evaluate: Evaluate, tmp_path: Path) -> None:
    """Lua limits the constants of a function; the table of digests must not meet that limit."""
    digests = {hashlib.sha256(str(n).encode()).hexdigest(): f"c{n}" for n in range(100_000)}
    place = tmp_path / "many.lua"
    place.write_text(f"return {lua_literal(digests)}\n")
    name = lua_literal(str(place))
    last = hashlib.sha256(b"99999").hexdigest()
    assert evaluate(f"return dofile({name})[{lua_literal(last)}]") == "c99999"
