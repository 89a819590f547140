"""The keys of gateway.yaml."""

from __future__ import annotations

from compiler.keys import issuers, kinds, looks, token_kinds
from compiler.keys.kinds import List, Mapping, Names
from compiler.keys.row import DEVPORTAL, ENGINES, ENVOY, EVERY, MITMPROXY, NGINX, Key
from compiler.keys.settings import below

SYSTEM_CA = "/etc/ssl/certs/ca-certificates.crt"

ROWS = (
    Key(
        "gatewright",
        kinds.LANGUAGE,
        "the version of the language that the project is written in",
        required=True,
    ),
    Key("name", kinds.PROJECT_NAME, "what the project is called in its manifests", required=True),
    Key(
        "environments",
        Names(kinds.ENVIRONMENT_NAME, "environments by name", filled=True),
        "where the gateways run; each becomes a folder of artifacts",
        required=True,
        targets=EVERY,
    ),
    Key("environments.<name>", Mapping(), "one environment"),
    Key(
        "environments.<name>.url",
        kinds.ROOT_URL,
        "the base URL that clients use",
        required=True,
        targets=(DEVPORTAL,),
    ),
    Key("environments.<name>.listen", Mapping(), "where the engine listens"),
    Key(
        "environments.<name>.listen.address",
        kinds.ADDRESS,
        "the address that the engine listens on",
        default="127.0.0.1 where the url is loopback, else 0.0.0.0",
        targets=ENGINES,
    ),
    Key(
        "environments.<name>.listen.port",
        kinds.PORT,
        "the port that the engine listens on, 1 to 65535",
        default="the port of the url",
        targets=ENGINES,
    ),
    Key(
        "environments.<name>.listen.tls",
        Mapping(),
        "the listener speaks TLS with this certificate",
        cannot=(MITMPROXY,),
    ),
    Key(
        "environments.<name>.listen.tls.certificate",
        kinds.ENGINE_PATH,
        "the certificate chain, PEM, an absolute path on the engine's machine",
        required=True,
        targets=(NGINX, ENVOY),
    ),
    Key(
        "environments.<name>.listen.tls.key",
        kinds.ENGINE_PATH,
        "the certificate's private key, PEM, an absolute path on the engine's machine",
        required=True,
        targets=(NGINX, ENVOY),
    ),
    Key(
        "environments.<name>.resolvers",
        List("a list of DNS servers"),
        "the DNS servers that nginx asks for the vendors' addresses",
        targets=(NGINX,),
    ),
    Key("environments.<name>.resolvers[]", kinds.RESOLVER, "IP[:port] of a DNS server"),
    Key(
        "environments.<name>.trusted_ca",
        kinds.BUNDLE_PATH,
        "the CA certificates that vendors are verified against: a file of the project, copied into "
        "the artifacts, or an absolute path on the engine's machine",
        default=SYSTEM_CA,
        targets=ENGINES,
    ),
    Key("environments.<name>.portal", Mapping(), "the developer portal of this environment"),
    Key(
        "environments.<name>.portal.url",
        kinds.ENDPOINT_URL,
        "where the portal is served",
        # Its origin is the default of portal.origins, which the engines answer to.
        targets=EVERY,
    ),
    Key(
        "environments.<name>.portal.origins",
        List("a list of origins", filled=False),
        "from which pages a browser may call the APIs",
        default="the origin of portal.url",
        targets=ENGINES,
    ),
    Key(
        "environments.<name>.portal.origins[]",
        kinds.ORIGIN,
        "scheme://host[:port] of a page, as a browser sends it",
    ),
    Key(
        "environments.<name>.targets",
        List("a list of targets"),
        "which artifacts are made",
        default="all; mitmproxy only where listen has no tls",
    ),
    Key("environments.<name>.targets[]", kinds.TARGET, "an engine, or the portal's bundle"),
    *issuers.ROWS,
    Key("environments.<name>.admin", Mapping(), "what the engine tells of itself"),
    Key(
        "environments.<name>.admin.port",
        kinds.PORT,
        "the port of 127.0.0.1 where the engine tells what it has counted, at /metrics",
        required=True,
        targets=ENGINES,
    ),
    Key("environments.<name>.limits", Mapping(), "how the limits of the environment are counted"),
    Key(
        "environments.<name>.limits.shared",
        Mapping("none or {service: HOST:PORT}", or_word="none"),
        "whether the gateways of several hosts count together, in a service; none: each host "
        "counts for itself, as it does where this is not written",
    ),
    Key(
        "environments.<name>.limits.shared.service",
        token_kinds.HOST_PORT,
        "where Envoy's rate limit service listens, on plain HTTP/2",
        required=True,
        targets=(ENVOY,),
        cannot=(NGINX, MITMPROXY),
    ),
    *looks.ROWS,
    Key("defaults", Mapping(), "settings of all APIs that do not write their own"),
    *below("defaults"),
)
