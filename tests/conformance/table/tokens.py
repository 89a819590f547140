"""Section 6: limits of tokens. A chat of the table uses 18: 11 of its prompt, 7 of the rest."""

from __future__ import annotations

from tests.conformance import meters
from tests.conformance.metered import TOKENS, caller, limited, of_tokens, passes, stopped

_other = caller("t-other")
_used = "20 tokens an hour of this consumer"
ROWS = (
    passes("tokens-first", limited("t-first", tokens="20/hour"), **of_tokens(20, 0)),
    passes("tokens-reserved", limited("t-some", tokens="20/hour", reserve=5), **of_tokens(20, 15)),
    passes("tokens-rest", limited("t-rest", tokens="20/hour"), drive=meters.after(200)),
    stopped(
        "tokens-used",
        limited("t-used", tokens="20/hour"),
        TOKENS,
        _used,
        drive=meters.after(200, 200),
        **of_tokens(20, 0),
    ),
    stopped(
        "tokens-used_by_streams",
        limited("t-streams", tokens="20/hour"),
        TOKENS,
        _used,
        op="chat_stream",
        drive=meters.after(200, 200),
    ),
    passes(
        "tokens-rest_after_a_stream",
        limited("t-stream-rest", tokens="20/hour"),
        drive=meters.after(200, op="chat_stream"),
    ),
    stopped(
        "tokens-of_prompts",
        limited("t-prompts", prompt_tokens="11/hour", tokens="1000/hour"),
        TOKENS,
        "11 prompt tokens an hour of this consumer",
        drive=meters.after(200),
    ),
    stopped(
        "tokens-of_completions",
        limited("t-completions", completion_tokens="8/hour"),
        TOKENS,
        "8 completion tokens an hour of this consumer",
        drive=meters.after(200, 200),
    ),
    passes(
        "tokens-of_completions_only",
        limited("t-embeddings", completion_tokens="7/hour"),
        op="embeddings",
        drive=meters.after(200, 200, 200),
    ),
    passes(
        "tokens-not_of_models",
        limited("t-models", tokens="20/hour"),
        op="models",
        has=(("X-RateLimit-Limit-Tokens", "500000"),),  # the vendor's
        drive=meters.after(200, 200, op="chat"),
    ),
    stopped(
        "tokens-of_the_plan",
        caller("t-plan", plan="tokens"),
        TOKENS,
        "20 tokens an hour of plan tokens",
        drive=meters.after(200, 200),
    ),
    stopped(
        "tokens-of_the_api",
        caller("t-api"),
        TOKENS,
        "20 tokens an hour of this API",
        api="LimitedTokens",
        drive=meters.after(200, 200, credentials=_other.bearer),
    ),
    passes(
        "tokens-none_of_an_error",
        limited("t-error", tokens="10/hour"),
        drive=meters.after(500, 500, 500, mock="status=500"),
    ),
    stopped(
        "tokens-of_a_left_stream",
        limited("t-left", tokens="20/hour"),
        TOKENS,
        _used,
        drive=meters.after_leaving,
    ),
    stopped(
        "tokens-of_a_left_question",
        limited("t-left-question", tokens="20/hour"),
        TOKENS,
        _used,
        drive=meters.after_leaving_a_question,
    ),
    stopped(
        "tokens-of_silent_answers",
        limited("t-silent", tokens="20/hour"),
        TOKENS,
        _used,
        drive=meters.after(200, mock="silent"),
    ),
    stopped(
        "tokens-at_once",
        limited("t-at-once", tokens="18/hour"),
        TOKENS,
        "18 tokens an hour of this consumer",
        drive=meters.all_at_once(50, 1),
    ),
    stopped(
        "tokens-at_once_with_room",
        limited("t-room", tokens="90/hour", reserve=18),
        TOKENS,
        "90 tokens an hour of this consumer",
        drive=meters.all_at_once(50, 5),
    ),
)
