"""Vendors of a project's own that an engine's grammar would like to misread: every key of
vendor.yaml, and descriptions whose words mean something to engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from compiler import contract
from compiler.keys import kinds, vendor_kinds
from compiler.keys.kinds import Scalar
from compiler.masking import has_key
from compiler.terms import StreamFormat
from tests.property.hostile_descriptions import (
    SPECIAL,
    TITLES,
    WORDS,
    operation,
    schemas,
    templates,
)
from tests.property.hostile_guides import bases, chats, clients, held, talked

_ID_WORDS = tuple(word for word in WORDS if word not in ("null", "true"))
_GROUP_WORDS = ("literal", "constructor", "default", "none", "null", "end", "x")
_SERVERS = (
    *("none", "https://api.v.example", "http://{a}.v.example", "https://{constructor}"),
    "https://{toString}-{host_1}.v.example:8443",
)
_PLACEHOLDERS = ("constructor", "a", "toString", "host_1")
_RESERVED = {
    *("content-encoding", "content-length", "content-type", "transfer-encoding", "cookie"),
    *contract.HOP_HEADERS,
    *contract.REPLACED_REQUEST_HEADERS,
    *contract.ROUTE_HEADERS,
    *contract.FACT_HEADERS,
    *contract.CREDENTIAL_HEADERS,
}


def _matching(scalar: Scalar) -> st.SearchStrategy[str]:
    """Its texts, but for the rare one that could be a key, which is refused."""
    return st.from_regex(scalar.pattern, fullmatch=True).filter(lambda text: not has_key(text))


def _free(name: str) -> bool:
    lower = name.lower()
    return lower not in _RESERVED and not lower.startswith(contract.ROUTE_HEADER_PREFIXES)


_IDS = st.one_of(
    st.sampled_from(_ID_WORDS),
    _matching(vendor_kinds.OPERATION_ID),
    st.sampled_from(["a" * 180, "_.-", "A.b-c_d"]),
)
_GROUPS = st.one_of(st.sampled_from(_GROUP_WORDS), _matching(vendor_kinds.GROUP))
_HEADERS = st.one_of(
    st.sampled_from(["$", "%", "'", "`", "x.y", "x_y", "X-A", "constructor", "__proto__", "|~!"]),
    _matching(kinds.HEADER_NAME),
).filter(_free)
_KEY_HEADERS = st.one_of(
    _HEADERS, st.sampled_from(["Authorization", "api-key", "X-API-KEY", "apikey", "x-goog-api-key"])
)
_PARAMETERS = st.one_of(
    st.sampled_from([*SPECIAL, *WORDS, "a[]", "a&b", "a=b", "a+b", "a%20b"]).filter(
        lambda name: " " not in name
    ),
    _matching(vendor_kinds.PARAMETER_NAME),
)
_TEXTS = st.one_of(
    st.lists(st.sampled_from((*SPECIAL, " ", "a")), max_size=8).map("".join),
    st.from_regex(r"[\x20-\x7e]{0,64}", fullmatch=True),
)
_TOKENS = st.one_of(
    st.sampled_from([*WORDS, *SPECIAL, "0", "-", "", "a~1b", "~0", "é", "日", "😀", "\u2028"]),
    st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="~/"), max_size=9),
)
_POINTERS = st.lists(_TOKENS, min_size=1, max_size=9).map(
    lambda tokens: "".join("/" + token for token in tokens)
)
_MODELS = st.one_of(
    st.sampled_from(["$", '"', "\\", "'", "é", "😀", "m" * 256, "__proto__", "</script>", "]]"]),
    _matching(vendor_kinds.MODEL_NAME),
)


@dataclass(frozen=True)
class OwnVendor:
    """A drawn vendor. files: of the project. words: for its operations but WebSockets. placed: the
    parts of its server that an endpoint fills in; None: an endpoint gives the whole URL."""

    id: str
    files: Mapping[str, Any]
    words: tuple[str, ...]
    placed: tuple[str, ...] | None
    auth: Mapping[str, str] | None
    websockets: tuple[str, ...]


@st.composite
def _reported(draw: st.DrawFn) -> dict[str, Any]:
    place = st.one_of(
        st.just("none"), _POINTERS, st.builds(lambda name: {"header": name}, _HEADERS)
    )
    counted = st.one_of(place, st.lists(_POINTERS, min_size=1, max_size=4, unique=True))
    made = {measure: draw(counted) for measure in ("input", "output", "total")}
    made["model"] = draw(place)
    if draw(st.booleans()):
        made["remaining"] = draw(counted)
    return made


@st.composite
def _usage(draw: st.DrawFn) -> dict[str, Any]:
    made = draw(_reported())
    if draw(st.booleans()):
        made["stream"] = draw(_reported())
    return made


@st.composite
def _model(draw: st.DrawFn, header: str | None, parameter: str | None) -> Any:
    """Not where the key is."""
    kind = draw(st.sampled_from(["body", "query", "header", "none"]))
    if kind == "none":
        return "none"
    names: Mapping[str, st.SearchStrategy[str]] = {
        "body": _POINTERS,
        "query": _PARAMETERS.filter(lambda name: name != parameter),
        "header": _HEADERS.filter(lambda name: name.lower() != header),
    }
    return {kind: draw(names[kind])}


@st.composite
def _streaming(draw: st.DrawFn, operations: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Of operations by id, whose requests can ask for it from now on."""
    made = []
    for _ in range(draw(st.integers(1, 2))):
        ids = draw(st.lists(st.sampled_from(list(operations)), min_size=1, unique=True))
        when = draw(_WHEN)
        format = draw(st.sampled_from(list(StreamFormat))).value
        made.append({"format": format, "when": when, "operations": ids})
        for each in (operations[id] for id in ids):
            if "query" in when:
                parameter = {"name": when["query"], "in": "query", "schema": {}}
                each.setdefault("parameters", []).append(parameter)
            elif "body" in when:
                # Any body may have what it does not describe.
                each["requestBody"] = {"content": {"application/json": {}}}
    return made


