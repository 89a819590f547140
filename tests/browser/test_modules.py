"""What the portal's scripts work out, in the browser that runs them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.browser.modules import Modules
from tests.conformance.eventstream import event, exception, frame

READ = """
    const bytes = Uint8Array.from(atob(given.data), (one) => one.charCodeAt(0));
    const pieces = [];
    for (let at = 0; at < bytes.length; at += given.size) {
        pieces.push(bytes.subarray(at, at + given.size));
    }
    const body = new ReadableStream({
        pull(controller) {
            const piece = pieces.shift();
            if (piece) { controller.enqueue(piece); } else { controller.close(); }
        },
    });
    const found = [];
    const response = new Response(body, {headers: {"Content-Type": given.type}});
    for await (const event of m.events(response)) {
        found.push([event.name, event.data, ...(event.failed ? ["failed"] : [])]);
    }
    return found;
"""


def read(modules: Modules, kind: str, data: bytes, size: int) -> Any:
    given = {"data": base64.b64encode(data).decode(), "size": size, "type": kind}
    return modules.run("streams", READ, given)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_server_sent_events(modules: Modules, end: str, size: int) -> None:
    lines = [
        ": a comment",
        "event: first",
        "data: grüß",
        "data:dich",
        "id: 7",
        "",
        'data: {"n": 1}',
        "",
        "",
        "data",
        "",
        "event: without data",
        "",
        "data: unfinished",
    ]
    found = read(modules, "text/event-stream; charset=utf-8", end.join(lines).encode(), size)
    assert found == [["first", "grüß\ndich"], ["message", '{"n": 1}'], ["message", ""]]


@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n", "\r\r", "\r\n\r"])
def test_the_last_event_of_a_stream(modules: Modules, end: str) -> None:
    found = read(modules, "text/event-stream", f"data: last{end}".encode(), 4)
    assert found == [["message", "last"]]


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("tail", ["", "\n", "\r\n"])
def test_json_lines(modules: Modules, size: int, tail: str) -> None:
    found = read(
        modules, "application/x-ndjson", f'{{"a": "ö"}}\n\n{{"b": 2}}{tail}'.encode(), size
    )
    assert [data.strip() for _, data in found] == ['{"a": "ö"}', '{"b": 2}']


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_frames_of_an_event_stream(modules: Modules, size: int) -> None:
    data = (
        event("contentBlockDelta", {"delta": {"text": "Hi"}})
        + frame({}, b"")
        + exception("throttlingException", "too fast")
    )
    found = read(modules, "application/vnd.amazon.eventstream", data, size)
    assert found == [
        ["contentBlockDelta", '{"delta": {"text": "Hi"}}'],
        ["", ""],
        ["throttlingException", '{"message": "too fast"}', "failed"],
    ]


@pytest.mark.parametrize("at", [0, 6, 9, 14, 40, -1])
def test_damaged_frames(modules: Modules, at: int) -> None:
    data = bytearray(event("contentBlockDelta", {"delta": {"text": "Hi"}}))
    data[at] ^= 0x40
    with pytest.raises(Error, match=r"no frame|damaged"):
        read(modules, "application/vnd.amazon.eventstream", bytes(data), 1000)


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        (["foo"], ["bar", "baz"]),
        (["foo", "0"], "bar"),
        ([""], 0),
        (["a/b"], 1),
        (["foo", "2"], None),
        (["foo", "0", "length"], None),
        (["none", "at", "all"], None),
        (["nothing", "a"], None),
        (["toString"], None),
        (["__proto__", "toString"], None),
    ],
    ids=str,
)
def test_pointers(modules: Modules, pointer: list[str], found: object) -> None:
    document = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "nothing": None}
    body = "return m.get(given[0], given[1]) ?? null;"
    assert modules.run("pointers", body, [document, pointer]) == found


def test_setting_by_pointer(modules: Modules) -> None:
    body = """
        const made = {};
        for (const [pointer, value] of given) { m.put(made, pointer, value); }
        return [JSON.stringify(made), {}.polluted === undefined];
    """
    pairs = [
        [["contents", "0", "parts", "0", "text"], "Hi"],
        [["contents", "0", "role"], "user"],
        [["options", "0", "1"], True],
        [["a/b"], 1],
        [["a/b"], 2],
        [["__proto__", "polluted"], 1],
    ]
    made, clean = modules.run("pointers", body, pairs)
    assert clean
    assert made == (
        '{"contents":[{"parts":[{"text":"Hi"}],"role":"user"}],'
        '"options":[[null,true]],"a/b":2,"__proto__":{"polluted":1}}'
    )


def api(name: str, version: str = "1.0.0", **more: object) -> dict[str, object]:
    ordinary = {
        "card": f"{name}/{version}",
        "name": name,
        "version": version,
        "vendor": "acme",
        "vendor_title": "Acme AI",
        "tags": [],
        "lifecycle": "published",
        "description": "",
        "set": 0,
    }
    return {**ordinary, **more}


INDEX: dict[str, list[dict[str, object]]] = {
    "sets": [
        {"models": ["small-4"], "operations": ["createChat POST /v1/chat Creates an answer"]},
        {"models": ["large-4"], "operations": ["createEmbedding POST /v1/embeddings Embeds"]},
    ],
    "apis": [
        api("Translate", description="Chat about languages"),
        api("ChatAPI", "1.0.0", lifecycle="deprecated"),
        api("ChatAPI", "2.0.0", tags=["llm", "Größe"]),
        api("Vectors", set=1, vendor="other", vendor_title="Other & Co"),
        api("Chat", set=1, tags=["chat"]),
    ],
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "chat"}, ["Chat/1.0.0", "ChatAPI/1.0.0", "ChatAPI/2.0.0", "Translate/1.0.0"]),
        ({"text": " CHAT  2.0 "}, ["ChatAPI/2.0.0"]),
        ({"text": "chat embedding"}, ["Chat/1.0.0"]),
        ({"text": "grosse"}, []),
        ({"text": "GRÖSSE"}, []),
        ({"text": "größe"}, ["ChatAPI/2.0.0"]),
        ({"text": "groß"}, ["ChatAPI/2.0.0"]),
        ({"text": "gro"}, ["ChatAPI/2.0.0"]),
        ({"text": "large-4"}, ["Vectors/1.0.0", "Chat/1.0.0"]),
        ({"text": "other"}, ["Vectors/1.0.0"]),
        ({"text": "& co"}, ["Vectors/1.0.0"]),
        ({"text": "languages"}, ["Translate/1.0.0"]),
        ({"text": "nothing of this"}, []),
        ({"text": "chat", "lifecycle": "deprecated"}, ["ChatAPI/1.0.0"]),
        ({"vendor": "other"}, ["Vectors/1.0.0"]),
        ({"tag": "llm"}, ["ChatAPI/2.0.0"]),
        ({"tag": "ll"}, []),
        ({}, [str(one["card"]) for one in INDEX["apis"]]),
    ],
    ids=str,
)
def test_ranking(modules: Modules, asked: dict[str, str], found: list[str]) -> None:
    body = "return m.search(m.prepared(given[0]), given[1]).map((api) => api.card);"
    assert modules.run("ranking", body, [INDEX, asked]) == found


IN_BODY = {"in": "body", "pointer": ["model"]}
CHAT: dict[str, Any] = {
    "plain": {
        "method": "POST",
        "url": "https://gw.example/chat/1/v1/chat",
        "model": IN_BODY,
        "query": [],
        "set": [[["max_tokens"], 1024]],
    },
    "streamed": {
        "method": "POST",
        "url": "https://gw.example/chat/1/v1/chat",
        "model": IN_BODY,
        "query": [],
        "set": [[["max_tokens"], 1024], [["stream"], True], [["options", "usage"], True]],
    },
    "messages": ["messages"],
    "role": ["role"],
    "text": ["content"],
    "roles": {"user": "user", "assistant": "assistant"},
}
TURNS = [
    {"role": "user", "text": "Hi"},
    {"role": "assistant", "text": "Yes?"},
    {"role": "user", "text": 'Say "no"'},
]
ASK = """
    const made = m.request(given.chat, given.call, given.asked);
    return {...made, body: JSON.parse(made.body)};
