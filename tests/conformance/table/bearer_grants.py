"""Section 2.4 and 1.6: what the holder of a right token may do, and tokens beside keys."""

from __future__ import annotations

from typing import Any

from tests.conformance import facts, issued, meters
from tests.conformance.bearing import (
    ALPHA,
    GIVEN,
    REALLY,
    alpha,
    declined,
    holder,
    realm,
    stranger,
    taken,
    unscoped,
    without,
)
from tests.conformance.callers import Caller
from tests.conformance.exchange import Exchange, bearer, refused
from tests.conformance.forged import Fixed, after, emptied, token
from tests.conformance.metered import REQUESTS, TOKENS, of_requests, stopped
from tests.conformance.table.cors import asks, preflight

GOLDEN = holder("golden", plan="gold")
PLANLESS = holder("planless")
ELSEWHERE = holder("elsewhere", apis=["Metered"])
LIMITED = {
    name: holder(f"limited-{name}", limits=limits)
    for name, limits in {
        "requests": {"requests": "1/hour"},
        "together": {"requests": "1/hour"},
        "first": {"requests": "5/hour"},
        "tokens": {"tokens": "10/hour"},
    }.items()
}


def of(who: Caller, **claims: Any) -> Any:
    """A token of this consumer."""
    return token(who.name.removeprefix("metered-token-"), **claims)


def over(id: str, who: Caller, code: str, words: str, **row: Any) -> Exchange:
    """A request with a token that comes too much."""
    own: dict[str, Any] = {"api": "TokenOnly", "credentials": GIVEN, "tokens": (of(who),)}
    return stopped(f"bearer-{id}", who, code, f"{words} an hour of this consumer", **own, **row)


def scoped(id: str, **claims: Any) -> Exchange:
    """A token whose scopes are enough."""
    row = {"op": claims.pop("op")} if "op" in claims else {}
    return taken(f"scopes_{id}", alpha(**claims), api="TokenScoped", **row)


def lacking(id: str, **claims: Any) -> Exchange:
    row = {"op": claims.pop("op")} if "op" in claims else {}
    return unscoped(f"scopes_{id}", alpha(**claims), **row)


SUBSCRIBED = (
    taken("plan_accepted", of(GOLDEN), GOLDEN, api="TokenPlan"),
    stranger("plan_not_accepted", of(PLANLESS), api="TokenPlan", consumer=PLANLESS.name),
    stranger("not_named", of(ELSEWHERE), consumer=ELSEWHERE.name),
    stranger("not_named_stream", of(ELSEWHERE), op="chat_stream", consumer=ELSEWHERE.name),
    stranger(
        "subscription_before_scopes", of(ELSEWHERE), api="TokenScoped", consumer=ELSEWHERE.name
    ),
)

SCOPES = (
    scoped("text", scope="chat.read chat.write"),
    scoped("text_in_other_order", scope="x chat.write y chat.read z"),
    scoped("many_spaces", scope="  chat.read   chat.write  "),
    scoped("list", scp=["chat.write", "chat.read"]),
    scoped("scp_text", scp="chat.write chat.read"),
    scoped("scope_list", scope=["chat.write", "chat.read"]),
    scoped("of_both_claims", scope="chat.read", scp=["chat.write"]),
    scoped("of_an_operation", scope="chat.read models.read", op="models"),
    scoped("of_the_api_alone", scope="chat.read", op="embeddings"),
    lacking("none"),
    lacking("empty", scope=""),
    lacking("one_of_two", scope="chat.read"),
    lacking("other_of_two", scp=["chat.write"]),
    lacking("of_another_operation", scope="chat.read chat.write", op="models"),
    lacking("of_a_stream", scope="chat.read", op="chat_stream"),
    lacking("beginning", scope="chat.read chat.writer"),
    lacking("inside", scope="chat.read my.chat.write"),
    lacking("upper_case", scope="CHAT.READ CHAT.WRITE"),
    lacking("with_commas", scope="chat.read,chat.write"),
    lacking("with_tabs", scope="chat.read\tchat.write"),
    lacking("list_of_a_text", scp=["chat.read chat.write"]),
    lacking("list_in_a_list", scp=[["chat.read", "chat.write"]]),
    lacking("object", scope={"chat.read": True, "chat.write": True}),
    lacking("number", scope=1),
    lacking("of_another_claim", scopes="chat.read chat.write", roles=["chat.write"]),
    taken(
        "scopes_none_of_a_key",
        Fixed(ALPHA.secret),
        api="TokenScoped",
    ),
)

