"""Valid projects that an engine's grammar would like to misread, drawn from the language's own
patterns, so that a pattern that is loosened is tried at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from compiler.keys import kinds
from compiler.keys.kinds import Scalar
from compiler.masking import has_key
from compiler.terms import Lifecycle
from compiler.urls import parse_url
from tests.property.hostile_callers import Known, asking, consumers, limits, plans, roles
from tests.property.hostile_guides import looks
from tests.property.hostile_issuers import KEYS, issuers, key_set, scopes
from tests.property.hostile_vendors import OwnVendor, chosen, own_vendors, pinned_headers, pins

CA_BUNDLE = "ca/bundle+of@all.pem"
DOCUMENT = "./ca/..how@to=,~.md"


@dataclass(frozen=True)
class Files:
    """What a project may name that an engine reads while it loads: absolute paths."""

    certificate: str
    key: str


def _matching(scalar: Scalar) -> st.SearchStrategy[str]:
    """Its texts, but for the rare one that could be a key, which is refused."""
    return st.from_regex(scalar.pattern, fullmatch=True).filter(lambda text: not has_key(text))


# Each of these means something to nginx, Envoy, Lua, JSON, YAML or a shell.
_SPECIAL = ("$", "${x}", '"', "'", "\\", "%", "%%", "%REQ(a)%", ";", "}", "{{ x }}", "#", "\\0")
_PIN_VALUES = st.one_of(
    st.sampled_from(_SPECIAL),
    st.lists(st.sampled_from((*_SPECIAL, " ", "a")), max_size=8).map("".join),
    _matching(kinds.PIN_VALUE),
    st.sampled_from(["x" * 1024, '"' * 1024, "$" * 1024]),
)
_PIN_NAMES = st.one_of(
    st.sampled_from(_SPECIAL).filter(lambda name: " " not in name), _matching(kinds.PIN_NAME)
)
_TEXTS = st.one_of(
    st.lists(st.sampled_from((*_SPECIAL, "\n", "\t", "é", "日", "😀", "\u2028")), max_size=9).map(
        "".join
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40),
    st.sampled_from(["x" * 4000]),
)
_NAMES = st.one_of(_matching(kinds.API_NAME), st.sampled_from(["con", "0", "a..b", "x" * 64]))
_VERSIONS = st.one_of(
    _matching(kinds.VERSION), st.sampled_from(["1.10", "v1", "0", "a..b", "9" * 32])
)
_SEGMENTS = st.from_regex(r"[A-Za-z0-9._~-]{1,20}", fullmatch=True).filter(
    lambda segment: segment not in (".", "..")
)
_HOSTS = st.one_of(
    st.sampled_from(["a.example", "A-B.example", "a.b-example", "a_b.example", "_x", "localhost"]),
    st.sampled_from(["127.0.0.1", "0.0.0.0", "255.255.255.255", "[::1]", "[::]", "[fe80::1]"]),
    st.sampled_from(["[::ffff:1.2.3.4]", ".".join(letter * 61 for letter in "abcd")]),
    st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?(\.[a-z]{2,9}){1,3}", fullmatch=True),
)
_BASE_PATHS = st.one_of(
    st.sampled_from(["", "/", "/openai", "/@:+=,~-.x", "/.../a=b", "/" + "p" * 500]),
    st.lists(st.from_regex(r"[A-Za-z0-9._~@:+=,-]{1,9}", fullmatch=True), max_size=3)
    .filter(lambda segments: not {".", ".."} & set(segments))
    .map(lambda segments: "".join("/" + segment for segment in segments)),
)


def _is_address(url: str) -> bool:
    """nginx cannot verify a certificate for an address, and such an endpoint is refused."""
    return parse_url(url).host_is_address


_PORTS = st.one_of(st.sampled_from(["", ":80", ":443", ":1", ":65535"]), st.just(":8443"))
_URLS = st.builds(
    lambda scheme, host, port, path: f"{scheme}://{host}{port}{path}",
    st.sampled_from(["http", "https", "HTTPS"]),
    _HOSTS,
    _PORTS,
    _BASE_PATHS,
)
_ENDPOINT_URLS = _URLS.filter(lambda url: not (_is_address(url) and url.lower()[4] == "s"))
_ORIGINS = st.builds(
    lambda scheme, host, port: f"{scheme}://{host}{port}",
    st.sampled_from(["http", "https"]),
    _HOSTS,
    _PORTS,
)
_VARIABLES = st.one_of(
    st.from_regex(r"[A-Za-z_][A-Za-z_]{0,15}", fullmatch=True),
    st.sampled_from(["_", "PATH", "TZ", "NGINX", "LD_PRELOAD", "__proto__", "constructor"]),
)
_PATHS = st.one_of(
    st.sampled_from(["/run/k", "/a@b%20+=:,~-", "/" + "/".join(["d" * 100] * 9), "/..a/b..", "/$"]),
    st.lists(st.from_regex(r"[A-Za-z0-9._@%+=:,~-]{1,12}", fullmatch=True), min_size=1, max_size=4)
    .filter(lambda parts: not {".", ".."} & set(parts))
    .map(lambda parts: "/run/" + "/".join(parts)),
).filter(lambda path: "$" not in path)
_SECRETS = st.one_of(
    st.builds(lambda name: {"env": name}, _VARIABLES),
    st.builds(lambda path: {"file": path}, _PATHS),
)
_SIZES = st.sampled_from(["1B", "1023B", "1KiB", "3MiB", "2GiB", "2147483648B", "1073741825B"])
_DURATIONS = st.sampled_from(["1ms", "999ms", "1001ms", "1s", "61m", "24h", "86400000ms"])
_RESOLVERS = st.sampled_from(
    ["127.0.0.53", "10.0.0.1:5353", "::1", "[fd00::1]", "[::1]:5353", "0.0.0.0", "1.1.1.1:65535"]
)
# `nginx -t` opens what it is to listen on: only addresses that every machine has.
_ADDRESSES = st.sampled_from(["127.0.0.1", "0.0.0.0", "127.0.0.2"])


_LINKS = st.one_of(
    st.sampled_from(
        [
            "https://p.example/$host/%25/';,*!~(x)?a=$b&c=%0A&d=%25REQ(a)%25#f;'",
            "http://[::1]:81",
            "https://a_b.example:8443/" + "p" * 900,
        ]
    ),
    st.builds(
        lambda rest: "https://p.example/" + rest,
        st.from_regex(r"([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2}){0,30}", fullmatch=True),
    ),
)
_DAYS = st.dates(date(1970, 1, 1), date(2100, 1, 1)).map(date.isoformat)
_PROPERTIES = st.dictionaries(_matching(kinds.PROPERTY_NAME), _TEXTS.map(lambda t: t[:1000]))


# In the order of what a drawn project should rather be: `created` becomes nothing.
_LIFECYCLES = st.sampled_from(
    [
        *(Lifecycle.PUBLISHED, Lifecycle.DEPRECATED, Lifecycle.BLOCKED, Lifecycle.RETIRED),
        Lifecycle.CREATED,
    ]
)


@st.composite
def _standing(draw: st.DrawFn, roles: list[str]) -> dict[str, Any]:
    """The settings that say how far an API's life has come, and who may see it."""
    lifecycle = draw(_LIFECYCLES).value
    found: dict[str, Any] = {"lifecycle": lifecycle, "properties": draw(_PROPERTIES)}
    if lifecycle == Lifecycle.DEPRECATED:
        days = sorted(draw(st.lists(_DAYS, min_size=1, max_size=2, unique=True)))
        found["deprecation"] = dict(zip(("since", "sunset"), days, strict=False))
        if draw(st.booleans()):
            found["deprecation"]["link"] = draw(_LINKS)
    if draw(st.booleans()):
        named = draw(st.lists(st.sampled_from(roles), unique=True))
        found["visibility"] = {"roles": named} if named else "public"
    return found