"""


def asked(modules: Modules, chat: dict[str, Any], call: object, model: str) -> Any:
    given = {"chat": chat, "call": call, "asked": {"model": model, "turns": TURNS}}
    return modules.run("asking", ASK, given)


def test_a_request_with_the_model_in_its_body(modules: Modules) -> None:
    messages = [{"role": turn["role"], "content": turn["text"]} for turn in TURNS]
    plain = {"model": "small-4", "messages": messages, "max_tokens": 1024}
    assert asked(modules, CHAT, CHAT["plain"], "small-4") == {
        "url": "https://gw.example/chat/1/v1/chat",
        "method": "POST",
        "headers": {"Content-Type": "application/json"},
        "body": plain,
    }
    made = asked(modules, CHAT, CHAT["streamed"], "small-4")
    assert made["body"] == {**plain, "stream": True, "options": {"usage": True}}


def test_a_request_with_the_model_in_its_path(modules: Modules) -> None:
    chat = {
        "messages": ["contents"],
        "role": ["role"],
        "text": ["parts", "0", "text"],
        "roles": {"user": "user", "assistant": "model"},
    }
    call = {
        "method": "POST",
        "url": "https://gw.example/g/1/v1/models/{model}:stream",
        "model": {"in": "path", "name": "model"},
        "query": [["alt", "sse"]],
        "set": [],
    }
    made = asked(modules, chat, call, "eu/small $& 4:0")
    assert made["url"] == (
        "https://gw.example/g/1/v1/models/eu%2Fsmall%20%24%26%204%3A0:stream?alt=sse"
    )
    assert made["body"] == {
        "contents": [
            {"role": "user", "parts": [{"text": "Hi"}]},
            {"role": "model", "parts": [{"text": "Yes?"}]},
            {"role": "user", "parts": [{"text": 'Say "no"'}]},
        ]
    }


@pytest.mark.parametrize(
    ("where", "url", "header"),
    [
        ({"in": "query", "name": "m"}, "https://gw.example/chat/1/v1/chat?m=a%26b", None),
        ({"in": "header", "name": "x-model"}, "https://gw.example/chat/1/v1/chat", "a&b"),
        (None, "https://gw.example/chat/1/v1/chat", None),
    ],
    ids=str,
)
def test_a_request_with_the_model_elsewhere(
    modules: Modules, where: object, url: str, header: str | None
) -> None:
    made = asked(modules, CHAT, {**CHAT["plain"], "model": where}, "a&b")
    assert (made["url"], made["headers"].get("x-model")) == (url, header)
    assert "model" not in made["body"]


def test_counts(modules: Modules) -> None:
    rules = {
        "input": {"pointers": [["usage", "in"], ["usage", "cached"]]},
        "output": {"header": "x-out"},
        "total": {"pointers": [["usage", "all"]]},
    }
    body = """
        const one = m.counter(given.rules, new Headers({"x-out": "7"}));
        given.documents.forEach(one.see);
        return one.counts;
    """
    documents = [
        {"usage": {"in": 1, "all": "x"}},
        {"usage": {"in": 10, "cached": 5}},
        {"usage": None},
        "text",
        None,
    ]
    given = {"rules": rules, "documents": documents}
    assert modules.run("counting", body, given) == {"input": 15, "output": 7}


OURS = '{"error": {"message": "No valid API key was given.", "type": "t", "code": "c"}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OURS, "No valid API key was given. [c]"),
        ('[{"error": {"message": "Bad", "code": 400}}]', "Bad"),
        ('{"message": "Slow down"}', "Slow down"),
        (
            '{"type": "error", "error": {"type": "overloaded", "message": "Busy"}}',
            "Busy [overloaded]",
        ),
        ('{"error": "no such model"}', "no such model"),
        ('{"detail": "Not here"}', "Not here"),
        ('{"odd": 1}', '{"odd":1}'),
        ("<h1>Bad gateway</h1>", "<h1>Bad gateway</h1>"),
        ("", ""),
        ("null", ""),
        ("[]", ""),
    ],
    ids=str,
)
def test_errors_in_words(modules: Modules, text: str, said: str) -> None:
    assert modules.run("complaints", "return m.told(given);", text) == said
