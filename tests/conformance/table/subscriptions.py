"""Section 2.4: who may call what, and keys that expire."""

from __future__ import annotations

from tests.conformance.exchange import refused
from tests.conformance.metered import caller, forbidden, subscribed

_named = caller("named", apis=["Metered", "Golden@1.0.0"], plan="tokens")
_one_version = caller("one-version", apis=["Golden@2.0.0"], plan="silver")
_every_version = caller("every-version", apis=["Golden"], plan="silver")
_planless = caller("planless")
_expired = caller("expired", key={"expires": "2026-01-01"})
_lasting = caller("lasting", key={"expires": "2999-01-01T00:00:00Z"})
ROWS = (
    subscribed("named", _named),
    subscribed("named_version", _named, api="Golden", op="models"),
    forbidden("not_named", _named, api="MeteredToo"),
    forbidden("other_version", _named, api="GoldenTwo"),
    subscribed("one_version", _one_version, api="GoldenTwo"),
    forbidden("one_version_alone", _one_version, api="Golden"),
    subscribed("plan_of_a_version", _every_version, api="GoldenTwo"),
    forbidden("plan_not_accepted", _every_version, api="Golden"),
    subscribed("without_plan", _planless),
    forbidden("no_plan", _planless, api="Golden"),
    forbidden("stream", _planless, api="Golden", op="chat_stream"),
    refused("subscriptions-demo", "2.4", "not_subscribed", api="Golden", consumer="demo-app"),
    # The order of section 1.6: 405, the lifecycle and 401 come before 403.
    refused(
        "subscriptions-method_first",
        "1.6",
        "method_not_allowed",
        api="MeteredToo",
        credentials=_named.bearer,
        method="PUT",
        has=(("Allow", "POST"),),
    ),
    refused(
        "subscriptions-lifecycle_first",
        "1.6",
        "api_blocked",
        api="LimitedBlocked",
        credentials=_planless.bearer,
    ),
    refused("subscriptions-key_first", "1.6", "invalid_api_key", api="Golden", credentials=()),
    subscribed("open", _named, api="Open"),
    subscribed("lasting_key", _lasting),
    refused(
        "subscriptions-expired_key",
        "2.4",
        "invalid_api_key",
        api="Metered",
        credentials=_expired.bearer,
    ),
)