# Vendors of each shape with words for some of their operations: paths with parameters, uploads,
# streams, a query and a header of the vendor's own, a server with a part to fill in.
_WORDS = {
    "mistral/v1": ("chat", "audio", "GET /v1/models/{model_id}"),
    "openai/v1": ("embeddings", "models", "images", "deleteResponse"),
    "azure-openai/2024-10-21": ("chat", "audio", "models"),
}
_PLACED = "azure-openai/2024-10-21"
# A whole host of digits would be half of an address.
_HOST_PARTS = st.from_regex(r"[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", fullmatch=True)


@st.composite
def _apis(draw: st.DrawFn, number: int, owns: Sequence[OwnVendor], known: Known) -> dict[str, Any]:
    segments = draw(st.lists(_SEGMENTS, max_size=3))
    context = "/".join([f"a{number}", *segments])
    if draw(st.booleans()):
        context += draw(st.sampled_from(["/{version}", "-{version}.x", "/x{version}/y"]))
    own = draw(st.sampled_from([None, *owns]))
    vendor = draw(st.sampled_from(sorted(_WORDS, reverse=True))) if own is None else own.id
    api: dict[str, Any] = {
        "name": f"{draw(_NAMES)[:60]}_{number}",
        "version": draw(_VERSIONS),
        "context": context,
        "vendor": vendor,
        "description": draw(_TEXTS),
        "tags": draw(st.lists(_TEXTS.map(_tag).filter(bool), max_size=3, unique=True)),
        "limits": {"body": draw(_SIZES), "upload": draw(_SIZES), **draw(limits())},
        "timeouts": {"connect": draw(_DURATIONS), "idle": draw(_DURATIONS)},
        "validate_requests": draw(st.sampled_from(["off", "warn", "reject"])),
    }
    api |= draw(asking(known))
    auth, pin = None if own is None else own.auth, pins(_PIN_VALUES)
    names = _PIN_NAMES.filter(lambda name: name != (auth or {}).get("query"))
    endpoint: dict[str, Any] = {
        "query": draw(st.dictionaries(names, pin, max_size=3)),
        "headers": draw(pinned_headers(auth, pin)),
    }
    placed: tuple[str, ...] | None = ("resource",) if vendor == _PLACED else ()
    if own is not None:
        placed = own.placed
    if placed is None or draw(st.booleans()):
        endpoint["url"] = draw(_ENDPOINT_URLS)
    elif placed:
        endpoint["variables"] = {word: draw(_HOST_PARTS) for word in placed}
    if (own is None or own.auth is not None) and draw(st.booleans()):
        endpoint["key"] = draw(_SECRETS)
    api["endpoints"] = {"here": endpoint}
    standing = draw(_standing(known.roles))
    if api["security"] == "none":  # which is for everybody
        standing.pop("visibility", None)
    if draw(st.booleans()):
        api |= standing
    else:
        api["overrides"] = {"here": standing}
    if own is not None:
        api["operations"] = {"include": draw(chosen(own))}
    elif draw(st.booleans()):
        words = st.sampled_from(_WORDS[vendor])
        api["operations"] = {"include": draw(st.lists(words, min_size=1, unique=True))}
    if "scopes" in api and "operations" in api:
        word = draw(st.sampled_from(api["operations"]["include"]))
        api["operation_scopes"] = {word: draw(scopes())}
    return api


