"""The Lua code of the Envoy target: what it makes of a request."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from compiler.targets.envoy.lua_literals import lua_literal
from compiler.targets.envoy.names import Json
from compiler.terms import Parameter
from tests.unit.targets.divided_paths import DIVIDED
from tests.unit.targets.envoy_lua import Evaluate, collect, evaluate

__all__ = ["evaluate"]


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
    ("target", "expected"),
    [
        ("/p", "/p"),
        ("/p?", "/p?"),
        ("/p?%6by=1", "/p?%6by=1"),
        ("/p?a=%2F&&k+y=1&%6b%20y&b", "/p?a=%2F&&b"),
        ("/p?k%20y=1", "/p"),
        ("/p?&k y", "/p?"),
        ("/p?K y", "/p?K y"),
    ],
)
def test_removed_parameters(evaluate: Evaluate, target: str, expected: str) -> None:
    pins = lua_literal([{"name": "k y", "fixed": True}])
    assert evaluate(f"return require('query').pinned({lua_literal(target)}, {pins})") == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/p", "nil"),
        ("/p?", "nil"),
        ("/p?m", "nil"),
        ("/p?m=&m=x", "nil"),
        ("/p?a=1&m=x%2Fy+z&m=2", "x/y z"),
        ("/p?%6D=a=b?c%zz", "a=b?c%zz"),
        ("/m=1?M=2", "nil"),
        ("/p?m=" + "x" * 256, "x" * 256),
        ("/p?m=" + "x" * 257, "nil"),
        ("/p?m=" + "%41" * 256, "A" * 256),
    ],
)
def test_models_of_queries(evaluate: Evaluate, target: str, expected: str) -> None:
    seen = lua_literal({"target": target})
    call = f"require('request_model')({{ query = 'm' }}, {{}}, {seen})"
    assert evaluate(f"return tostring({call})") == expected


@pytest.mark.parametrize(("parts", "path", "value"), DIVIDED)
def test_templates(
    evaluate: Evaluate, parts: tuple[str | Parameter, ...], path: str, value: str | None
) -> None:
    written = [part if isinstance(part, str) else {"parameter": part.name} for part in parts]
    call = f"require('path_values')({lua_literal(written)}, {lua_literal(path)})"
    assert evaluate(f"local found = {call}\nreturn found and found.a or '-'") == (value or "-")


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
