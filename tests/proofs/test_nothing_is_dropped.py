"""Every key of the language changes the artifacts of every target that the table gives it, or is
refused there. The table is walked: a new row fails here until it has a value to try, or a reason
why it needs no target."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from compiler import codes
from compiler.keys.row import DEVPORTAL, ENVOY, EVERY, Key
from compiler.keys.table import TABLE, FileKind
from tests.projects import DIGEST
from tests.proofs.good_project import (
    BARE,
    FILES,
    ISSUERS,
    LAYERED,
    OTHER_KEYS,
    OTHER_LOGO,
    PLACED,
    SIGNED,
    TALK,
    Files,
    Step,
    artifacts,
    changed,
    file_of,
    outcome,
)


@dataclass(frozen=True)
class Try:
    """Another value than the good project has. file: where; empty: in that of its kind. names: what
    stands for `<…>`, in order. without: a file that would have to change as well, left out on both
    sides. targets: that the sandbox has on both sides, and it alone; none: its own. signed: an API
    signs requests on both sides."""

    value: Any
    file: str = ""
    names: tuple[str, ...] = ("sandbox",)
    without: str = ""
    targets: tuple[str, ...] = ()
    signed: bool = False

    @property
    def there(self) -> There:
        """What both sides have in common."""
        return self.without, self.targets, self.signed


There = tuple[str, tuple[str, ...], bool]
_THIRD = {"url": "http://127.0.0.1:8070", "resolvers": ["127.0.0.53"], "issuers": ISSUERS}
_WITH_A_THIRD = {**FILES["gateway.yaml"]["environments"], "third": _THIRD}
_LIMITS: Mapping[str, Any] = {
    "limits.requests": "7/second",
    "limits.concurrent": 7,
    "limits.tokens": "7/second",
    "limits.prompt_tokens": ["7/second"],
    "limits.completion_tokens": "7/day",
    "limits.reserve": 77,
}
_GRANTED: Mapping[str, Any] = {**_LIMITS, "plan": "silver", "apis": ["Chat"], "roles": ["lab"]}
_SETTINGS: Mapping[str, Any] = {
    **_LIMITS,
    "plans": ["gold"],
    "description": "Another description.",
    "operations.include": ["chat"],
    "operations.exclude": ["models"],
    "security": "none",
    "scopes": ["chat.read"],
    "operation_scopes.<operation>": ["chat.write"],
    "limits.body": "3MiB",
    "limits.upload": "70MiB",
    "timeouts.connect": "7s",
    "timeouts.idle": "77s",
    "lifecycle": "published",
    "deprecation.since": "2026-02-02",
    "deprecation.sunset": "2027-02-02",
    "deprecation.link": "https://portal.acme.example/other",
    "visibility": {"roles": ["internal"]},
    "tags": ["other"],
    "documents": [],
    "documents[].title": "Another title",
    "documents[].type": "sample",
    "documents[].file": "docs/other.md",
    "properties.<property>": "4711",
    "validate_requests": "warn",
}
_ISSUING: Mapping[str, tuple[str, Any]] = {
    "issuer": ("corp", "other"),
    "audiences": ("corp", ["other"]),
    "jwks.file": ("corp", OTHER_KEYS),
    "jwks.url": ("far", "https://other.example/jwks"),
    "algorithms": ("corp", ["ES256"]),
    "claim": ("corp", "azp"),
    "leeway": ("corp", "1m"),
    "keep": ("far", "7m"),
    "introspection.url": ("partner", "https://other.example/ask"),
    "introspection.client": ("partner", "other"),
    "introspection.secret.env": ("partner", "OTHER_SECRET"),
    "introspection.secret.file": ("partner", "/run/secrets/partner"),
}
_COUNTED = ("input", "output", "model")
_PINNED = tuple(
    (f"{key}.<name>{below}", (name,), value)
    for key, name in (("query", "p"), ("headers", "X-P"))
    for below, value in (("", "removed"), (".default", "2"), (".fixed", "1"))
)
_TALKED: tuple[tuple[str, tuple[str, ...], Any], ...] = (
    ("operation", (), "find"),
    ("streamed", (), "ask"),
    ("model", (), "other"),
    *((place, (), "/other") for place in ("messages", "role", "text", "answer", "delta")),
    ("roles.user", (), "human"),
    ("roles.assistant", (), "bot"),
    ("set.<pointer>", ("/most",), 2),
    ("stream.<pointer>", ("/counted",), True),
    ("end", (), "[END]"),
)
VALUES: Mapping[FileKind, Mapping[str, Try]] = {
    FileKind.GATEWAY: {
        "environments": Try(
            {**FILES["gateway.yaml"]["environments"], "third": _THIRD}, without=PLACED
        ),
        "environments.<name>.url": Try("http://127.0.0.1:8090"),
        "environments.<name>.listen.address": Try("127.0.0.2"),
        "environments.<name>.listen.port": Try(8090),
        "environments.<name>.listen.tls.certificate": Try("/o.crt", names=("production",)),
        "environments.<name>.listen.tls.key": Try("/o.key", names=("production",)),
        "environments.<name>.resolvers": Try(["10.0.0.1"]),
        "environments.<name>.trusted_ca": Try("/etc/other.pem"),
        "environments.<name>.portal.url": Try("http://127.0.0.1:8082"),
        "environments.<name>.portal.origins": Try(["https://other.example"]),
        "environments.<name>.admin.port": Try(9901),
        "environments.<name>.limits.shared.service": Try("127.0.0.1:8099", targets=(ENVOY,)),
        **{
            f"environments.<name>.issuers.<issuer>.{path}": Try(value, names=("sandbox", issuer))
            for path, (issuer, value) in _ISSUING.items()
        },
        **{f"defaults.{path}": Try(value) for path, value in _SETTINGS.items()},
        "portal.name": Try("Another portal"),
        "portal.logo": Try(OTHER_LOGO),
        "portal.colours.accent": Try("#aa0000"),
        "portal.reference": Try("swagger-ui"),
    },
    FileKind.API: {
        "name": Try("Other"),
        "version": Try("2.0.0"),
        "context": Try("other"),
        "vendor": Try("openai/v1"),
        "endpoints.<environment>.url": Try("https://other.acme.example"),
        "endpoints.<environment>.key.env": Try("OTHER_KEY"),
        "endpoints.<environment>.key.file": Try("/run/secrets/other"),
        "endpoints.<environment>.key.sigv4": Try("eu-north-1", SIGNED, targets=(ENVOY,)),
        **{
            f"endpoints.<environment>.{below}": Try(value, names=("sandbox", *names))
            for below, names, value in _PINNED
        },
        "endpoints.<environment>.variables.<variable>": Try("x", PLACED, ("sandbox", "resource")),
        **{path: Try(value, names=()) for path, value in _SETTINGS.items()},
        **{f"overrides.<environment>.{path}": Try(v, LAYERED) for path, v in _SETTINGS.items()},
        # Elsewhere dates stand beside it, which are refused without `deprecated`.
        "lifecycle": Try("published", BARE),
        "overrides.<environment>.lifecycle": Try("published", BARE),
    },
    FileKind.CONSUMERS: {
        "consumers[].name": Try("third-app"),
        "consumers[].keys[].sha256": Try(DIGEST[::-1]),
        "consumers[].keys[].environments": Try(["production"]),
        "consumers[].keys[].expires": Try("2999-12-31"),
        "consumers[].subjects[].issuer": Try("far"),
        "consumers[].subjects[].subject": Try("two"),
        **{f"consumers[].{path}": Try(value, names=()) for path, value in _GRANTED.items()},
        **{
            f"consumers[].overrides.<environment>.{path}": Try(value)
            for path, value in _GRANTED.items()
        },
    },
    FileKind.PLANS: {
        **{f"plans.<plan>.{path}": Try(value, names=("gold",)) for path, value in _LIMITS.items()},
        **{
            f"plans.<plan>.overrides.<environment>.{path}": Try(value, names=("gold", "sandbox"))
            for path, value in _LIMITS.items()
        },
    },
    FileKind.VENDOR: {
        "title": Try("Another laboratory"),
        "server": Try("https://other.lab.example"),
        "key.env": Try("OTHER_KEY"),
        "auth.header": Try("X-Other"),
        "auth.query": Try("key"),
        "auth.prefix": Try("Other "),
        "auth.sigv4": Try("other", targets=(ENVOY,), signed=True),
        "groups.<group>": Try(["find"], names=("chat",)),
        "default": Try(["ask"]),
        **{below: Try(value, names=names) for below, names, value in _PINNED},
        "response_headers.remove": Try([]),
        **{
            f"{above}.{place}": Try(value, names=("ask",))
            for above in ("model", "model.operations.<id>")
            for place, value in (("path", "kind"), ("query", "name"), ("header", "X-Model"))
        },
        "models": Try(["large"]),
        "streaming[].operations": Try(["find"]),
        **{
            f"{above}{below}.{measure}": Try("/other", names=("ask",))
            for above in ("usage", "usage.operations.<id>")
            for below in ("", ".stream")
            for measure in _COUNTED
        },
        "websockets": Try([]),
        **{f"chat.{path}": Try(value, TALK, names) for path, names, value in _TALKED},
        "clients[].client": Try("openai-python"),
        "clients[].base": Try("/v2"),
    },
    FileKind.CLIENT: {
        "title": Try("Another lab client"),
        "language": Try("javascript"),
        "install": Try("npm install lab"),
        "sends": Try("none"),
        "code.<group>": Try("other <<model>>", names=("chat",)),
    },
}

# Rows without targets, and why none of them is dropped.
_HOLDS = "holds other keys, which are tried themselves"
_ITEM = "an item of a list, which is tried as a whole"
_RATES = ("requests", "tokens", "prompt_tokens", "completion_tokens")
_LIMITS_WITHOUT = {"limits": _HOLDS, **{f"limits.{rate}[]": _ITEM for rate in _RATES}}
_GRANTED_WITHOUT = {**_LIMITS_WITHOUT, "apis[]": _ITEM, "roles[]": _ITEM}
_SETTINGS_WITHOUT = {
    **_LIMITS_WITHOUT,
    "plans[]": _ITEM,
    "operations": _HOLDS,
    "operations.include[]": _ITEM,
    "operations.exclude[]": _ITEM,
    "security[]": _ITEM,
    "scopes[]": _ITEM,
    "operation_scopes": _HOLDS,
    "operation_scopes.<operation>[]": _ITEM,
    "timeouts": _HOLDS,
    "deprecation": _HOLDS,
    "visibility.roles": "part of visibility, which is tried as a whole",
    "visibility.roles[]": _ITEM,
    "tags[]": _ITEM,
    "documents[]": _HOLDS,
    "properties": _HOLDS,
}
_MEASURED_WITHOUT = {
    **{f".{measure}": "the contract logs no such count" for measure in ("total", "remaining")},
    **{
        f".{measure}{below}": "part of a place, which is tried as a whole"
        for measure in (*_COUNTED, "total", "remaining")
        for below in ("[]", ".header")
    },
}
WITHOUT_TARGETS: Mapping[FileKind, Mapping[str, str]] = {
    FileKind.GATEWAY: {
        "gatewright": "has one value only",
        "name": "stands in the manifest, beside the targets",
        "environments.<name>": _HOLDS,
        "environments.<name>.listen": _HOLDS,
        "environments.<name>.listen.tls": _HOLDS,
        "environments.<name>.resolvers[]": _ITEM,
        "environments.<name>.portal": _HOLDS,
        "environments.<name>.portal.origins[]": _ITEM,
        "environments.<name>.targets": "says which artifacts are made, not what is in them",
        "environments.<name>.targets[]": _ITEM,
        **{
            f"environments.<name>.{below}": _HOLDS
            for below in (
                *("admin", "limits", "limits.shared", "issuers", "issuers.<issuer>"),
                *("issuers.<issuer>.jwks", "issuers.<issuer>.introspection"),
                "issuers.<issuer>.introspection.secret",
            )
        },
        "environments.<name>.issuers.<issuer>.audiences[]": _ITEM,
        "environments.<name>.issuers.<issuer>.algorithms[]": _ITEM,
        "portal": _HOLDS,
        "portal.colours": _HOLDS,
        "defaults": _HOLDS,
        **{f"defaults.{path}": reason for path, reason in _SETTINGS_WITHOUT.items()},
    },
    FileKind.API: {
        "endpoints": _HOLDS,
        "endpoints.<environment>": _HOLDS,
        "endpoints.<environment>.key": _HOLDS,
        "endpoints.<environment>.query": _HOLDS,
        "endpoints.<environment>.headers": _HOLDS,
        "endpoints.<environment>.variables": _HOLDS,
        "overrides": _HOLDS,
        "overrides.<environment>": _HOLDS,
        **_SETTINGS_WITHOUT,
        **{f"overrides.<environment>.{path}": r for path, r in _SETTINGS_WITHOUT.items()},
    },
    FileKind.CONSUMERS: {
        "consumers": _HOLDS,
        "consumers[]": _HOLDS,
        "consumers[].keys": _HOLDS,
        "consumers[].keys[]": _HOLDS,
        "consumers[].keys[].environments[]": _ITEM,
        "consumers[].keys[].note": "for people who read the file",
        "consumers[].subjects": _HOLDS,
        "consumers[].subjects[]": _HOLDS,
        "consumers[].overrides": _HOLDS,
        "consumers[].overrides.<environment>": _HOLDS,
        **{f"consumers[].{path}": reason for path, reason in _GRANTED_WITHOUT.items()},
        **{
            f"consumers[].overrides.<environment>.{path}": reason
            for path, reason in _GRANTED_WITHOUT.items()
        },
    },
    FileKind.PLANS: {
        "plans": _HOLDS,
        "plans.<plan>": _HOLDS,
        "plans.<plan>.overrides": _HOLDS,
        "plans.<plan>.overrides.<environment>": _HOLDS,
        **{f"plans.<plan>.{path}": reason for path, reason in _LIMITS_WITHOUT.items()},
        **{
            f"plans.<plan>.overrides.<environment>.{path}": reason
            for path, reason in _LIMITS_WITHOUT.items()
        },
    },
    FileKind.VENDOR: {
        **dict.fromkeys(("vendor", "version"), "its folder's name, which APIs have to say"),
        "key": _HOLDS,
        "auth": _HOLDS,
        "groups": _HOLDS,
        "groups.<group>[]": _ITEM,
        "default[]": _ITEM,
        "query": _HOLDS,
        "headers": _HOLDS,
        "response_headers": _HOLDS,
        "response_headers.remove[]": _ITEM,
        **{
            f"{above}{below}": reason
            for above in ("model", "model.operations.<id>")
            for below, reason in (("", _HOLDS), (".body", "no gateway reads bodies for this"))
        },
        "model.operations": _HOLDS,
        "models[]": _ITEM,
        "streaming": _HOLDS,
        "streaming[]": _HOLDS,
        **{
            f"streaming[].{below}": "engines know a stream by its media type"
            for below in ("format", "when", "when.body", "when.default", "when.query", "when.value")
        },
        "streaming[].operations[]": _ITEM,
        "usage": _HOLDS,
        "usage.operations": _HOLDS,
        "usage.operations.<id>": _HOLDS,
        **{
            f"{above}{below}{measure}": reason
            for above in ("usage", "usage.operations.<id>")
            for below in ("", ".stream")
            for measure, reason in (("", _HOLDS), *_MEASURED_WITHOUT.items())
            if below or measure
        },
        "websockets[]": _ITEM,
        **dict.fromkeys(("chat", "chat.roles", "chat.set", "chat.stream"), _HOLDS),
        **{
            f"chat.events{below}": "an example for 'gatewright dev --mock' alone"
            for below in ("", "[]", "[].event", "[].data")
        },
        "clients": _HOLDS,
        "clients[]": _HOLDS,
    },
    FileKind.CLIENT: {
        "client": "its file's name, which vendors have to say",
        "code": _HOLDS,
    },
}

ROWS = tuple((kind, row) for kind, rows in TABLE.items() for row in rows)
USED = tuple((kind, row) for kind, row in ROWS if row.targets)


_NAMES = {"<property>": "cost_centre", "<operation>": "chat"}


def steps_of(row: Key, names: tuple[str, ...]) -> tuple[Step, ...]:
    """The place of the row in the good project: named keys by the names, the first item of lists;
    one that means something there where the names have run out."""
    left = list(names)
    steps: list[Step] = []
    for step in row.path.replace("[]", ".[]").split("."):
        if step == "[]":
            steps.append(0)
        elif step.startswith("<"):
            steps.append(left.pop(0) if left else _NAMES[step])
        else:
            steps.append(step)
    return tuple(steps)


Made = Mapping[str, Mapping[tuple[str, str], bytes]]


def made(files: Files, there: There, emitted: tuple[str, ...] = EVERY) -> Made:
    without, targets, signed = there
    kept = {name: data for name, data in files.items() if name != without}
    if signed:
        endpoints = {"sandbox": {"key": {"sigv4": "us-east-1"}}}
        kept[SIGNED] = {**kept[SIGNED], "endpoints": endpoints}
    return artifacts(outcome(selecting(kept, targets) if targets else kept), emitted)


def selecting(files: Files, targets: tuple[str, ...]) -> Files:
    """The project with these targets in its sandbox, and no engine elsewhere."""
    files = copy.deepcopy(files)
    for name, environment in files["gateway.yaml"]["environments"].items():
        environment["targets"] = list(targets) if name == "sandbox" else [DEVPORTAL]
    return files


@pytest.fixture(scope="module")
def good() -> Mapping[There, Made]:
    tried = (each for values in VALUES.values() for each in values.values())
    return {there: made(FILES, there) for there in dict.fromkeys(each.there for each in tried)}


@pytest.mark.parametrize(("kind", "row"), USED, ids=lambda each: getattr(each, "path", str(each)))
def test_a_key_changes_its_targets(kind: FileKind, row: Key, good: Mapping[There, Made]) -> None:
    tried = VALUES[kind].get(row.path)
    assert tried is not None, f"say in VALUES what '{row.path}' may be changed to"
    file = tried.file or file_of(kind)
    names = () if row.path.startswith("defaults.") else tried.names
    other = made(changed(file, steps_of(row, names), tried.value), tried.there, row.targets)
    unmoved = [target for target in row.targets if other[target] == good[tried.there][target]]
    assert unmoved == [], f"'{row.path}' is dropped in silence by {', '.join(unmoved)}"


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_key_without_targets_has_a_reason(kind: FileKind) -> None:
    without = {row.path for row in TABLE[kind] if not row.targets}
    assert without == set(WITHOUT_TARGETS[kind])


@pytest.mark.parametrize("kind", list(FileKind))
def test_nothing_is_tried_that_the_language_has_not(kind: FileKind) -> None:
    assert set(VALUES[kind]) == {row.path for row in TABLE[kind] if row.targets}


def test_what_a_target_cannot_is_refused() -> None:
    """Rows with `cannot`, in an environment that selects such a target."""
    for kind, row in ROWS:
        for target in row.cannot:
            tried = VALUES[kind].get(row.path)
            whole: Any = {"certificate": "/a.crt", "key": "/a.key"}
            value = tried.value if tried else whole
            assert codes.TARGET_CANNOT.id in tried_on(target, kind, row, value)
            if row.unless is not None:
                assert codes.TARGET_CANNOT.id not in tried_on(target, kind, row, row.unless)


def tried_on(target: str, kind: FileKind, row: Key, value: object) -> list[str]:
    """The codes of the project where the sandbox has this target and the row this value."""
    file = (VALUES[kind][row.path].file if kind is FileKind.API else "") or file_of(kind)
    names = ("sandbox",) if "<" in row.path else ()
    files = selecting(changed(file, steps_of(row, names), value), (target,))
    if row.unless is None:
        files["gateway.yaml"]["environments"]["sandbox"]["url"] = "https://127.0.0.1:8080"
    return list(outcome(files).codes)


def test_the_defaults_are_what_decides_a_bare_api() -> None:
    """Else the rows below `defaults` would be tried on nothing."""
    assert set(FILES[BARE]) == {"name", "version", "context", "vendor"}
