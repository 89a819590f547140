"""The keys of consumers.yaml."""

from __future__ import annotations

from compiler.keys import kinds
from compiler.keys.kinds import List, Mapping
from compiler.keys.row import ENGINES, Key

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
        required=True,
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
)
