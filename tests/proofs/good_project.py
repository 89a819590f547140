"""One good project in which every key of the language decides something, as plain data, and the
artifacts of it and of its variations."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from compiler.keys.kinds import Mapping as MappingKind
from compiler.keys.row import EVERY
from compiler.keys.table import FileKind, kind_of, row_at
from compiler.targets.registry import TARGETS
from tests.bundled import CATALOGUE
from tests.projects import DIGEST, Outcome, compile_texts

Files = dict[str, Any]
Step = str | int

_DOCUMENTS = [{"title": "Of {}", "type": "how_to", "file": "docs/{}.md"}]
_DEPRECATION = {
    "since": "2026-01-01",
    "sunset": "2027-01-01",
    "link": "https://portal.acme.example/{}",
}


def _filled(data: Any, word: str) -> Any:
    return json.loads(json.dumps(data).replace("{}", word))


def _settings(word: str) -> dict[str, Any]:
    """What stands in a layer from the start: keys that need others beside them."""
    return {
        "lifecycle": "deprecated",
        "deprecation": _filled(_DEPRECATION, word),
        "documents": _filled(_DOCUMENTS, word),
        "limits": {"tokens": ["9/second"]},  # for `reserve`
        "security": ["api_key", "jwt"],  # for `scopes`
    }


# As mappings, so that any place in them can be taken.
_MEASURED: dict[str, Any] = {
    measure: {"header": "X-Count"} for measure in ("input", "output", "total", "model", "remaining")
}


def _described(id: str, media_type: str) -> Any:
    places = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("kind", "name")
    ]
    known = {"name": "name", "in": "query", "schema": {"type": "string"}}
    if id == "talk":
        return {"parameters": [known], **_answering(id, media_type, taken=False)}
    return {"parameters": [*places, known], **_answering(id, media_type)}


def _answering(id: str, *media_types: str, taken: bool = True) -> Any:
    content: Any = {media_type: {"schema": {}} for media_type in media_types}
    body: Any = {"requestBody": {"content": {"application/json": {"schema": {}}}}} if taken else {}
    answer = {"description": "An answer.", "content": content}
    return {"operationId": id, **body, "responses": {"200": answer}}


# Public keys that were made for the tests; nobody has their private halves.
_P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "1i9H2KLQUO2CNVG9W2GovXqDMIguep-260Ubviqv8RA",
    "y": "saAQ1JJC8UbyIY1uQg15CjOTyX4nHE0BkwTzCJt3IvE",
    "kid": "one",
}
_RSA = {
    "kty": "RSA",
    "n": "yq8ZNewaT5lBDtlbHo0JyM65bBGWP18rkyF1C6R0gdg_R5ZIRAN-W-aPBrGGJ0HlT9KhLSMSF2kwSFokhcBzxpNs"
    "0BCtNhHRdRuVGu9k22rFsZiDffX50a9huaTcqbGMxE_bGVJnzr3E8G5qH2_hjTh-rAbAO-UoRNS5CZENBMFb8n4c0YVg"
    "BNy5iIVeQ1X-s5A0dcqTVCCRnR15PuMIGsSjP50qsc1jjX3t44_OHkQLHorqB-Dy2Jx0PgnVrjIRO-6rxQWT3z9S_eF3"
    "mIbe1clHOgXxWKUTLWGFq6cH0AClto3fle4QsOSdMafFPsdzF5hMh4EvgtVq2zNG2URyiQ",
    "e": "AQAB",
    "alg": "RS256",
}
KEYS = "certs/keys.json"
OTHER_KEYS = "certs/other.json"
ISSUERS: dict[str, Any] = {
    "corp": {"issuer": "corp", "audiences": ["ai"], "jwks": {"file": KEYS}},
    "far": {
        "issuer": "far",
        "audiences": ["ai"],
        "jwks": {"url": "https://far.example/jwks"},
    },
    "partner": {
        "issuer": "partner",
        "introspection": {
            "url": "https://partner.example/ask",
            "client": "gatewright",
            "secret": {"env": "PARTNER_SECRET"},
        },
    },
}

CHAT = "apis/chat.yaml"
LAYERED = "apis/layered.yaml"
BARE = "apis/bare.yaml"
PLACED = "apis/placed.yaml"
SIGNED = "apis/signed.yaml"
LAB = "vendors/lab/v1/vendor.yaml"
TALK = "vendors/talk/v1/vendor.yaml"
CLIENT = "vendors/clients/lab-shell.yaml"
LOGO = "brand/logo.svg"
OTHER_LOGO = "brand/other.svg"

FILES: Files = {
    "gateway.yaml": {
        "gatewright": 1,
        "name": "proof",
        "environments": {
            "sandbox": {
                "url": "http://127.0.0.1:8080",
                "resolvers": ["127.0.0.53"],
                "portal": {"url": "http://127.0.0.1:8081"},
                "issuers": ISSUERS,
            },
            "production": {
                "url": "https://ai.acme.example",
                "listen": {"tls": {"certificate": "/etc/acme/tls.crt", "key": "/etc/acme/tls.key"}},
                "resolvers": ["10.96.0.10"],
                "issuers": {"corp": ISSUERS["corp"]},
            },
        },
        "defaults": _settings("defaults"),
        "portal": {"logo": LOGO, "reference": "none"},
    },
    CHAT: {
        "name": "Chat",
        "version": "1.0.0",
        "context": "chat",
        "vendor": "mistral/v1",
        "operations": {"include": ["chat", "models", "audio"]},
        "endpoints": {"sandbox": {"url": "https://llm.acme.example"}},
        **_settings("chat"),
    },
    # Differs in one environment.
    LAYERED: {
        "name": "Layered",
        "version": "1.0.0",
        "context": "layered",
        "vendor": "mistral/v1",
        "operations": {"include": ["chat", "models", "audio"]},
        "overrides": {"sandbox": _settings("override")},
    },
    # Writes nothing, so that the defaults decide.
    BARE: {
        "name": "Bare",
        "version": "1.0.0",
        "context": "bare",
        "vendor": "mistral/v1",
    },
    # A vendor whose server has a placeholder.
    PLACED: {
        "name": "Placed",
        "version": "1.0.0",
        "context": "placed",
        "vendor": "azure-openai/2024-10-21",
        "operations": {"include": ["chat"], "exclude": []},
        "endpoints": {
            "sandbox": {"variables": {"resource": "one"}},
            "production": {"variables": {"resource": "two"}},
        },
    },
    # A vendor of the project's own.
    LAB: {
        "vendor": "lab",
        "version": "v1",
        "title": "Laboratory",
        "server": "https://api.lab.example",
        "key": {"env": "LAB_API_KEY"},
        "auth": {"header": "X-Lab-Key", "prefix": "Key ", "sigv4": "lab"},
        "groups": {"chat": ["ask", "find"], "models": ["talk"]},
        "default": ["chat", "models"],
        "query": {"p": {"default": "1"}},
        "headers": {"X-P": {"default": "1"}},
        "response_headers": {"remove": ["X-R"]},
        "model": {"path": "name", "operations": {"ask": {"path": "name"}}},
        "models": ["small"],
        "streaming": [
            {
                "format": "sse",
                "when": {"body": "/stream", "default": True},
                "operations": ["ask"],
            },
        ],
        "usage": {
            **_MEASURED,
            "stream": _MEASURED,
            "operations": {"ask": {**_MEASURED, "stream": _MEASURED}},
        },
        "websockets": ["talk"],
        "clients": [{"client": "lab-shell", "base": "/v1"}],
    },
    CLIENT: {
        "client": "lab-shell",
        "title": "Lab client",
        "language": "shell",
        "install": "lab install",
        "code": {"chat": "lab --url <<base_url>> --model <<model>>"},
    },
    "vendors/lab/v1/openapi.yaml": {
        "openapi": "3.1.0",
        "info": {"title": "Laboratory", "version": "v1"},
        "paths": {
            "/v1/{kind}/{name}/ask": {"post": _described("ask", "text/event-stream")},
            "/v1/{kind}/{name}/find": {"post": _described("find", "application/json")},
            "/v1/talk": {"get": _described("talk", "application/json")},
        },
    },
    # One with which conversations can be held.
    TALK: {
        "vendor": "talk",
        "version": "v1",
        "title": "Talk",
        "server": "https://api.talk.example",
        "key": {"env": "TALK_API_KEY"},
        "auth": {"header": "X-Talk-Key"},
        "groups": {"chat": ["ask", "find"], "models": ["list"]},
        "streaming": [
            {"format": "sse", "when": {"body": "/stream"}, "operations": ["ask", "find"]},
        ],
        "usage": "none",
        "chat": {
            "operation": "ask",
            "streamed": "find",
            "model": "small",
            "messages": "/messages",
            "role": "/role",
            "text": "/text",
            "roles": {"user": "guest", "assistant": "host"},
            "set": {"/most": 1},
            "stream": {"/counted": 1},
            "answer": "/text",
            "delta": "/text",
            "events": [{"event": "piece", "data": '{"text": <<text>>, "other": <<text>>}'}],
            "end": "[DONE]",
        },
    },
    "vendors/talk/v1/openapi.yaml": {
        "openapi": "3.1.0",
        "info": {"title": "Talk", "version": "v1"},
        "paths": {
            "/v1/ask": {"post": _answering("ask", "application/json", "text/event-stream")},
            "/v1/find": {"post": _answering("find", "application/json", "text/event-stream")},
            "/v1/models": {"get": _answering("list", "application/json", taken=False)},
        },
    },
    "apis/talk.yaml": {"name": "Talk", "version": "1.0.0", "context": "talk", "vendor": "talk/v1"},
    # What of the vendor can be signed.
    SIGNED: {
        "name": "Signed",
        "version": "1.0.0",
        "context": "signed",
        "vendor": "lab/v1",
        "operations": {"include": ["chat"]},
    },
    "apis/lab.yaml": {"name": "Lab", "version": "1.0.0", "context": "lab", "vendor": "lab/v1"},
    # For those alone who are something.
    "apis/inner.yaml": {
        "name": "Inner",
        "version": "1.0.0",
        "context": "inner",
        "vendor": "lab/v1",
        "security": ["api_key"],
        "visibility": {"roles": ["lab"]},
    },
    "consumers.yaml": {
        "consumers": [
            {
                "name": "demo-app",
                "keys": [{"sha256": DIGEST}],
                "subjects": [{"issuer": "corp", "subject": "one"}],
                "plan": "gold",
                "limits": {"tokens": ["9/second"]},
            },
            {"name": "other-app", "keys": [{"sha256": DIGEST[:-3] + "abc"}], "plan": "silver"},
        ]
    },
    "plans.yaml": {
        "plans": {
            "gold": {"limits": {"tokens": ["9/second"]}},
            "silver": {},
        }
    },
    KEYS: {"keys": [_P256, _RSA]},
    OTHER_KEYS: {"keys": [{**_P256, "kid": "two"}]},
}
_DOCUMENT_PATHS = tuple(
    f"{folder}docs/{name}.md"
    for folder in ("", "apis/")
    for name in ("defaults", "chat", "override", "other")
)


def _drawing(title: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{title}</title></svg>\n'


def changed(file: str, steps: tuple[Step, ...], value: Any) -> Files:
    """The project with one value in place; of keys that exclude each other this one."""
    files = copy.deepcopy(FILES)
    place = files[file]
    for depth, step in enumerate(steps[:-1]):
        place = place.setdefault(step, {}) if isinstance(step, str) else place[step]
        row = row_at(_kind(file), steps[: depth + 1])
        if row is not None and isinstance(row.kind, MappingKind):
            if row.kind.exactly_one:
                place.clear()
            for other in row.kind.one_of if steps[depth + 1] in row.kind.one_of else ():
                if other != steps[depth + 1]:
                    place.pop(other, None)
    place[steps[-1]] = value
    return files


def file_of(kind: FileKind) -> str:
    """The file of a kind in which its keys are tried."""
    named = {FileKind.API: CHAT, FileKind.VENDOR: LAB, FileKind.CLIENT: CLIENT}
    return named.get(kind, f"{kind}.yaml")


def _kind(file: str) -> FileKind:
    found = kind_of(PurePosixPath(file))
    assert found is not None
    return found


def outcome(files: Files, indent: int | None = None) -> Outcome:
    """JSON is YAML, too. indent: of its lines; None: all in one."""
    texts: dict[str, str | bytes] = {
        name: json.dumps(data, indent=indent) for name, data in files.items()
    }
    texts |= {path: f"# {path}\n" for path in _DOCUMENT_PATHS}
    texts |= {path: _drawing(path) for path in (LOGO, OTHER_LOGO)}
    return compile_texts(texts, catalogue=CATALOGUE, alone=True)


def artifacts(
    found: Outcome, targets: tuple[str, ...] = EVERY
) -> Mapping[str, Mapping[tuple[str, str], bytes]]:
    """By target: the content of each file of each environment that has the target."""
    assert not found.diagnostics.failed, found.report
    return {
        target.name: {
            (environment.name, str(artifact.path)): artifact.content
            for environment in found.model.environments
            if target.name in environment.targets
            for artifact in target.emit(found.gateways[environment.name])
        }
        for target in TARGETS
        if target.name in targets
    }
