"""What a request says, what the mock says to it, and how much that is."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from compiler.guides import Chat
from compiler.mock.calls import Call
from compiler.mock.pointing import Json, at

# Where requests that hold no conversation have their text.
_PROMPTS = ("input", "prompt", "message", "messages", "contents", "content", "text", "texts",
            "inputs", "query", "requests", "body")  # fmt: skip
_TEXTS = ("text", "content", "input", "parts")
_LONGEST = 500
_PIECE = re.compile(r"\s*\S+\s*")
_MOST_PIECES = 200
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is said: the text of the answer, and the words of request and answer, which stand for
    tokens."""

    text: str
    input: int
    output: int

    @property
    def total(self) -> int:
        return self.input + self.output

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text as a stream has it, word by word."""
        words = _PIECE.findall(self.text)
        size = -(-len(words) // _MOST_PIECES)
        return tuple("".join(words[i : i + size]) for i in range(0, len(words), size))


def exchange(call: Call) -> Exchange:
    """What a request says and is answered with."""
    chat = call.api.guide.chat
    if chat is not None and call.operation.id in (chat.operation, chat.streamed):
        said = list(_conversation(call, chat))
        last = _last(call, chat)
    else:
        said = [text for name in _PROMPTS for text in _strings(call.body.at((name,)))]
        last = said[-1] if said else ""
    text = _answer(last)
    return Exchange(text, max(1, sum(map(words, said))), words(text))


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


def _answer(said: str) -> str:
    if not said.strip():
        return "Hello! This answer comes from the mock vendor: no vendor was asked."
    shown = " ".join(said.split(None, _LONGEST)).rstrip()  # more words are more letters than shown
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return f"You said: “{shown}”. This answer comes from the mock vendor: no vendor was asked."


def _messages(call: Call, chat: Chat) -> list[Json]:
    found = call.body.at(chat.messages)
    return found if isinstance(found, list) else []


def _conversation(call: Call, chat: Chat) -> Iterator[str]:
    for message in _messages(call, chat):
        yield from _texts(message, chat)


def _last(call: Call, chat: Chat) -> str:
    """The last message of whoever asks, or else the last one."""
    user = dict(chat.roles).get("user", "user")
    messages = _messages(call, chat)
    own = [one for one in messages if at(one, chat.role) == user]
    for message in reversed(own or messages):
        if text := " ".join(_texts(message, chat)):
            return text
    return ""


def _texts(message: Json, chat: Chat) -> list[str]:
    return list(_strings(at(message, chat.text))) or list(_strings(message))


def _strings(value: Json, depth: int = 0) -> Iterator[str]:
    """The texts of a value: itself, or those that lists and parts of it have."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEEPEST:
        for one in value:
            yield from _strings(one, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name in _TEXTS:
            yield from _strings(value.get(name), depth + 1)


def numbers(seed: str, count: int) -> list[float]:
    """Numbers between -1 and 1 that a text always has; fewer of them are the first of more."""
    digest = hashlib.shake_256(seed.encode("utf-8", "replace")).digest(4 * count)
    return [round(each / 2**31 - 1, 6) for each in struct.unpack(f">{count}I", digest)]
