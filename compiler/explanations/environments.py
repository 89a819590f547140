"""E4xx: environments and consumers."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

ENVIRONMENTS: Mapping[Code, Explanation] = {
    codes.NO_SUCH_FILE: Explanation(
        "A definition names a file that the project does not have. Such paths are relative to the "
        "file that names them.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
        '  sandbox: {url: "http://127.0.0.1:8080", trusted_ca: certs/missing.pem}',
        "Correct the path, or add the file.",
    ),
    codes.NOT_CERTIFICATES: Explanation(
        "The file that vendors are to be verified against holds no certificates, or it holds a "
        "private key, which must not be copied into artifacts.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
        '  sandbox: {url: "http://127.0.0.1:8080", trusted_ca: gateway.yaml}',
        "Name a bundle of CA certificates in PEM form, and nothing else in it.",
    ),
    codes.TLS_MISSING: Explanation(
        "Clients use an https URL and reach the listener itself, which would answer without TLS.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
        "  production: {url: https://ai.acme.example}",
        "Add 'listen.tls' with a certificate and its key; or, if a proxy in front ends TLS, name "
        "the 'listen.port' that it connects to.",
    ),
    codes.TLS_UNEXPECTED: Explanation(
        "Clients use an http URL and reach a listener that speaks TLS.",
        "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n"
        "  sandbox:\n    url: http://127.0.0.1:8080\n    targets: [nginx]\n"
        "    listen: {tls: {certificate: /etc/acme/tls.crt, key: /etc/acme/tls.key}}",
        "Write an https URL, or take 'listen.tls' away.",
    ),
    codes.DUPLICATE_CONSUMER: Explanation(
        "Two consumers have one name, so a log line could mean either. Case does not count.",
        "# consumers.yaml\nconsumers:\n"
        f"  - {{name: demo, keys: [{{sha256: {'0' * 61}abc}}]}}\n"
        f"  - {{name: Demo, keys: [{{sha256: {'0' * 61}def}}]}}",
        "Give one of the two another name.",
    ),
    codes.DUPLICATE_DIGEST: Explanation(
        "One key stands in two places, so a request with it would come from two consumers.",
        "# consumers.yaml\nconsumers:\n"
        f"  - {{name: demo, keys: [{{sha256: {'0' * 61}abc}}]}}\n"
        f"  - {{name: other, keys: [{{sha256: {'0' * 61}abc}}]}}",
        "Give each consumer a key of its own; list the environments of one key in one place.",
    ),
    codes.DIGEST_OF_NOTHING: Explanation(
        "This is the SHA-256 digest of an empty text: the variable was not set when it was made.",
        "# consumers.yaml\nconsumers:\n  - name: demo\n    keys:\n      - sha256: "
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        'Make a key, then its digest: printf %s "$KEY" | sha256sum',
    ),
    codes.UNKNOWN_PLAN: Explanation(
        "A consumer or an API names a plan that plans.yaml does not have.",
        "plans: [gold]",
        "Correct the name, or add the plan to plans.yaml.",
    ),
    codes.DUPLICATE_PLAN: Explanation(
        "Two plans have names that differ in upper and lower case only, which people mix up.",
        "# plans.yaml\nplans:\n  gold: {limits: {requests: 600/minute}}\n"
        "  Gold: {limits: {requests: 60/minute}}",
        "Give one of the two another name.",
    ),
    codes.WINDOW_TWICE: Explanation(
        "A list has two limits of one kind for the same window, of which only the smaller one "
        "could count.",
        "# plans.yaml\nplans:\n  gold: {limits: {requests: [600/minute, 60/minute]}}",
        "Keep one of the two.",
    ),
    codes.UNKNOWN_API: Explanation(
        "A consumer is subscribed to an API that the project does not have. 'NAME' means every "
        "version, 'NAME@VERSION' one.",
        "# consumers.yaml\nconsumers:\n"
        f"  - {{name: demo, apis: [Chta], keys: [{{sha256: {'0' * 61}abc}}]}}",
        "Correct the name or the version.",
    ),
    codes.PLAN_NOT_ACCEPTED: Explanation(
        "A consumer is subscribed to an API that lists the plans it accepts, and the consumer has "
        "none of them. Each of its requests would be answered with 403.",
        "# consumers.yaml, of a project whose API Chat has 'plans: [gold]'\nconsumers:\n"
        f"  - {{name: demo, apis: [Chat], keys: [{{sha256: {'0' * 61}abc}}]}}",
        "Give the consumer one of the API's plans, or add its plan to the API's 'plans'.",
    ),
    codes.ROLE_MISSING: Explanation(
        "A consumer is subscribed to an API that is for consumers of some roles, and has none of "
        "them. Each of its requests would be answered with 403.",
        "# consumers.yaml, of a project whose API Chat has 'visibility: {roles: [internal]}'\n"
        "consumers:\n"
        f"  - {{name: demo, apis: [Chat], keys: [{{sha256: {'0' * 61}abc}}]}}",
        "Give the consumer one of the roles, or take the API out of its 'apis'.",
    ),
    codes.ROLES_OF_NOBODY: Explanation(
        "An API is for some roles alone, and asks nobody who they are: anyone could call it, "
        "though the portal did not show it.",
        "security: none\nvisibility: {roles: [internal]}",
        "Delete 'visibility', or let the API ask for a key or a token.",
    ),
    codes.PLANS_OF_NOBODY: Explanation(
        "An API lists the plans it accepts, and asks nobody who they are. The list would decide "
        "nothing: anyone could call.",
        "security: none\nplans: [gold]",
        "Delete 'plans', or let the API ask for a key.",
    ),
}