BESIDE_KEYS = (
    taken("or_key_token", alpha(), api="TokenOrKey"),
    taken("or_key_key", Fixed(ALPHA.secret), api="TokenOrKey"),
    taken(
        "or_key_key_in_x_api_key",
        alpha(),
        api="TokenOrKey",
        credentials=(("x-api-key", ALPHA.secret),),
    ),
    declined("or_key_wrong_token", alpha(aud="https://other.test"), api="TokenOrKey"),
    declined("or_key_unsigned", alpha(algorithm="none", sign=lambda _: b""), api="TokenOrKey"),
    without("or_key_nothing", api="TokenOrKey", codes=("invalid_api_key",)),
    without("or_key_unknown", *bearer("gwk_nobody"), api="TokenOrKey", codes=("invalid_api_key",)),
    without(
        "or_key_unknown_in_api_key",
        ("api-key", "gwk_nobody"),
        api="TokenOrKey",
        codes=("invalid_api_key",),
    ),
    without(
        "or_key_token_in_api_key",
        ("api-key", "{0}"),
        tokens=(alpha(),),
        api="TokenOrKey",
        codes=("invalid_api_key",),
    ),
    *(
        declined(
            f"or_key_token_and_{word}",
            alpha(),
            api="TokenOrKey",
            credentials=(*GIVEN, ("x-api-key", key)),
            codes=("invalid_token", "invalid_api_key"),
        )
        for word, key in {"key": ALPHA.secret, "wrong_key": "gwk_nobody"}.items()
    ),
    taken(
        "or_key_token_twice",
        alpha(),
        api="TokenOrKey",
        credentials=(*GIVEN, ("x-api-key", "{0}")),
    ),
    # Where keys do not count, they are like anything else that nobody asked for.
    without("key_where_tokens_count", ("x-api-key", ALPHA.secret)),
    declined("key_as_token", Fixed(ALPHA.secret)),
    taken("key_beside", alpha(), credentials=(*GIVEN, ("x-api-key", facts.CLIENT_KEY))),
    taken(
        "nonsense_beside", alpha(), credentials=(*GIVEN, ("api-key", "nonsense"), ("apikey", "x"))
    ),
    refused(
        "bearer-where_keys_count",
        "2.4",
        "invalid_api_key",
        credentials=GIVEN,
        tokens=(alpha(),),
    ),
    Exchange(
        id="bearer-where_nothing_counts",
        section="2.4",
        api="Open",
        credentials=GIVEN,
        tokens=(alpha(),),
    ),
    taken("another_in_the_query", alpha(), op="models", query="?access_token=nonsense"),
)

LIMITS = (
    taken("limits_first", of(LIMITED["first"]), LIMITED["first"], **of_requests(5, 4)),
    over(
        "limits_used",
        LIMITED["requests"],
        REQUESTS,
        "1 requests",
        drive=meters.after(200),
        **of_requests(1, 0),
    ),
    over(
        "limits_used_by_the_key",
        LIMITED["together"],
        REQUESTS,
        "1 requests",
        drive=meters.after(200, api="TokenOrKey", tokens=(Fixed(LIMITED["together"].secret),)),
    ),
    over("limits_of_tokens", LIMITED["tokens"], TOKENS, "10 tokens", drive=meters.after(200)),
)

ORDER = (
    refused(
        "bearer-route_first",
        "1.6",
        "unknown_operation",
        api="TokenOnly",
        target=b"/token-only/1.0.0/v1/nothing",
        credentials=(),
    ),
    refused(
        "bearer-method_first",
        "1.6",
        "method_not_allowed",
        api="TokenOnly",
        method="PUT",
        credentials=GIVEN,
        tokens=(alpha(exp=after(-3600)),),
        has=(("Allow", "POST"),),
    ),
    declined("signature_before_scopes", alpha(aud="https://other.test"), api="TokenScoped"),
    declined("readable_from_a_browser", alpha(exp=1), headers=(("Origin", facts.ORIGIN),)),
    taken("from_a_browser", alpha(), headers=(("Origin", facts.ORIGIN),)),
    preflight(
        "preflight_for_tokens",
        asks(facts.ORIGIN, headers="authorization"),
        "POST",
        "authorization",
        api="TokenOnly",
    ),
)

LARGE = facts.json_body(model=facts.MODEL, messages=facts.MESSAGES * 5000)

SERVED = (
    taken("stream", alpha(), op="chat_stream", stream=True),
    taken("again_and_again", alpha(), drive=meters.after(200, 200, 200)),
    taken("same_again", alpha(), drive=issued.same(5), requests=5, times=5),
    declined("wrong_again", alpha(exp=1), drive=issued.same(5), times=5),
    declined("until_it_ends", realm(), drive=issued.until_it_ends),
    taken("large_body", alpha(), content=LARGE, framing="chunked"),
    declined("large_body_refused", alpha(exp=1), content=LARGE),
    taken(
        "one_connection",
        alpha(),
        op="models",  # without a body that a gateway would have to read before the next request
        drive=issued.one_connection(alpha(exp=1), token("nobody"), alpha(change=emptied(2))),
        requests=4,
        times=4,
    ),
    taken("after_a_wrong_one", alpha(), drive=issued.after_forgeries),
    taken("at_once", realm(), REALLY, drive=issued.at_once(30)),
)

ROWS = (*SUBSCRIBED, *SCOPES, *BESIDE_KEYS, *LIMITS, *ORDER, *SERVED)
