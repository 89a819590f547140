"""The settings of an API: the keys that `defaults` and `overrides` may hold as well."""

from __future__ import annotations

from dataclasses import replace

from compiler.keys import budgets, kinds, token_kinds
from compiler.keys.kinds import List, Mapping, Names
from compiler.keys.row import DEVPORTAL, ENGINES, EVERY, Key

DOCUMENT_TYPE = "other"

SETTINGS = (
    Key(
        "description",
        kinds.DESCRIPTION,
        "what the API is for, as the portal shows it",
        default="",
        targets=(DEVPORTAL,),
        setting=True,
    ),
    Key("operations", Mapping(), "which of the vendor's operations the API exposes"),
    Key(
        "operations.include",
        List("a list of operations"),
        "groups, 'METHOD /path' or operationIds of the vendor",
        default="what the vendor's description exposes by default",
        targets=EVERY,
        setting=True,
    ),
    Key("operations.include[]", kinds.OPERATION, "a group, 'METHOD /path' or an operationId"),
    Key(
        "operations.exclude",
        List("a list of operations", filled=False),
        "what is taken away from the included operations again",
        default="nothing",
        targets=EVERY,
        setting=True,
    ),
    Key("operations.exclude[]", kinds.OPERATION, "a group, 'METHOD /path' or an operationId"),
    Key(
        "security",
        List("none, or a list of api_key and jwt", or_word="none"),
        "how clients show who they are; any one of the list suffices",
        default="[api_key]",
        targets=EVERY,
        setting=True,
    ),
    Key(
        "security[]",
        kinds.SECURITY,
        "api_key: a key of consumers.yaml; jwt: a token of the environment's issuers",
    ),
    Key(
        "scopes",
        List("a list of scopes", filled=False),
        "what a token must be good for to call the API: all of them; keys need none",
        default="none",
        targets=EVERY,
        setting=True,
    ),
    Key("scopes[]", token_kinds.SCOPE, "a scope"),
    Key(
        "operation_scopes",
        Names(kinds.OPERATION, "lists of scopes by operation"),
        "what a token must be good for besides, by group, 'METHOD /path' or operationId",
    ),
    Key(
        "operation_scopes.<operation>",
        List("a list of scopes", filled=False),
        "the scopes of these operations",
        targets=EVERY,
    ),
    Key("operation_scopes.<operation>[]", token_kinds.SCOPE, "a scope"),
    Key(
        "plans",
        List("a list of plans"),
        "whose consumers may call: those that have one of these plans",
        default="everybody's",
        targets=ENGINES,
        setting=True,
    ),
    Key("plans[]", kinds.PLAN_NAME, "a plan of plans.yaml"),
    Key("limits", Mapping(), "what a request may be, and what all callers together may use"),
    Key(
        "limits.body",
        kinds.SIZE,
        "the largest request body",
        default="10MiB",
        targets=ENGINES,
        setting=True,
    ),
    Key(
        "limits.upload",
        kinds.SIZE,
        "the largest request body of an operation that takes multipart",
        default="100MiB",
        targets=ENGINES,
        setting=True,
    ),
    *budgets.settings(),
    Key(
        "validate_requests",
        kinds.VALIDATION,
        "what becomes of a request whose body is not as the vendor describes it: reject answers "
        "400, warn lets it pass and says so in the answer",
        default="off",
        targets=ENGINES,
        setting=True,
    ),
    Key("timeouts", Mapping(), "how long the gateway waits for the vendor"),
    Key(
        "timeouts.connect",
        kinds.DURATION,
        "until a connection stands, TLS included",
        default="5s",
        targets=ENGINES,
        setting=True,
    ),
    Key(
        "timeouts.idle",
        kinds.DURATION,
        "without a byte from the vendor; there is no limit of the whole",
        default="300s",
        targets=ENGINES,
        setting=True,
    ),
    Key(
        "lifecycle",
        kinds.LIFECYCLE,
        "created is checked only; published and deprecated are served; blocked answers 503 and "
        "retired 410",
        default="published",
        targets=EVERY,
        setting=True,
    ),
    Key("deprecation", Mapping(), "what the answers of a deprecated API say of its end"),
    Key(
        "deprecation.since",
        kinds.DATE,
        "the day from which the API is deprecated",
        targets=EVERY,
        setting=True,
    ),
    Key(
        "deprecation.sunset",
        kinds.DATE,
        "the day from which the API may be gone",
        targets=EVERY,
        setting=True,
    ),
    Key(
        "deprecation.link",
        kinds.LINK,
        "a page that says what to use instead",
        targets=EVERY,
        setting=True,
    ),
    Key(
        "visibility",
        Mapping("public or {roles: [ROLE]}", or_word="public"),
        "who sees the API in the portal and may call it",
        default="public",
        targets=EVERY,
        setting=True,
    ),
    # Engines know who calls. The portal does not know who reads it: what is for a role has a folder
    # of its own, which a web server can protect.
    Key(
        "visibility.roles",
        List("a list of roles"),
        "whose consumers may call the API: those with one of these; in the portal it is below "
        "roles/ROLE/ alone",
        required=True,
    ),
    Key("visibility.roles[]", kinds.ROLE, "a role"),
    Key(
        "tags",
        List("a list of tags", filled=False),
        "words by which people find the API in the portal",
        default="none",
        targets=(DEVPORTAL,),
        setting=True,
    ),
    Key("tags[]", kinds.TAG, "a word or a few"),
    Key(
        "documents",
        List("a list of {title: …, type: …, file: …}", filled=False, unique=False),
        "what people should read about the API",
        default="none",
        targets=(DEVPORTAL,),
        setting=True,
    ),
    Key("documents[]", Mapping("{title: …, type: …, file: …}"), "one document"),
    Key(
        "documents[].title",
        kinds.TITLE,
        "what the portal calls the document",
        required=True,
        targets=(DEVPORTAL,),
    ),
    Key(
        "documents[].type",
        kinds.DOCUMENT_TYPE,
        "what kind of document it is",
        default=DOCUMENT_TYPE,
        targets=(DEVPORTAL,),
    ),
    Key(
        "documents[].file",
        kinds.DOCUMENT_PATH,
        "the file, copied into the portal's artifacts; the path is relative to this file",
        required=True,
        targets=(DEVPORTAL,),
    ),
    Key(
        "properties",
        Names(kinds.PROPERTY_NAME, "texts by name"),
        "facts of your own about the API, shown in the portal",
    ),
    Key(
        "properties.<property>",
        kinds.PROPERTY_VALUE,
        "the value of one property",
        targets=(DEVPORTAL,),
    ),
)


def below(prefix: str) -> tuple[Key, ...]:
    """The same keys below another one, where nothing stands in for what is not written."""
    return tuple(
        replace(
            row,
            path=f"{prefix}.{row.path}",
            default=None if row.setting else row.default,
            setting=False,
        )
        for row in SETTINGS
    )
