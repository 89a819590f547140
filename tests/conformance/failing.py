"""Artifacts whose code fails on demand: at every statement of what looks at tokens, the one whose
number stands in a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NUMBER = "fault"
"""The file in the deployed copy; no statement fails while it is empty."""

# Parts of njs/gateway.js, files of lua/, modules of gatewright_gateway/.
NGINX = (
    *("permitted", "jws", "claims", "issuer", "seeking", "introspected", "signed", "jwks"),
    *("fetched", "keyset", "verified", "tokens", "looks", "recall", "identify", "issuers"),
    "waiting",
)
ENVOY = (
    *("access", "base64url", "bearer", "callers", "claims", "client_key", "introspection"),
    *("issuer_key", "json_object", "key_", "token_", "waiting"),
)
"""How names begin."""

MITMPROXY = (
    *("calling", "credentials", "identity", "introspection", "issuers", "keysets"),
    *("named_secret", "signatures", "subscriptions", "tokens", "verdicts"),
)
FETCHING = (
    *("jwks", "fetched", "keyset", "seeking", "verified"),
    *("key_", "issuer_key", "token_filter", "token_verdict"),
    *("keysets", "calling", "issuers", "verdicts"),
)
"""Of all engines: how the names begin of what fetches keys."""

_JS = re.compile(r"\s+(const|let|return|if|for|while|throw|try|await)\b")
_JS_FUNCTION = re.compile(r"\bfunction\b|=> \{$")
_LUA_FUNCTION = re.compile(r"\bfunction\b")
_LUA_GOES_ON = re.compile(r"(\b(and|or|not|return)|[-+*/<>=~,.({\[])$")
_LUA = re.compile(r"\s+(local|return|if|for|while|repeat)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A statement. part: the name of its file; line: in that, or in njs/gateway.js; first: of its
    function."""

    part: str
    line: int
    first: bool


def prepare(engine: str, copy: Path) -> tuple[Place, ...]:
    """Makes the code of a deployed copy fail on demand. The places, by their numbers."""
    (copy / NUMBER).write_text("")
    return {"nginx": _nginx, "envoy": _envoy, "mitmproxy": _mitmproxy}[engine](copy)


def choose(copy: Path, number: int | None) -> None:
    """From now on this place fails; None: none."""
    fresh = copy / f"{NUMBER}.new"
    fresh.write_text("" if number is None else str(number))
    fresh.replace(copy / NUMBER)


def _nginx(copy: Path) -> tuple[Place, ...]:
    file = copy / "njs" / "gateway.js"
    text, part = file.read_text(), ""
    assert all(f"// {name}.js\n" in text for name in NGINX)
    places: list[Place] = []
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.fullmatch(r"// ([a-z]+)\.js", line):
            part = found[1]
        before = _before(lines)
        if part in NGINX and _JS.match(line) and before.endswith((";", "{", "}")):
            lines.append(f"gw_at({len(places)});")
            places.append(Place(part, number, _JS_FUNCTION.search(before) is not None))
        lines.append(line)
    path = str(copy / NUMBER)
    head = (
        "import gw_faults from 'fs';\nfunction gw_at(number) {\n"
        f"    if (gw_faults.readFileSync({path!r}, 'utf8') === String(number)) {{\n"
        "        throw new Error('injected');\n    }\n}\n"
    )
    file.write_text(head + "\n".join(lines) + "\n")
    return tuple(places)


def _before(lines: list[str]) -> str:
    """The last line of code."""
    code = (line for line in reversed(lines) if line.strip() and not _is_comment(line))
    return next(code, "").rstrip()


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("//", "--"))


def _envoy(copy: Path) -> tuple[Place, ...]:
    places: list[Place] = []
    head = (
        "local function gw_at(number)\n"
        f'  local file = assert(io.open("{copy / NUMBER}"))\n'
        '  local chosen = file:read("*a")\n  file:close()\n'
        '  if chosen == tostring(number) then error("injected") end\nend\n'
    )
    for file in sorted((copy / "lua").glob("*.lua")):
        if not file.stem.startswith(ENVOY):
            continue
        lines: list[str] = []
        for number, line in enumerate(file.read_text().splitlines(), 1):
            before = _before(lines)
            if _LUA.match(line) and not _LUA_GOES_ON.search(before):
                lines.append(f"gw_at({len(places)})")
                places.append(Place(file.stem, number, _LUA_FUNCTION.search(before) is not None))
            lines.append(line)
        file.write_text(head + "\n".join(lines) + "\n")
    named = {name for name in ENVOY for place in places if place.part.startswith(name)}
    assert named >= set(ENVOY) - {"key_"}, sorted(named)
    return tuple(places)


def _mitmproxy(copy: Path) -> tuple[Place, ...]:
    folder = copy / "gatewright_gateway"
    (folder / "faulting.py").write_text(
        "from pathlib import Path\n\n\ndef at(number):\n"
        f"    if Path({str(copy / NUMBER)!r}).read_text() == str(number):\n"
        "        raise RuntimeError('injected')\n"
    )
    places: list[Place] = []
    for part in MITMPROXY:
        file = folder / f"{part}.py"
        tree = ast.parse(file.read_text())
        for node in list(_functions(tree)):
            _spoil(node, part, places)
        names = [ast.alias("faulting")]
        tree.body.insert(_after_head(tree), ast.ImportFrom("gatewright_gateway", names, 0))
        file.write_text(ast.unparse(ast.fix_missing_locations(tree)) + "\n")
    return tuple(places)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _after_head(tree: ast.Module) -> int:
    """Behind the docstring and what comes from the future."""
    for at, node in enumerate(tree.body):
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not future and not isinstance(node, ast.Expr):
            return at
    return len(tree.body)


def _spoil(node: ast.AST, part: str, places: list[Place], *, outer: bool = True) -> None:
    """Puts a possible failure before each statement in the body of a function."""
    for name in ("body", "orelse", "finalbody"):
        spoiled: list[ast.stmt] = []
        first = outer and name == "body"
        for statement in getattr(node, name, ()):
            if not (first and _is_text(statement)):
                spoiled += ast.parse(f"faulting.at({len(places)})").body
                places.append(Place(part, statement.lineno, first))
                first = False
            if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                _spoil(statement, part, places, outer=False)
            spoiled.append(statement)
        if spoiled:
            setattr(node, name, spoiled)
    for inside in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        _spoil(inside, part, places, outer=False)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
