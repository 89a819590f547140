"""The Lua of an artifact, as a linter reads it: Lua itself makes a global or a nil of every name
that is misspelled, and says nothing of one that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pytest
from luaparser import ast, astnodes
from luaparser.astnodes import IndexNotation

from compiler import ir
from compiler.targets.envoy import TARGET
from tests.unit.targets.metered_gateway import metered
from tests.unit.targets.token_gateway import tokens_gateway


def sample() -> ir.Gateway:
    """A gateway about which the data say everything that the code reads of them."""
    one = metered(9001, 9000, consumer=[("requests", 1, 60)])
    [first] = one.consumers
    keys = tuple(replace(key, expires=1) for key in first.keys)
    issuers = tokens_gateway(9001, 9000, 9002).issuers
    callers = (replace(first, keys=keys),)
    shared = ir.SharedLimits("limits.test", 8081, False)
    one = replace(one, consumers=callers, issuers=issuers, admin_port=9003)
    return replace(one, shared_limits=shared)


FILES = {
    artifact.path.stem: artifact.content.decode()
    for artifact in TARGET.emit(sample())
    if artifact.path.suffix == ".lua"
}
# What Envoy's LuaJIT gives to every script (Lua 5.1 reference manual, section 5), as far as the
# files need it.
GIVEN = {
    *("ipairs", "next", "pairs", "pcall", "require", "setmetatable", "tonumber", "tostring"),
    *("collectgarbage", "type", "unpack", "io", "math", "os", "string", "table"),
    *("assert", "error", "loadstring"),
}
# What Envoy looks for by its name.
CALLED = {"envoy_on_request", "envoy_on_response"}


def fields_of(text: str) -> frozenset[str] | None:
    """What a module returns has these fields; None: it is no table that is written down."""
    tree = ast.parse(text)
    match tree.body.body[-1:]:
        case [astnodes.Return(values=[astnodes.Table() as table])]:
            return frozenset(_keys(table))
        case [astnodes.Return(values=[astnodes.Name(id=name)])]:
            return frozenset(_given(tree, name)) or None
    return None


def _keys(table: astnodes.Table) -> Iterator[str]:
    for each in table.fields:
        if isinstance(each.key, astnodes.Name):
            yield each.key.id
        elif isinstance(each.key, astnodes.String):
            yield each.key.raw


def _given(tree: astnodes.Node, name: str) -> Iterator[str]:
    """The fields that a file gives to its table `name`."""
    for node in ast.walk(tree):
        match node:
            case astnodes.LocalAssign(
                targets=[astnodes.Name(id=found)], values=[astnodes.Table() as table]
            ) if found == name:
                yield from _keys(table)
            case (
                astnodes.Function(
                    name=astnodes.Index(idx=astnodes.Name(id=key), value=astnodes.Name(id=found))
                )
                | astnodes.Assign(
                    targets=[
                        astnodes.Index(idx=astnodes.Name(id=key), value=astnodes.Name(id=found))
                    ]
                )
            ) if found == name:
                yield key


@dataclass
class Local:
    """A local variable, a parameter, or a local function. module: what it was required from."""

    line: int
    read: bool = False
    module: str | None = None


@dataclass
class Reading:
    """One file. `modules`: the fields of those that are known. `open`: the scopes around the place
    that is read, the innermost last."""

    modules: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    open: list[dict[str, Local]] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def node(self, node: object) -> None:
        match node:
            case list():
                for each in node:
                    self.node(each)
            case astnodes.Name():
                self.read(node)
            case astnodes.Index(notation=IndexNotation.SQUARE):
                self.node([node.value, node.idx])
            case astnodes.Index():
                self.node(node.value)
                self.field(node)
            case astnodes.Field():
                self.node([node.value, *([node.key] if node.between_brackets else [])])
            case astnodes.Invoke():
                self.node([node.source, *node.args])
            case astnodes.Block():
                self.block([], node.body)
            case astnodes.LocalAssign() | astnodes.Assign() | astnodes.Function():
                self.definition(node)
            case astnodes.LocalFunction():
                self.declare(node.name)
                self.block(node.args, node.body)
            case astnodes.Method():
                self.node(node.source)
                self.block([astnodes.Name("self"), *node.args], node.body)
            case astnodes.AnonymousFunction():
                self.block(node.args, node.body)
            case astnodes.Fornum():
                self.node([node.start, node.stop, node.step])
                self.block([node.target], node.body)
            case astnodes.Forin():
                self.node(node.iter)
                self.block(node.targets, node.body)
            case astnodes.Repeat():  # its condition sees the body's locals
                self.block([], [*node.body.body, node.test])
            case astnodes.Node():
                self.node([v for k, v in vars(node).items() if k[0] != "_" and k != "comments"])

    def definition(self, node: astnodes.Node) -> None:
        match node:
            case astnodes.LocalAssign():
                self.node(node.values)
                for target in node.targets:
                    self.declare(target, _required(node.values))
            case astnodes.Assign():
                self.node(node.values)
                for target in node.targets:
                    self.write(target)
            case astnodes.Function():
                self.write(node.name)
                self.block(node.args, node.body)

    def block(self, names: list[astnodes.Node], body: object) -> None:
        """A scope of its own."""
        self.open.append({})
        for name in names:
            if isinstance(name, astnodes.Name):
                self.declare(name)
        self.node(body)
        for text, local in self.open.pop().items():
            if not local.read and text not in ("_", "self"):
                self.found.append(f"line {local.line}: '{text}' is never read")

    def declare(self, name: astnodes.Name, module: str | None = None) -> None:
        if name.id in self.open[-1] and name.id != "_":
            self.found.append(f"line {name.line}: '{name.id}' hides one of its own block")
        self.open[-1][name.id] = Local(name.line or 0, module=module)

    def field(self, index: astnodes.Index) -> None:
        if isinstance(index.value, astnodes.Name):
            local = next(self.locals(index.value), None)
            fields = self.modules.get(local.module or "") if local else None
            if fields is not None and index.idx.id not in fields:
                self.found.append(
                    f"line {index.line}: '{index.value.id}.{index.idx.id}' is given nowhere"
                )

    def read(self, name: astnodes.Name) -> None:
        local = next(self.locals(name), None)
        if local:
            local.read = True
        elif name.id not in GIVEN:
            self.found.append(f"line {name.line}: '{name.id}' is declared nowhere")

    def write(self, target: astnodes.Node) -> None:
        if not isinstance(target, astnodes.Name):
            self.node(target)
        elif not any(self.locals(target)) and target.id not in CALLED:
            self.found.append(f"line {target.line}: '{target.id}' becomes a global")

    def locals(self, name: astnodes.Name) -> Iterator[Local]:
        return (scope[name.id] for scope in reversed(self.open) if name.id in scope)


def _required(values: list[astnodes.Node]) -> str | None:
    match values:
        case [astnodes.Call(func=astnodes.Name(id="require"), args=[astnodes.String(raw=module)])]:
            return str(module)
    return None


def faults(text: str, modules: Mapping[str, frozenset[str] | None]) -> list[str]:
    """SyntaxException: it is no Lua."""
    reading = Reading(modules)
    reading.node(ast.parse(text))
    return reading.found


@pytest.fixture(scope="module")
def modules() -> Mapping[str, frozenset[str] | None]:
    return {name: fields_of(text) for name, text in FILES.items()}


@pytest.mark.parametrize("name", FILES)
def test_names(name: str, modules: Mapping[str, frozenset[str] | None]) -> None:
    assert faults(FILES[name], modules) == []


def test_most_modules_are_known(modules: Mapping[str, frozenset[str] | None]) -> None:
    assert len([fields for fields in modules.values() if fields]) > len(modules) / 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("local a = 1", "'a' is never read"),
        ("local a = 1\na = 2", "'a' is never read"),
        ("local function f(a) return 1 end\nreturn f", "'a' is never read"),
        ("for i = 1, 2 do end", "'i' is never read"),
        ("local a = 1\nlocal a = 2\nreturn a", "'a' hides one of its own block"),
        ("return { b = c }", "'c' is declared nowhere"),
        ("return x.y", "'x' is declared nowhere"),
        ("if true then local a = 1; a() end\nreturn a", "'a' is declared nowhere"),
        ("b = 1", "'b' becomes a global"),
        ("function b() end", "'b' becomes a global"),
        ("local m = require('m')\nreturn m.known + m.unknown", "'m.unknown' is given nowhere"),
    ],
)
def test_the_reader_finds(text: str, fault: str) -> None:
    known = {"m": fields_of("local M = {}\nM.known = 1\nreturn M")}
    assert [found.partition(": ")[2] for found in faults(text, known)] == [fault]


def test_the_reader_knows_scopes() -> None:
    text = """
    local M = { k = 1, ["q"] = tostring(2) }
    function M.f(a, ...) return a + #{ ... } end
    function M:g() return self end
    local function again(n) return n > 0 and again(n - 1) end
    repeat local done = again(1) until done
    for _, v in ipairs(M) do M[v] = function() return v end end
    return M
    """
    assert faults(text, {}) == []
