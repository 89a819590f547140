"""E5xx: what a target cannot express."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

TARGETS: Mapping[Code, Explanation] = {
    codes.NEEDS_RESOLVER: Explanation(
        "nginx looks a vendor's address up while it runs and needs a DNS server named for that; "
        "the system's own setting is not read.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
        '  sandbox: {url: "http://127.0.0.1:8080"}',
        "Add 'resolvers: [ADDRESS]' to the environment.",
    ),
    codes.TARGET_CANNOT: Explanation(
        "The key cannot be served by one of the environment's targets. It is refused, since that "
        "target would behave otherwise than the rest.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
        "  production:\n    url: https://ai.acme.example\n    targets: [nginx, mitmproxy]\n"
        "    listen: {tls: {certificate: /etc/acme/tls.crt, key: /etc/acme/tls.key}}",
        "Leave the target out of the environment's 'targets', or delete the key.",
    ),
    codes.UNCHECKED_KEYWORDS: Explanation(
        "'validate_requests' compares bodies with the vendor's description in the part of JSON "
        "Schema that every engine reads alike. The named operations use keywords beside it, such "
        "as 'pattern': a body that breaks only these passes, also where it should be rejected.",
        "# apis/chat.yaml\nname: Chat\nversion: 1.0.0\ncontext: chat\nvendor: acme/v1\n"
        "validate_requests: reject",
        "Nothing has to be done: the vendor checks its requests itself.",
    ),
    codes.ALGORITHM_UNSUPPORTED: Explanation(
        "The issuer signs in a way that one of the environment's targets cannot check. Its tokens "
        "would open one gateway and not another.",
        "# gateway.yaml, of an issuer with a key of the curve P-521\ngatewright: 1\nname: acme\n"
        'environments:\n  sandbox:\n    url: "http://127.0.0.1:8080"\n    issuers:\n'
        "      corp: {issuer: a, audiences: [a], jwks: {file: certs/p521.json}}",
        "Let the issuer sign with RS256, PS256 or ES256, or leave the target out.",
    ),
    codes.NO_REFERENCE: Explanation(
        "The portal shows every operation in an API reference that is made by others. Its files "
        "come from an installed package, since the portal loads nothing from other hosts; the "
        "package is missing or lacks a file.",
        "# gateway.yaml, where 'pip uninstall swagger-ui-py' was run before\ngatewright: 1\n"
        'name: acme\nenvironments:\n  sandbox: {url: "http://127.0.0.1:8080"}',
        "Install the package, or write 'portal: {reference: none}': the portal then shows the "
        "operations without it.",
    ),
    codes.ROLES_ALIKE: Explanation(
        "Each role has a folder of the portal, which a web server can protect. Names that differ "
        "in case alone are one folder on some file systems, so that the readers of one role would "
        "see the APIs of the other.",
        "# apis/chat.yaml; another API says {roles: [Internal]}\nname: Chat\nversion: 1.0.0\n"
        "context: chat\nvendor: acme/v1\nvisibility: {roles: [internal]}",
        "Write the role in one way.",
    ),
    codes.NO_ADDRESS_IN_CERTIFICATE: Explanation(
        "The endpoint is an https URL with an IP address. nginx compares certificates with names "
        "only, so it could never trust this one.",
        'endpoints: {sandbox: {url: "https://192.0.2.7"}}',
        "Write the endpoint's name, or leave nginx out of the environment's 'targets'.",
    ),
}
