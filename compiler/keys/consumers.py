"""The keys of consumers.yaml."""

from __future__ import annotations

from compiler.keys import budgets, kinds, token_kinds
from compiler.keys.kinds import List, Mapping, Names
from compiler.keys.row import ENGINES, Key


def _granted(prefix: str, *, default: bool) -> tuple[Key, ...]:
    """What a consumer may do, which may differ between environments."""
    return (
        Key(
            f"{prefix}.plan",
            kinds.PLAN_NAME,
            "the plan of plans.yaml that the consumer has",
            default="none" if default else None,
            targets=ENGINES,
        ),
        Key(
            f"{prefix}.apis",
            List("a list of APIs"),
            "the APIs that the consumer may call, as NAME (every version) or NAME@VERSION",
            default="every API that accepts its plan" if default else None,
            targets=ENGINES,
        ),
        Key(f"{prefix}.apis[]", kinds.SUBSCRIPTION, "an API"),
        Key(
            f"{prefix}.roles",
            List("a list of roles", filled=False),
            "what the consumer is: an API that is visible to some roles takes calls of these alone",
            default="none" if default else None,
            targets=ENGINES,
        ),
        Key(f"{prefix}.roles[]", kinds.ROLE, "a role"),
        *budgets.below(prefix, default=default),
    )


ROWS = (
    Key(
        "consumers",
        List("a list of consumers", filled=False, unique=False),
        "who may call the APIs",
        required=True,
    ),
    Key("consumers[]", Mapping(), "one calling application"),
    Key(
        "consumers[].name",
        kinds.CONSUMER_NAME,
        "what the consumer is called in logs",
        required=True,
        targets=ENGINES,
    ),
    Key(
        "consumers[].keys",
        List("a list of {sha256: DIGEST}", unique=False),
        "the keys of the consumer, any of which it may use",
    ),
    Key("consumers[].keys[]", Mapping("{sha256: DIGEST}", secret=True), "one key"),
    Key(
        "consumers[].keys[].sha256",
        kinds.DIGEST,
        'what this prints: printf %s "$KEY" | sha256sum',
        required=True,
        targets=ENGINES,
    ),
    Key(
        "consumers[].keys[].environments",
        List("a list of environments"),
        "where the key counts",
        default="every environment",
        targets=ENGINES,
    ),
    Key("consumers[].keys[].environments[]", kinds.ENVIRONMENT_NAME, "an environment"),
    Key(
        "consumers[].keys[].expires",
        kinds.INSTANT,
        "when the key ends to count: where the day begins, or a moment, in UTC",
        default="never",
        targets=ENGINES,
    ),
    Key("consumers[].keys[].note", kinds.NOTE, "what people should know about the key"),
    Key(
        "consumers[].subjects",
        List("a list of {issuer: NAME, subject: TEXT}", unique=False),
        "whom tokens of issuers call the consumer, any of which counts",
    ),
    Key("consumers[].subjects[]", Mapping("{issuer: NAME, subject: TEXT}"), "one subject"),
    Key(
        "consumers[].subjects[].issuer",
        token_kinds.ISSUER_NAME,
        "an issuer of gateway.yaml; the subject counts in the environments that have it",
        required=True,
        targets=ENGINES,
    ),
    Key(
        "consumers[].subjects[].subject",
        token_kinds.SUBJECT,
        "what the issuer's claim says of the consumer",
        required=True,
        targets=ENGINES,
    ),
    *_granted("consumers[]", default=True),
    Key(
        "consumers[].overrides",
        Names(kinds.ENVIRONMENT_NAME, "what the consumer may do, by environment"),
        "what is different in some environments",
    ),
    Key("consumers[].overrides.<environment>", Mapping(), "what is different in one environment"),
    *_granted("consumers[].overrides.<environment>", default=False),
)
