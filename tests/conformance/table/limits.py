"""Section 6: limits of requests, and of those that run at once."""

from __future__ import annotations

from tests.conformance import callers, facts, meters
from tests.conformance.metered import (
    DAY,
    REQUESTS,
    caller,
    limited,
    of_requests,
    passes,
    stopped,
)

_two = limited("two", requests="2/hour")
_overtaken = limited("overtaken", requests="2/hour")
_by_day = limited("by-day", requests=["1/hour", "2/day"])
_day_told = limited("day-told", requests="1/day", tokens="1/hour")
_each_api = caller("each-api", plan="gold")
_plan_apart = caller("plan-apart", plan="gold")
_plan_used = caller("plan-used", plan="gold")
_both = caller("both", plan="gold", limits={"requests": "1/hour"})
_errors = limited("errors", requests="2/hour")
_mine = limited("mine", requests="9/hour")
_api_first, _api_second = caller("api-first"), caller("api-second")
_seconds = caller("seconds")
COUNTED = (
    passes("limits-first", limited("first", requests="2/hour"), **of_requests(2, 1)),
    passes("limits-last", _two, drive=meters.after(200), **of_requests(2, 0)),
    stopped(
        "limits-one_more",
        limited("one-more", requests="2/hour"),
        REQUESTS,
        "2 requests an hour of this consumer",
        drive=meters.after(200, 200),
        **of_requests(2, 0),
    ),
    stopped(
        "limits-again_and_again",
        _overtaken,
        REQUESTS,
        "2 requests an hour of this consumer",
        drive=meters.after(200, 200, 429, 429, 429),
    ),
    stopped(
        "limits-other_operation",
        limited("other-operation", requests="1/hour"),
        REQUESTS,
        "1 requests an hour of this consumer",
        op="models",
        drive=meters.after(200, op="chat"),
    ),
    stopped(
        "limits-over_all_apis",
        limited("over-all", requests="1/hour"),
        REQUESTS,
        "1 requests an hour of this consumer",
        drive=meters.after(200, api="MeteredToo"),
    ),
    stopped(
        "limits-stream",
        limited("stream", requests="1/hour"),
        REQUESTS,
        "1 requests an hour of this consumer",
        op="chat_stream",
        drive=meters.after(200),
    ),
    stopped(
        "limits-longest_wait_is_told",
        _day_told,
        REQUESTS,
        "1 requests a day of this consumer",
        DAY,
        drive=meters.after(200),
    ),
    passes("limits-tightest_is_shown", _by_day, **of_requests(1, 0)),
    passes("limits-of_the_plan", _each_api, **of_requests(3, 2)),
    passes(
        "limits-of_the_plan_each_api",
        _plan_apart,
        drive=meters.after(200, 200, 200, api="MeteredToo"),
        **of_requests(3, 2),
    ),
    stopped(
        "limits-of_the_plan_used",
        _plan_used,
        REQUESTS,
        "3 requests an hour of plan gold",
        drive=meters.after(200, 200, 200),
    ),
    stopped(
        "limits-consumer_before_plan",
        _both,
        REQUESTS,
        "1 requests an hour of this consumer",
        drive=meters.after(200),
        **of_requests(1, 0),
    ),
    stopped(
        "limits-of_the_api",
        _api_first,
        REQUESTS,
        "2 requests an hour of this API",
        api="LimitedRequests",
        drive=meters.after(200, 200, credentials=_api_second.bearer),
        **of_requests(2, 0),
    ),
    stopped(
        "limits-open_api",
        callers.Caller("nobody"),
        REQUESTS,
        "1 requests an hour of this API",
        api="LimitedOpen",
        consumer=None,
        drive=meters.after(200),
    ),
    passes("limits-after_the_window", _seconds, api="LimitedSecond", drive=meters.after_the_window),
    # What the vendor refuses was a request too; what the gateway refuses before is none.
    stopped(
        "limits-vendor_errors_count",
        _errors,
        REQUESTS,
        "2 requests an hour of this consumer",
        drive=meters.after(500, 500, mock="status=500"),
    ),
    passes(
        "limits-refusals_do_not_count",
        _mine,
        drive=meters.after(405, 405, method="PUT"),
        **of_requests(9, 8),
    ),
    passes(
        "limits-vendor_headers_are_replaced",
        limited("headers", requests="5/hour"),
        mock="noisy",
        lacks=("X-RateLimit-Reset-Tokens",),
        log={"vendor_request_id": "vendor-id-2"},
        **of_requests(5, 4),
    ),
    passes(
        "limits-vendor_headers_pass",
        caller("no-headers"),
        mock="noisy",
        has=(("X-RateLimit-Limit-Requests", "60"), ("X-RateLimit-Remaining-Tokens", "499")),
        log={"vendor_request_id": "vendor-id-2"},
    ),
    stopped(
        "limits-readable_from_a_browser",
        limited("browser", requests="1/hour"),
        REQUESTS,
        "1 requests an hour of this consumer",
        headers=(("Origin", facts.ORIGIN),),
        drive=meters.after(200),
    ),
    stopped(
        "limits-at_once",
        limited("at-once", requests="20/hour"),
        REQUESTS,
        "20 requests an hour of this consumer",
        drive=meters.all_at_once(50, 20),
    ),
)

RUNNING = (
    stopped(
        "limits-running",
        limited("running", concurrent=1),
        REQUESTS,
        "1 concurrent requests of this consumer",
        (1, 1),
        drive=meters.while_running,
    ),
    stopped(
        "limits-running_of_the_api",
        caller("running-api"),
        REQUESTS,
        "1 concurrent requests of this API",
        (1, 1),
        api="LimitedRunning",
        drive=meters.while_running,
    ),
    passes("limits-running_after_leaving", limited("left", concurrent=1), drive=meters.gone),
    passes("limits-running_after_an_error", limited("erred", concurrent=1), drive=meters.erred),
    passes(
        "limits-running_counts_nothing_else",
        limited("nothing-else", concurrent=1, requests="3/hour"),
        drive=meters.refused_meanwhile,
        **of_requests(3, 0),
    ),
)

ROWS = (*COUNTED, *RUNNING)