_WHEN = st.one_of(
    st.just("always"),
    st.builds(lambda place: {"body": place}, _POINTERS),
    st.builds(lambda place: {"body": place, "default": True}, _POINTERS),
    st.builds(
        lambda name, value: {"query": name, "value": value}, _PARAMETERS, _TEXTS.filter(bool)
    ),
)


@st.composite
def own_vendors(draw: st.DrawFn, number: int) -> OwnVendor:
    """A vendor that the compiler takes, perhaps with warnings."""
    stem = draw(st.one_of(_matching(vendor_kinds.VENDOR_NAME), st.sampled_from(["con", "a..b"])))
    name, version = f"{stem[:60]}_{number}", draw(_matching(vendor_kinds.VENDOR_VERSION))
    ids = draw(st.lists(_IDS, min_size=1, max_size=6, unique=True))
    paths: dict[str, dict[str, Any]] = {}
    placed: dict[str, tuple[str, str]] = {}
    shapes: dict[str, str] = {}
    for id in ids:
        path, method = draw(templates()), draw(st.sampled_from(["get", "post", "delete", "head"]))
        shape = "".join(part.partition("}")[2] for part in ("}" + path).split("{"))
        path = shapes.setdefault(shape, path)
        if method not in paths.setdefault(path, {}):
            paths[path][method] = draw(operation(id, method))
            placed[id] = (method, path)
    websockets = [id for id in placed if placed[id][0] == "get" and draw(st.booleans())]
    ids = [id for id in placed if id not in websockets]
    facts, auth = draw(_facts(list(placed)))
    posts = {id: paths[placed[id][1]]["post"] for id in ids if placed[id][0] == "post"}
    if draw(st.booleans()) and posts:
        facts["streaming"] = draw(_streaming(posts))
    groups = facts["groups"]
    words = [*ids, *(f"{placed[id][0].upper()} {placed[id][1]}" for id in ids)]
    words += [word for word, found in groups.items() if not {*found} & {*websockets}]
    facts |= {"vendor": name, "version": version, "websockets": websockets}
    server = facts["server"]
    schema = {"type": "object", "properties": {"__proto__": draw(schemas())}}
    description = {
        "openapi": draw(st.sampled_from(["3.1.0", "3.0.3"])),
        "info": {"title": draw(TITLES), "version": "1"},
        "paths": paths,
        "components": {"schemas": {"__proto__": schema, "constructor": {"type": "string"}}},
    }
    folder = f"vendors/{name}/{version}"
    files = {f"{folder}/vendor.yaml": facts, f"{folder}/openapi.json": description}
    if able := talked(posts, facts):
        chat = draw(chats(able))
        facts |= {"chat": chat} if held(chat, facts) else {}
    if draw(st.booleans()):
        client = f"client-{number}"
        facts["clients"] = [{"client": client, "base": draw(bases())}]
        files[f"vendors/clients/{client}.yaml"] = draw(clients(client, [*placed, *groups]))
    used = tuple(word for word in _PLACEHOLDERS if f"{{{word}}}" in server)
    return OwnVendor(
        f"{name}/{version}",
        files,
        tuple(words),
        None if server == "none" else used,
        auth,
        tuple(websockets),
    )


