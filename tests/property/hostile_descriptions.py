"""Descriptions of operations whose words mean something to engines: paths, bodies, names."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from compiler.terms import StreamFormat

# Words of engines, of Lua, of JavaScript's objects and of our own artifacts.
WORDS = (
    *("literal", "constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "type"),
    *("nil", "end", "default", "none", "null", "true", "location", "if", "_", "get", "x"),
)
SPECIAL = ("$", "${x}", '"', "'", "\\", "%", "%%", "%REQ(a)%", ";", "}", "{{ x }}", "#", "]]", "--")
TITLES = st.one_of(
    st.sampled_from(["é日😀", "$host", "]]", "</script>", "x" * 200, "\\"]),
    st.lists(st.sampled_from((*SPECIAL, "é", "\u2028")), min_size=1, max_size=9).map("".join),
)
_LITERALS = st.one_of(
    st.sampled_from([*WORDS, "v1", "a:b", "@", "~", "...", "-", "a..b", ":", "models:x"]),
    st.from_regex(r"[A-Za-z0-9._~:@-]{1,12}", fullmatch=True),
).filter(lambda text: text not in (".", ".."))
_NAMES_IN_PATHS = st.one_of(
    st.sampled_from(["__proto__", "constructor", "_", "a.b-c", "id", "nil"]),
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,9}", fullmatch=True),
)
_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([*SPECIAL, *WORDS, "é", "😀", "\u2028", "\n", "]]", "", "x" * 300]),
    st.sampled_from([0, -1, 1.5, 1e300, 2**53, True, False, None, [], {}, {"__proto__": 1}]),
)


@st.composite
def templates(draw: st.DrawFn) -> str:
    pieces, names = [], draw(st.lists(_NAMES_IN_PATHS, max_size=3, unique=True))
    for segment in draw(st.lists(_LITERALS, min_size=1, max_size=4)):
        pieces.append(segment)
        if draw(st.booleans()) and names:
            form = draw(st.sampled_from(["{%s}", "{%s}:go", "at.{%s}", "{%s}-x"]))
            pieces.append(form % names.pop())
    return "/" + "/".join(pieces) + draw(st.sampled_from(["", "", "", "/"]))


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Of a request's body or a part of it."""
    kind = draw(st.sampled_from(["object", "array", "string", "number", "enum", "any", "ref"]))
    if depth == 0 and kind in ("object", "array", "any"):
        kind = "string"
    match kind:
        case "object":
            properties = draw(st.dictionaries(_VALUES_AS_NAMES, schemas(depth - 1), max_size=3))
            found: dict[str, Any] = {"type": "object", "properties": properties}
            found["required"] = draw(st.lists(_VALUES_AS_NAMES, max_size=2, unique=True))
            if draw(st.booleans()):
                found["additionalProperties"] = draw(
                    st.sampled_from([False, True, {}, {"not": {}}])
                )
            return found
        case "array":
            return {"type": ["array", "null"], "items": draw(schemas(depth - 1)), "minItems": 1}
        case "string":
            return {"type": "string", "minLength": 1, "maxLength": draw(st.integers(1, 2**40))}
        case "number":
            limits = st.sampled_from([0, -1.5, 1e-7, 1e300, -(2**53), 0.1])
            return {"type": "number", "minimum": draw(limits), "exclusiveMaximum": draw(limits)}
        case "enum":
            return {"enum": draw(st.lists(_VALUES, min_size=1, max_size=4))}
        case "any":
            word = draw(st.sampled_from(["anyOf", "oneOf", "allOf"]))
            return {word: draw(st.lists(schemas(depth - 1), min_size=1, max_size=3))}
    return {"$ref": "#/components/schemas/__proto__"}


_VALUES_AS_NAMES = st.sampled_from([*SPECIAL, *WORDS, "é", "😀", "\u2028", "", "a/b", "a~b", "]]"])


@st.composite
def operation(draw: st.DrawFn, id: str, method: str) -> dict[str, Any]:
    media = {"schema": draw(schemas())}
    made: dict[str, Any] = {
        "operationId": id,
        "summary": draw(TITLES),
        "responses": {
            "200": {
                "description": draw(TITLES),
                "content": {
                    each: {"schema": {}}
                    for each in ("application/json", *(form.media_type for form in StreamFormat))
                },
            }
        },
    }
    if method != "get" and draw(st.booleans()):
        types = ["application/json", "multipart/form-data", "application/x-$'\"+json", "*/*"]
        content = dict.fromkeys(draw(st.lists(st.sampled_from(types), min_size=1)), media)
        made["requestBody"] = {"content": content, "required": draw(st.booleans())}
    return made
