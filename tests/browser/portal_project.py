"""A project whose portal has something of everything, in front of vendors of ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from compiler import reporting
from compiler.pipeline import Build, Selection, compile_project

CLIENT_KEY = "gwk_browser_tests_client"
VENDOR_KEY = "sk-browser-tests-vendor"
KEY_VARIABLE = "BROWSER_VENDOR_KEY"
BELOW = "/docs/ai-portal/"
"""The path below which the tests serve portals: not the root, which is easier."""

GUIDE = """\
# How we prompt

Say *what* you want, then what you have.

| Model | Good for |
|---|---|
| small | short answers |

```python
print("hello")
```

- [Our rules](https://rules.acme.example/prompts)
"""

VENDORS = ("openai/v1", "mistral/v1", "anthropic/v1", "gemini/v1beta", "bedrock/2023-09-30")
"""Those that want a key. One more, of a server of one's own, wants none."""
OWN_SERVER = "ollama/v1"


def write(folder: Path, gateway_port: int, portal_port: int, urls: Mapping[str, str]) -> Path:
    """An API for each vendor, one of them in two versions. urls: of what answers in a vendor's
    place, by its id."""
    files: dict[str, Any] = {
        "gateway.yaml": gateway(gateway_port, portal_port),
        "consumers.yaml": {"consumers": [consumer()]},
        **{f"apis/{name}.yaml": data for name, data in apis(urls).items()},
    }
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data), encoding="utf-8")
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "prompting.md").write_text(GUIDE, encoding="utf-8")
    return folder


def gateway(gateway_port: int, portal_port: int) -> dict[str, Any]:
    """gateway.yaml: one environment, whose portal has an origin of its own."""
    origin = f"http://127.0.0.1:{portal_port}"
    sandbox = {
        "url": f"http://127.0.0.1:{gateway_port}",
        "resolvers": ["127.0.0.53"],
        "portal": {"url": origin + BELOW.removesuffix("/"), "origins": [origin]},
    }
    return {
        "gatewright": 1,
        "name": "acme-ai",
        "portal": {"name": "Acme AI"},
        "environments": {"sandbox": sandbox},
    }


def consumer() -> dict[str, Any]:
    """Who has CLIENT_KEY."""
    digest = hashlib.sha256(CLIENT_KEY.encode()).hexdigest()
    return {"name": "demo-app", "keys": [{"sha256": digest}]}


def apis(urls: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The files below apis/."""
    chat = {
        "name": "ChatAPI",
        "context": "chat",
        "vendor": "openai/v1",
        "endpoints": _endpoints("openai/v1", urls),
    }
    old: dict[str, Any] = {
        **chat,
        "version": "1.0.0",
        "description": "Chat for the support tools, as it was.",
        "tags": ["llm", "support"],
        "lifecycle": "deprecated",
        "deprecation": {
            "since": "2026-06-01",
            "sunset": "2027-01-01",
            "link": "https://portal.acme.example/chat-2",
        },
    }
    new: dict[str, Any] = {
        **chat,
        "version": "2.0.0",
        "description": "Chat and embeddings for the support tools.",
        "tags": ["llm", "support"],
        "limits": {"requests": "600/minute", "tokens": "200000/minute"},
        "documents": [{"title": "How we prompt", "type": "how_to", "file": "../docs/prompting.md"}],
        "properties": {"cost_centre": "4711"},
    }
    return {"chat-1": old, "chat-2": new, **dict(_others(urls))}


def name_of(vendor: str) -> str:
    """The API of a vendor, but for those of the first one."""
    return f"{vendor.partition('/')[0].capitalize()}API"


def _others(urls: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for vendor in (*VENDORS[1:], OWN_SERVER):
        name = name_of(vendor)
        api = {
            "name": name,
            "version": "0.0.2",
            "context": name.lower(),
            "vendor": vendor,
            "endpoints": _endpoints(vendor, urls),
            "description": f"Answers by {vendor.partition('/')[0].capitalize()}.",
            "tags": ["llm"],
        }
        found.append((name.lower(), api))
    return found


def _endpoints(vendor: str, urls: Mapping[str, str]) -> dict[str, Any]:
    key = {} if vendor == OWN_SERVER else {"key": {"env": KEY_VARIABLE}}
    return {"sandbox": {"url": urls[vendor], **key}}


def build(project: Path) -> Build:
    """The project's environment. AssertionError: it does not compile."""
    compilation = compile_project(project, Selection(environments=("sandbox",)))
    report = reporting.render(compilation.diagnostics, compilation.texts, "text")
    assert not compilation.diagnostics.failed, report
    (one,) = compilation.builds
    return one


def write_portal(project: Path, folder: Path) -> Path:
    """Writes the portal's files into the folder."""
    for artifact in build(project).of_target("devportal"):
        file = folder / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            out.writelines(artifact.pieces())
    return folder
