"""What a hostile author says to people: the portal's looks, conversations and clients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from compiler.keys import guide_kinds
from compiler.keys.kinds import Scalar
from compiler.masking import has_key
from tests.bodies import stand
from tests.property.hostile_descriptions import SPECIAL, TITLES, WORDS

_TEXTS = st.lists(
    st.sampled_from((*SPECIAL, *WORDS, "</script>", "<!--", "é", "\u2028", " ")), min_size=1,
    max_size=8,
).map("".join)  # fmt: skip
_TOKENS = st.sampled_from((*WORDS, *SPECIAL, "0", "7", "é", "\u2028", "a b"))
_POINTERS = st.lists(_TOKENS, min_size=1, max_size=4).map(lambda tokens: tuple(tokens))
_VALUES = st.one_of(_TEXTS, st.integers(), st.booleans())
_OPEN: dict[str, Any] = {"content": {"application/json": {}}}


def _matching(scalar: Scalar) -> st.SearchStrategy[str]:
    return st.from_regex(scalar.pattern, fullmatch=True).filter(lambda text: not has_key(text))


def looks() -> st.SearchStrategy[dict[str, Any]]:
    """`portal` of gateway.yaml. Without the reference, whose files are many and always the same."""
    colours = st.from_regex("#[0-9A-Fa-f]{6}", fullmatch=True)
    return st.fixed_dictionaries(
        {"reference": st.just("none")},
        optional={"name": TITLES, "colours": st.fixed_dictionaries({"accent": colours})},
    )


def held(chat: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether requests can have all that `chat` and the rest of a vendor.yaml put into them."""
    model = facts["model"]
    named = [] if model == "none" else [model, *model.get("operations", {}).values()]
    asked = [each["when"] for each in facts["streaming"]]
    models = [each["body"] for each in named if "body" in each]
    flags = [each["body"] for each in asked if "body" in each]
    messages, fields, stream = [chat["messages"]], [*chat["set"]], [*chat["stream"]]
    orders = (
        [*models, *flags, *messages, *fields, *stream],
        [*models, *messages, *fields, *flags, *stream],
        [*messages, *fields, *stream, *flags, *models],
    )
    turn = map(_read, (chat["role"], chat["text"]))
    return stand(turn) and all(stand(map(_read, each)) for each in orders)


def talked(operations: Mapping[str, dict[str, Any]], facts: Mapping[str, Any]) -> list[str]:
    """Of operations by id, those that stream and take any body."""
    streaming = {id for each in facts.get("streaming", ()) for id in each["operations"]}
    taken = {id for id, each in operations.items() if each.get("requestBody") == _OPEN}
    return [id for id in operations if id in streaming & taken]


@st.composite
def chats(draw: st.DrawFn, ids: list[str]) -> dict[str, Any]:
    """`chat` of a vendor.yaml about one of the operations; answers may be described otherwise,
    which gives warnings."""
    delta = draw(_POINTERS)
    data: Any = "\0"
    for token in reversed(delta):
        data = {token: data}
    marked = json.dumps(data, ensure_ascii=False).replace(json.dumps("\0"), "<<text>>")
    places = {key: _written(draw(_POINTERS)) for key in ("messages", "role", "text", "answer")}
    fields = st.dictionaries(_POINTERS.map(_written), _VALUES, max_size=3)
    made = {
        "operation": draw(st.sampled_from(ids)),
        "model": draw(st.sampled_from(["m", '"', "$x", "</script>", "é"])),
        **places,
        "delta": _written(delta),
        "set": draw(fields),
        "stream": draw(fields),
        "roles": draw(st.dictionaries(st.sampled_from(["user", "assistant"]), _ROLES)),
        "events": [{"data": marked}],
    }
    if draw(st.booleans()):
        made["end"] = draw(_matching(guide_kinds.EVENT_END))
    return made


@st.composite
def clients(draw: st.DrawFn, name: str, words: list[str]) -> dict[str, Any]:
    """The file of a client that has code for some of these words."""
    marked = st.lists(st.one_of(_TEXTS, _MARKERS), min_size=1, max_size=6).map("".join)
    code = marked.filter(lambda text: bool(text.strip()) and not has_key(text))
    return {
        "client": name,
        "title": draw(TITLES),
        "language": draw(st.sampled_from(["python", "javascript", "shell"])),
        "install": draw(_TEXTS.filter(lambda text: not has_key(text))),
        "sends": draw(st.sampled_from(["authorization", "api-key", "x-lab", "none"])),
        "code": draw(st.dictionaries(st.sampled_from(words), code, min_size=1)),
    }


def bases() -> st.SearchStrategy[str]:
    """What stands after an API's base URL."""
    return st.sampled_from(["", "/", "/v1", "/v1/", "/a..b~c_d-e/...", "/__proto__"])


_ROLES = _matching(guide_kinds.ROLE_WORD)
_MARKERS = st.sampled_from(["<<base_url>>", "<<url>>", "<<host>>", "<<model>>", "<<version>>"])


def _read(written: str) -> tuple[str, ...]:
    tokens = written.split("/")[1:]
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens)


def _written(pointer: tuple[str, ...]) -> str:
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in pointer)
