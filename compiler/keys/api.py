"""The keys of a file below apis/: one API each."""

from __future__ import annotations

from compiler.keys import kinds
from compiler.keys.kinds import Mapping, Names
from compiler.keys.pins import pins
from compiler.keys.row import ENGINES, ENVOY, EVERY, MITMPROXY, NGINX, Key
from compiler.keys.settings import SETTINGS, below

ROWS = (
    Key("name", kinds.API_NAME, "what the API is called", required=True, targets=EVERY),
    Key("version", kinds.VERSION, "the version of the API", required=True, targets=EVERY),
    Key(
        "context",
        kinds.CONTEXT,
        "the path that clients call: /CONTEXT/VERSION, or the context alone with {version} in it",
        required=True,
        targets=EVERY,
    ),
    Key(
        "vendor",
        kinds.VENDOR,
        "the AI vendor and the version of its API, as `gatewright vendors list` shows them",
        required=True,
        targets=EVERY,
    ),
    Key(
        "endpoints",
        Names(kinds.ENVIRONMENT_NAME, "endpoints by environment"),
        "where requests go, where that is not the vendor's own server with the vendor's variable",
    ),
    Key("endpoints.<environment>", Mapping(), "the endpoint of one environment"),
    Key(
        "endpoints.<environment>.url",
        kinds.ENDPOINT_URL,
        "the origin of the vendor's server, perhaps with a base path",
        default="the vendor's server",
        targets=ENGINES,
    ),
    Key(
        "endpoints.<environment>.key",
        Mapping("{env: NAME}, {file: /path} or {sigv4: REGION}", exactly_one=True, secret=True),
        "where the engine finds the vendor's key: the name of a variable or of a file, never the "
        "key itself",
        default="the vendor's variable",
    ),
    Key(
        "endpoints.<environment>.key.env",
        kinds.VARIABLE,
        "the environment variable that holds the key",
        targets=ENGINES,
    ),
    Key(
        "endpoints.<environment>.key.file",
        kinds.KEY_PATH,
        "the file that holds the key, an absolute path on the engine's machine",
        targets=ENGINES,
    ),
    Key(
        "endpoints.<environment>.key.sigv4",
        kinds.REGION,
        "the region for which requests are signed (AWS Signature Version 4), with the access key "
        "in the engine's AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and perhaps AWS_SESSION_TOKEN",
        targets=(ENVOY,),
        cannot=(NGINX, MITMPROXY),
    ),
    *pins("endpoints.<environment>.query", kinds.PIN_NAME, "query parameter"),
    *pins("endpoints.<environment>.headers", kinds.HEADER_NAME, "header"),
    Key(
        "endpoints.<environment>.variables",
        Names(kinds.PLACEHOLDER, "values by name"),
        "what fills the {placeholders} of the vendor's server",
    ),
    Key(
        "endpoints.<environment>.variables.<variable>",
        kinds.HOST_PART,
        "the part of the host name that stands in the placeholder's place",
        targets=ENGINES,
    ),
    *SETTINGS,
    Key(
        "overrides",
        Names(kinds.ENVIRONMENT_NAME, "settings by environment"),
        "what is different in some environments",
    ),
    Key("overrides.<environment>", Mapping(), "what is different in one environment"),
    *below("overrides.<environment>"),
)
