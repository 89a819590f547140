"""A project whose authors mean no good: a payload in every text that an API, its documents and its
vendor's description may have."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from compiler import urls
from tests.browser.payloads import PAYLOADS

NAME = "\"><img src=x onerror=window.__pwned=1>'</title></script>{{ 7 * 191 }}"
"""What the portal is called."""
REFERENCED = "Everything"
"""The API whose operations have all payloads."""


def write(folder: Path, gateway_port: int, portal_port: int) -> Path:
    """An API for each payload, called A0, A1, …, of a vendor of its own; and one more."""
    files: dict[str, str] = {
        "gateway.yaml": json.dumps(_gateway(gateway_port, portal_port)),
        "consumers.yaml": json.dumps({"consumers": []}),
        **_vendor("every", PAYLOADS[0], PAYLOADS),
        "apis/every.yaml": json.dumps(_api(REFERENCED, "every", PAYLOADS[0])),
    }
    for number, payload in enumerate(PAYLOADS):
        api = _api(f"A{number}", f"v{number}", payload)
        files[f"apis/a{number}.yaml"] = json.dumps(api)
        files[f"docs/a{number}.md"] = f"{payload}\n\nText.\n\n{payload}\n"
        files |= _vendor(f"v{number}", payload, (payload,))
    files["docs/every.md"] = "\n\n".join(PAYLOADS)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def line(payload: str) -> str:
    """As the language has titles: without line breaks."""
    return " ".join(payload.split("\n"))


def word(payload: str) -> str:
    """As the language has names of models: without white space. Tags of HTML do without, too."""
    return re.sub(r"\s+", "/", payload)


def link(payload: str) -> str:
    """As much of the payload as the language lets stand in a link to a page."""
    for text in (payload, f"https://good.example/{payload}"):
        try:
            urls.parse_link(text)
        except ValueError:
            continue
        return text
    return "https://good.example/?" + quote(payload)


def _gateway(gateway_port: int, portal_port: int) -> dict[str, Any]:
    origin = f"http://127.0.0.1:{portal_port}"
    sandbox = {
        "url": f"http://127.0.0.1:{gateway_port}",
        "targets": ["devportal"],
        "portal": {"url": f"{origin}/docs/ai-portal", "origins": [origin]},
    }
    return {
        "gatewright": 1,
        "name": "hostile",
        "portal": {"name": NAME},
        "environments": {"sandbox": sandbox},
    }


def _api(name: str, vendor: str, payload: str) -> dict[str, Any]:
    number = name.removeprefix("A")
    document = f"../docs/{'every' if name == REFERENCED else f'a{number}'}.md"
    return {
        "name": name,
        "version": "1.0.0",
        "context": name.lower(),
        "vendor": f"{vendor}/v1",
        "description": payload,
        "tags": [line(payload)[:64]],
        "documents": [{"title": line(payload), "type": "how_to", "file": document}],
        "properties": {"note": payload},
        "lifecycle": "deprecated",
        "deprecation": {
            "since": "2026-06-01",
            "link": link(payload),
        },
    }


def _vendor(name: str, title: str, payloads: tuple[str, ...]) -> dict[str, str]:
    """A vendor's two files and a client: the payloads are its models, and what its operations and
    the client say."""
    ids = [f"ask{number}" for number in range(len(payloads))]
    vendor = {
        "vendor": name,
        "version": "v1",
        "title": line(title),
        "server": "https://vendor.example",
        "key": {"env": "HOSTILE_KEY"},
        "auth": {"header": "Authorization", "prefix": "Bearer "},
        "groups": {"chat": ids},
        "default": ["chat"],
        "query": {},
        "headers": {},
        "response_headers": {"remove": []},
        "model": {"body": "/model"},
        "models": [word(payload) for payload in payloads],
        "streaming": {"format": "sse", "when": {"body": "/stream"}, "operations": ids},
        "usage": "none",
        "chat": {
            "operation": "ask0",
            "model": word(title),
            "messages": "/messages",
            "role": "/role",
            "text": "/content",
            "set": {"/note": line(title)},
            "answer": "/text",
            "delta": "/text",
            "events": [{"data": '{"text": <<text>>}'}],
        },
        "clients": [{"client": f"of-{name}"}],
    }
    client = {
        "client": f"of-{name}",
        "title": line(title),
        "language": "shell",
        "install": line(title),
        "code": {"chat": f"{title}\necho <<base_url>> <<model>>\n"},
    }
    description = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "v1", "description": title},
        "tags": [{"name": title, "description": title}],
        "paths": {
            f"/v1/ask{number}": {"post": _operation(f"ask{number}", title, payload)}
            for number, payload in enumerate(payloads)
        },
    }
    return {
        f"vendors/{name}/v1/vendor.yaml": json.dumps(vendor),
        f"vendors/{name}/v1/openapi.yaml": json.dumps(description),
        f"vendors/clients/of-{name}.yaml": json.dumps(client),
    }


def _operation(id: str, tag: str, payload: str) -> dict[str, Any]:
    field = {"type": "string", "description": payload, "examples": [payload], "enum": [payload]}
    text = {"type": "string"}
    said = {"type": "object", "properties": {"role": text, "content": text}}
    schema = {
        "type": "object",
        "title": payload,
        "description": payload,
        "properties": {
            "model": field,
            "messages": {"type": "array", "items": said},
            "note": text,
            "stream": {"type": "boolean"},
            "text": {"type": "string", "examples": [payload]},
            payload: field,
        },
    }
    content = {"application/json": {"schema": schema, "example": {"model": payload}}}
    answers = {**content, "text/event-stream": {"schema": schema}}
    parameters = [
        {"name": name, "in": place, "description": payload, "schema": field}
        for name, place in (("q", "query"), ("X-Note", "header"))
    ]
    return {
        "operationId": id,
        "tags": [tag],
        "summary": payload,
        "description": payload,
        "parameters": parameters,
        "requestBody": {"description": payload, "content": content},
        "responses": {"200": {"description": payload, "content": answers}},
    }
