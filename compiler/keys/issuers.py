"""The keys of an environment that say whose tokens count."""

from __future__ import annotations

from compiler.keys import kinds, token_kinds
from compiler.keys.kinds import List, Mapping, Names
from compiler.keys.row import ENGINES, Key

DEFAULT_LEEWAY = "30s"
KEYS_KEPT_S = 300
ANSWERS_KEPT_S = 60

_ONE = "environments.<name>.issuers.<issuer>"

ROWS = (
    Key(
        "environments.<name>.issuers",
        Names(token_kinds.ISSUER_NAME, "issuers by name"),
        "whose tokens clients may show to APIs with jwt in their security",
    ),
    Key(_ONE, Mapping(one_of=("jwks", "introspection")), "one issuer of tokens"),
    Key(
        f"{_ONE}.issuer",
        token_kinds.ISSUER,
        "what its tokens say in `iss`, letter by letter",
        required=True,
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.audiences",
        List("a list of audiences"),
        "for whom tokens must be made: one of these must be in `aud`",
        targets=ENGINES,
    ),
    Key(f"{_ONE}.audiences[]", token_kinds.AUDIENCE, "an audience"),
    Key(
        f"{_ONE}.jwks",
        Mapping("{file: PATH} or {url: URL}", exactly_one=True),
        "the issuer's public keys, a JWK set (RFC 7517)",
    ),
    Key(
        f"{_ONE}.jwks.file",
        token_kinds.KEYS_PATH,
        "a file of the project with the keys, which the compiler reads",
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.jwks.url",
        token_kinds.SERVICE_URL,
        "where the engine fetches the keys",
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.algorithms",
        List("a list of algorithms"),
        "the signatures that are taken",
        default="all that fit the keys of the file; RS256, PS256 and ES256 with a url",
        targets=ENGINES,
    ),
    Key(f"{_ONE}.algorithms[]", token_kinds.ALGORITHM, "an algorithm of RFC 7518 or RFC 8037"),
    Key(
        f"{_ONE}.claim",
        token_kinds.CLAIM,
        "the claim that says whom a token speaks of",
        default="sub",
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.leeway",
        token_kinds.LEEWAY,
        "how far the issuer's clock may be from the gateway's",
        default=DEFAULT_LEEWAY,
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.keep",
        token_kinds.KEEP,
        "how long fetched keys are kept, 10s to 24h, or an answer about a token, 1s to 1h",
        default="5m for keys, 1m for answers",
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.introspection",
        Mapping("{url: URL, client: NAME, secret: …}"),
        "whom the engine asks about each token (RFC 7662)",
    ),
    Key(
        f"{_ONE}.introspection.url",
        token_kinds.SERVICE_URL,
        "where the engine asks",
        required=True,
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.introspection.client",
        token_kinds.CLIENT,
        "as whom the engine asks",
        required=True,
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.introspection.secret",
        Mapping("{env: NAME} or {file: /path}", exactly_one=True, secret=True),
        "where the engine finds the client's secret: the name of a variable or of a file",
        required=True,
    ),
    Key(
        f"{_ONE}.introspection.secret.env",
        kinds.VARIABLE,
        "the environment variable that holds the secret",
        targets=ENGINES,
    ),
    Key(
        f"{_ONE}.introspection.secret.file",
        kinds.KEY_PATH,
        "the file that holds the secret, an absolute path on the engine's machine",
        targets=ENGINES,
    ),
)
