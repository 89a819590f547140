"""One good project in which every key of the language decides something, as plain data, and the
artifacts of it and of its variations."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from compiler.keys.kinds import Mapping as MappingKind
from compiler.keys.table import FileKind, row_at
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
    }


CHAT = "apis/chat.yaml"
LAYERED = "apis/layered.yaml"
BARE = "apis/bare.yaml"
PLACED = "apis/placed.yaml"

FILES: Files = {
    "gateway.yaml": {
        "gatewright": 1,
        "name": "proof",
        "environments": {
            "sandbox": {
                "url": "http://127.0.0.1:8080",
                "resolvers": ["127.0.0.53"],
                "portal": {"url": "http://127.0.0.1:8081"},
            },
            "production": {
                "url": "https://ai.acme.example",
                "listen": {"tls": {"certificate": "/etc/acme/tls.crt", "key": "/etc/acme/tls.key"}},
                "resolvers": ["10.96.0.10"],
            },
        },
        "defaults": _settings("defaults"),
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
    "consumers.yaml": {"consumers": [{"name": "demo-app", "keys": [{"sha256": DIGEST}]}]},
}
_DOCUMENT_PATHS = tuple(
    f"{folder}docs/{name}.md"
    for folder in ("", "apis/")
    for name in ("defaults", "chat", "override", "other")
)


def changed(file: str, steps: tuple[Step, ...], value: Any) -> Files:
    """The project with one value in place; of keys that exclude each other this one."""
    files = copy.deepcopy(FILES)
    place = files[file]
    for depth, step in enumerate(steps[:-1]):
        place = place.setdefault(step, {}) if isinstance(step, str) else place[step]
        row = row_at(_kind(file), steps[: depth + 1])
        if row is not None and isinstance(row.kind, MappingKind) and row.kind.exactly_one:
            place.clear()
    place[steps[-1]] = value
    return files


def _kind(file: str) -> FileKind:
    return FileKind.API if file.startswith("apis/") else FileKind(file.removesuffix(".yaml"))


def outcome(files: Files, indent: int | None = None) -> Outcome:
    """JSON is YAML, too. indent: of its lines; None: all in one."""
    texts: dict[str, str | bytes] = {
        name: json.dumps(data, indent=indent) for name, data in files.items()
    }
    texts |= {path: f"# {path}\n" for path in _DOCUMENT_PATHS}
    return compile_texts(texts, catalogue=CATALOGUE, alone=True)


def artifacts(found: Outcome) -> Mapping[str, Mapping[tuple[str, str], bytes]]:
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
    }