def _tag(text: str) -> str:
    return "".join(letter for letter in text if letter not in "\n\t")[:64]


@st.composite
def _gateways(draw: st.DrawFn, files: Files, port: int) -> dict[str, Any]:
    listen: dict[str, Any] = {"address": draw(_ADDRESSES), "port": port}
    tls = draw(st.booleans())
    if tls:
        listen["tls"] = {"certificate": files.certificate, "key": files.key}
    environment: dict[str, Any] = {
        "url": f"{'https' if tls else 'http'}://{draw(_HOSTS)}:{port}",
        "listen": listen,
        "resolvers": draw(st.lists(_RESOLVERS, min_size=1, max_size=3, unique=True)),
    }
    if draw(st.booleans()):
        environment["trusted_ca"] = CA_BUNDLE
    if draw(st.booleans()):
        environment["portal"] = {
            "url": draw(_URLS),
            "origins": draw(st.lists(_ORIGINS, max_size=3, unique_by=str.lower)),
        }
    return {
        "gatewright": 1,
        "name": draw(_matching(kinds.PROJECT_NAME)),
        "environments": {"here": environment},
        "portal": draw(looks()),
        "defaults": {
            "limits": {"body": draw(_SIZES), **draw(limits())},
            "properties": draw(_PROPERTIES),
            "documents": [{"title": _tag(draw(_TEXTS)) or "x", "file": DOCUMENT, "type": "how_to"}],
        },
    }


@st.composite
def projects(draw: st.DrawFn, files: Files, port: int) -> Mapping[str, str]:
    """Path -> text of every file but the CA bundle and the document. port: where `nginx -t` may
    listen."""
    owns = [draw(own_vendors(number)) for number in range(draw(st.integers(0, 2)))]
    planned, trusted = draw(plans()), draw(issuers())
    known = Known(sorted(planned), sorted(trusted), draw(roles()))
    apis = [draw(_apis(number, owns, known)) for number in range(draw(st.integers(1, 4)))]
    gateway = draw(_gateways(files, port))
    gateway["environments"]["here"]["issuers"] = trusted
    sockets = {word for own in owns for word in own.websockets}
    if any(sockets.intersection(api.get("operations", {}).get("include", ())) for api in apis):
        gateway["environments"]["here"]["targets"] = ["nginx", "envoy", "devportal"]
    made = {
        KEYS: json.loads(draw(key_set())),
        "gateway.yaml": gateway,
        "plans.yaml": {"plans": planned},
        "consumers.yaml": {"consumers": draw(consumers(known, apis))},
        **{f"apis/{number}.yaml": api for number, api in enumerate(apis)},
        **{path: data for own in owns for path, data in own.files.items()},
    }
    return {path: _yaml(data) for path, data in made.items()}


def served(files: Mapping[str, str]) -> list[str]:
    """The names of the drawn APIs that gateways serve, or answer for; sorted."""
    apis = [json.loads(text) for path, text in files.items() if path.startswith("apis/")]
    return sorted(api["name"] for api in apis if _lifecycle(api) != Lifecycle.CREATED)


def _lifecycle(api: dict[str, Any]) -> str:
    settings: dict[str, str] = api["overrides"]["here"] if "overrides" in api else api
    return settings["lifecycle"]


def _yaml(data: object) -> str:
    """JSON, which YAML 1.2 reads too, with the line breaks of YAML 1.1 as escapes."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return "".join(
        f"\\u{ord(c):04x}" if c in "\x85\u2028\u2029\ufeff" or 0x7F <= ord(c) < 0xA0 else c
        for c in text
    )
