"""How engines tell what they count, as data, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

from compiler import contract

_KEYS = ("name", "type", "help", "labels")
_FAMILIES = (
    (
        contract.REQUESTS_METRIC,
        "counter",
        "Requests that have ended.",
        list(contract.REQUESTS_LABELS),
    ),
    (
        contract.TOKENS_METRIC,
        "counter",
        "Tokens that vendors have reported.",
        list(contract.TOKENS_LABELS),
    ),
    (
        contract.DURATION_METRIC,
        "histogram",
        "Seconds from a request to its end.",
        list(contract.DURATION_LABELS),
    ),
)


def as_data() -> dict[str, object]:
    """families: in the order in which they are told. buckets: the most milliseconds of each, and
    its `le` label, in seconds. more: the consumer of label sets beyond max_series."""
    return {
        "path": contract.METRICS_PATH,
        "type": contract.METRICS_TYPE,
        "families": [dict(zip(_KEYS, family, strict=True)) for family in _FAMILIES],
        "buckets": [[most, f"{most / 1000:g}"] for most in contract.DURATION_BUCKETS_MS],
        "max_series": contract.MAX_METRIC_SERIES,
        "more": contract.MORE_CONSUMERS,
    }
