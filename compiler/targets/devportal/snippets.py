"""What people copy to call an API: commands and programs that run as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from compiler import contract
from compiler.guides import BEARER, Client, Language
from compiler.ir import Api, Gateway
from compiler.targets.devportal.curl import command
from compiler.targets.devportal.literals import literal
from compiler.targets.devportal.samples import fit
from compiler.terms import Security

_MARKER = re.compile("<<([a-z_]+)>>")
_NO_MODEL = "MODEL"
_KEY = "GATEWAY_KEY"
_ANY_KEY = f"No key is needed, but some text is: export {_KEY}=none"
_COMMENTS = {Language.PYTHON: "#", Language.JAVASCRIPT: "//", Language.SHELL: "#"}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text to copy. id: unique within an API, fit for a part of an element's id. install: the
    command that gets what it needs; empty where nothing is needed. code: without a line break at
    its end; the key is the variable GATEWAY_KEY of the environment."""

    id: str
    title: str
    language: Language
    install: str
    code: str


def snippets(gateway: Gateway, api: Api) -> tuple[Snippet, ...]:
    """Of an API as this gateway serves it: curl, then the vendor's clients in their order, but for
    those whose code is about operations that the API does not expose, and those whose key it would
    not find."""
    url, model = gateway.url + api.base, model_of(api)
    values = {
        "url": url,
        "host": urlsplit(gateway.url).netloc,
        "model": model,
        "version": api.vendor_version,
    }
    exposed = {operation.id for path in api.paths for operation in path.operations}
    called = command(api, url, model)
    found = [] if called is None else [Snippet("curl", "curl", Language.SHELL, "", called)]
    for client in api.guide.clients:
        code = next(_of_use(api, client, exposed), None)
        if code is not None and _gets_in(client, api):
            text = _filled(code, {**values, "base_url": url + client.base}, client.language)
            if not api.security and _KEY in text:
                text = f"{_COMMENTS[client.language]} {_ANY_KEY}\n{text}"
            id = _free_id(client, {each.id for each in found})
            found.append(Snippet(id, client.title, client.language, client.install, text))
    return tuple(found)


def model_of(api: Api) -> str:
    """A model to begin with: the vendor's example, or one that is known where that is not."""
    chat = api.guide.chat
    if chat is not None and fit(chat.model) and (not api.models or chat.model in api.models):
        return chat.model
    return next(filter(fit, api.models), _NO_MODEL)


def _gets_in(client: Client, api: Api) -> bool:
    """Whether the API looks where the client shows its key, or its token."""
    if not api.security:
        return True
    places = {BEARER}  # the one place of tokens
    if Security.API_KEY in api.security:
        places |= {*contract.KEY_HEADERS, api.key_header or BEARER}
    return client.sends in places


def _of_use(api: Api, client: Client, exposed: set[str]) -> Iterator[str]:
    """The client's code about what the API exposes. Code about a group calls the first of its
    operations."""
    groups = dict(api.guide.groups)
    for word, code in client.code:
        operation = next(iter(groups.get(word, (word,))), None)
        if operation in exposed:
            yield code


def _filled(code: str, values: dict[str, str], language: Language) -> str:
    """The code with a literal in the place of each marker."""

    def value(marker: re.Match[str]) -> str:
        return literal(values[marker[1]], language)

    return _MARKER.sub(value, code.rstrip("\n"))


def _free_id(client: Client, taken: set[str]) -> str:
    """The client's name; with a number where another's is as good as the same."""
    plain = client.name.replace(".", "-").replace("_", "-")
    id, number = plain, 1
    while id in taken:
        number += 1
        id = f"{plain}-{number}"
    return id
