"""The call that a new user is shown first."""

from __future__ import annotations

from compiler.ir import Api, Gateway
from compiler.targets.devportal.snippets import snippets
from compiler.terms import Security


def first_call(gateway: Gateway) -> str | None:
    """A command line for the first API that can chat and takes a key, else for the first that takes
    one; the key is the variable GATEWAY_KEY. None: there is no such API,
    or its operations are no calls."""
    callable = [api for api in gateway.apis if api.refused is None and _takes_key(api)]
    found = next((api for api in callable if _chats(api)), next(iter(callable), None))
    shown = () if found is None else snippets(gateway, found)
    return next((one.code for one in shown), None)


def _takes_key(api: Api) -> bool:
    return not api.security or Security.API_KEY in api.security


def _chats(api: Api) -> bool:
    chat = api.guide.chat
    if chat is None:
        return False
    exposed = {operation.id for path in api.paths for operation in path.operations}
    return chat.operation in exposed or chat.streamed in exposed
