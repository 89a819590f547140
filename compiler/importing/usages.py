"""Where answers say what was used: known shapes, looked for in the schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from compiler import openapi
from compiler.importing.guess import Guess
from compiler.openapi import Described, Document
from compiler.terms import Pointer, StreamFormat
from compiler.vendors import described
from compiler.vendors.schemas import Found, follow

# Names of fields that vendors report counts and models in; the first that is there is taken.
_SHAPES: Mapping[str, tuple[str, ...]] = {
    "input": (
        "/usage/prompt_tokens",
        "/usage/input_tokens",
        "/usage/inputTokens",
        "/usage/tokens/input_tokens",
        "/usageMetadata/promptTokenCount",
        "/prompt_eval_count",
        "/meta/tokens/input_tokens",
    ),
    "output": (
        "/usage/completion_tokens",
        "/usage/output_tokens",
        "/usage/outputTokens",
        "/usage/tokens/output_tokens",
        "/usageMetadata/candidatesTokenCount",
        "/eval_count",
        "/meta/tokens/output_tokens",
    ),
    "total": ("/usage/total_tokens", "/usage/totalTokens", "/usageMetadata/totalTokenCount"),
    "model": ("/model", "/modelVersion"),
}
# An event may hold the answer as a part of it.
_WITHIN = ("", "/response", "/message", "/delta")
_NOWHERE = "\0"  # the name of no field
_COUNTED = ("input", "output", "total")


def usage(document: Document, operations: Iterable[Described]) -> Guess:
    """The section `usage`: what most operations that report it share, and each that differs."""
    found = {str(each.id): _reported(document, each) for each in operations}
    reporting = [each for each in found.values() if each is not None]
    if not reporting:
        return Guess("none", "no answer has counts of tokens under names that are known")
    texts = Counter(repr(each) for each in reporting)
    most = next(each for each in reporting if repr(each) == texts.most_common(1)[0][0])
    others = {id: each or "none" for id, each in found.items() if each != most}
    value = {**most, "operations": others} if others else most
    return Guess(
        value,
        f"{len(reporting)} of {len(found)} operations have these names in their answers; check "
        "those that only repeat what another one cost, and what streams report",
    )


def _reported(document: Document, operation: Described) -> dict[str, Any] | None:
    # What is got, listed or cancelled costs nothing, though it may look like what was made.
    if operation.method != "POST" or "requestBody" not in operation.data:
        return None
    answer = _found(document, described.answers(document, operation), "")
    stream = _of_stream(document, operation, answer)
    if not _counts(answer) and not _counts(stream):
        return None
    return answer if stream == answer else {**answer, "stream": stream}


def _of_stream(document: Document, operation: Described, answer: dict[str, str]) -> dict[str, str]:
    """What events say; where they are not described, what answers do."""
    types = tuple(format.media_type for format in StreamFormat)
    if not set(types) & set(openapi.answer_media_types(document, operation)):
        return answer
    events = described.events(document, operation, types)
    for within in _WITHIN:
        found = _found(document, events, within)
        if _counts(found):
            return found
    asked = next((pointer for pointer in answer.values() if pointer != "none"), "/usage")
    is_open = follow(document, events, _tokens(asked)) is None
    return answer if is_open else dict.fromkeys(answer, "none")


def _counts(found: Mapping[str, str]) -> bool:
    return any(found[name] != "none" for name in _COUNTED)


def _found(document: Document, schemas: list[Any], within: str) -> dict[str, str]:
    """By measure, the first pointer of those that are known at which something fitting stands."""

    def is_there(pointer: str, wanted: tuple[str, ...]) -> bool:
        *around, _ = _tokens(pointer)
        if isinstance(follow(document, schemas, (*around, _NOWHERE)), Found):
            return False  # a mapping of any names has this one, too
        match follow(document, schemas, _tokens(pointer)):
            case Found(types):
                return not types or any(each in wanted for each in types)
        return False

    found = {}
    for name, pointers in _SHAPES.items():
        wanted = ("integer", "number") if name in _COUNTED else ("string",)
        known = (within + pointer for pointer in pointers if is_there(within + pointer, wanted))
        found[name] = next(known, "none")
    return found


def _tokens(pointer: str) -> Pointer:
    return tuple(pointer[1:].split("/"))