def pins(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """What becomes of a parameter or a header."""
    modes = st.sampled_from(["default", "fixed"])
    return st.one_of(st.just("removed"), st.builds(lambda mode, text: {mode: text}, modes, values))


@st.composite
def pinned_headers(
    draw: st.DrawFn, auth: Mapping[str, str] | None, pin: st.SearchStrategy[Any]
) -> dict[str, Any]:
    """Pins of headers other than the one that holds the key."""
    key = (auth or {}).get("header", "").lower()
    names = _HEADERS.filter(lambda name: name.lower() != key)
    chosen = draw(st.lists(names, max_size=3, unique_by=str.lower))
    return {name: draw(pin) for name in chosen}


@st.composite
def _facts(draw: st.DrawFn, ids: list[str]) -> tuple[dict[str, Any], Any]:
    auth: dict[str, str] | None = None
    if draw(st.integers(0, 4)):
        where = draw(st.sampled_from(["header", "query"]))
        auth = {where: draw(_KEY_HEADERS if where == "header" else _PARAMETERS)}
        auth["prefix"] = draw(_TEXTS)
    header = None if auth is None else auth.get("header", "").lower()
    parameter = None if auth is None else auth.get("query")
    pin = pins(_TEXTS)
    some = st.lists(st.sampled_from(ids), min_size=1, unique=True)
    groups = draw(st.dictionaries(_GROUPS.filter(lambda word: word not in ids), some, max_size=3))
    pinned = draw(st.lists(_PARAMETERS.filter(lambda n: n != parameter), max_size=3, unique=True))
    place = _model(header, parameter)
    model = draw(place)
    if isinstance(model, dict) and draw(st.booleans()):
        model["operations"] = {draw(st.sampled_from(ids)): draw(place)}
    usage = draw(_usage())
    if draw(st.booleans()):
        usage["operations"] = {
            draw(st.sampled_from(ids)): draw(st.one_of(st.just("none"), _usage()))
        }
    hosts = [
        "api.v.example",
        "{a}.v.example",
        "{toString}-{host_1}.v.example:8443",
        "{constructor}",
    ]
    server = draw(st.sampled_from(["none", *(f"https://{host}" for host in hosts)]))
    facts: dict[str, Any] = {
        "title": draw(TITLES),
        "server": server,
        "key": "none" if auth is None or draw(st.booleans()) else {"env": draw(_VARIABLES)},
        "auth": auth or "none",
        "groups": groups,
        "query": {name: draw(pin) for name in pinned},
        "headers": draw(pinned_headers(auth, pin)),
        "response_headers": {
            "remove": draw(st.lists(_HEADERS, max_size=3, unique=True)),
        },
        "model": model,
        "models": draw(st.lists(_MODELS, max_size=4, unique=True)),
        "usage": usage,
    }
    if draw(st.booleans()):
        facts["default"] = draw(some)
    return facts, auth


_VARIABLES = st.one_of(
    st.from_regex(r"[A-Za-z_][A-Za-z_]{0,15}", fullmatch=True),
    st.sampled_from(["PATH", "__proto__", "constructor", "_"]),
)


@st.composite
def chosen(draw: st.DrawFn, own: OwnVendor) -> list[str]:
    """A word for some operations, or several for one each; with WebSockets where there is nothing
    else, and where they are wanted."""
    found = []
    if own.words:
        found.append(draw(st.sampled_from(own.words)))
    if own.websockets and (not found or draw(st.booleans())):
        found.append(draw(st.sampled_from(own.websockets)))
    return found
