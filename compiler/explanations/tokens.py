"""E42x, E43x and W42x: tokens, their issuers and whom they speak of."""

from __future__ import annotations

from collections.abc import Mapping

from compiler import codes
from compiler.diagnostics import Code
from compiler.explanations.explanation import Explanation

_GATEWAY = "# gateway.yaml\ngatewright: 1\nname: acme\nenvironments:\n  sandbox:\n"
_SANDBOX = f"{_GATEWAY}    url: http://127.0.0.1:8080\n"
_ISSUERS = f"{_SANDBOX}    issuers:\n"
_CORP = f"{_ISSUERS}      corp:\n        issuer: https://login.acme.example\n"
_CHECKED = f"{_ISSUERS}      corp:\n        {{issuer: corp, audiences: [ai], "

TOKENS: Mapping[Code, Explanation] = {
    codes.UNKNOWN_ISSUER: Explanation(
        "A subject names an issuer that no environment of gateway.yaml has.",
        "# consumers.yaml\nconsumers:\n"
        "  - {name: demo, subjects: [{issuer: crop, subject: svc-4711}]}",
        "Correct the name, or add the issuer to an environment's 'issuers'.",
    ),
    codes.DUPLICATE_SUBJECT: Explanation(
        "Two consumers, or one of them twice, have the same subject of the same issuer, so that a "
        "token would speak of both.",
        "# consumers.yaml\nconsumers:\n"
        "  - {name: demo, subjects: [{issuer: corp, subject: svc-4711}]}\n"
        "  - {name: other, subjects: [{issuer: corp, subject: svc-4711}]}",
        "Leave the subject with one of the two.",
    ),
    codes.NO_IDENTITY: Explanation(
        "A consumer has nothing by which a request could be known as its own.",
        "# consumers.yaml\nconsumers:\n  - {name: demo}",
        "Give it a key ('gatewright keys issue' makes one), or a subject of an issuer.",
    ),
    codes.NO_ISSUER: Explanation(
        "The API takes tokens, and the environment does not say whose. Each request with a token "
        "would be answered with 401.",
        "security: [jwt]",
        "Name an issuer in the environment's 'issuers', or take 'jwt' out of 'security'.",
    ),
    codes.SCOPES_WITHOUT_TOKENS: Explanation(
        "Scopes are what a token is good for. The API takes none, so the scopes would be asked of "
        "nobody, while their author believes that they protect something.",
        "scopes: [chat.read]",
        "Let the API take tokens ('security: [jwt]'), or delete the scopes.",
    ),
    codes.SCOPES_OF_NOTHING: Explanation(
        "The word names operations of the vendor, and the API exposes none of them.",
        "security: [jwt]\noperation_scopes: {audio: [speech]}",
        "Correct the word, expose what it names, or delete the entry.",
    ),
    codes.NOT_KEY_SET: Explanation(
        "The file that should have the issuer's public keys is no JWK set (RFC 7517), or one of "
        "its keys is one that no engine could use: a short RSA key, an unknown curve, a point "
        "beside the curve, two keys of one name.",
        f"{_CHECKED}jwks: {{file: gateway.yaml}}}}",
        "Take the document that the issuer publishes (its 'jwks_uri').",
    ),
    codes.SECRET_IN_KEY_SET: Explanation(
        "Tokens are verified with public keys. The file has a private key in it, or a key that "
        "signs and verifies alike: whoever reads it can make tokens.",
        f"{_CHECKED}jwks: {{file: certs/private.json}}}}",
        "Replace the key at the issuer, and put its public half into the file.",
    ),
    codes.NO_SUCH_KEY: Explanation(
        "An algorithm is taken that none of the keys can verify, so that it would refuse every "
        "token of that kind.",
        f"{_CHECKED}jwks: {{file: certs/p256.json}}, algorithms: [RS256]}}",
        "Take the algorithm out, or add the key that it needs.",
    ),
    codes.PLAIN_ISSUER: Explanation(
        "The engine would fetch keys, or ask about tokens, without TLS. Anyone on the way could "
        "answer in the issuer's place, and so let every token pass.",
        f"{_CHECKED}jwks: {{url: http://login.acme.example/jwks}}}}",
        "Write an https URL; 'trusted_ca' takes a private CA.",
    ),
    codes.TWO_INTROSPECTIONS: Explanation(
        "A token that cannot be read says nothing of who made it, so one issuer is asked about all "
        "of them. Two cannot be.",
        f"{_ISSUERS}"
        "      a: {issuer: a, introspection: {url: https://a.acme, client: x, secret: {env: A}}}"
        "\n"
        "      b: {issuer: b, introspection: {url: https://b.acme, client: x, secret: {env: B}}}",
        "Keep one; let the other's tokens be verified with its keys ('jwks').",
    ),
    codes.SAME_ISSUER: Explanation(
        "Two issuers of an environment have the same 'iss', by which they are told apart.",
        f"{_ISSUERS}"
        "      a: {issuer: x, audiences: [a], jwks: {url: https://a.example/jwks}}\n"
        "      b: {issuer: x, audiences: [b], jwks: {url: https://b.example/jwks}}",
        "Keep one of the two; several audiences of one issuer are a list.",
    ),
    codes.NO_AUDIENCE: Explanation(
        "An issuer signs tokens for many services. Without an audience, a token that was made for "
        "another one, which may be anybody's, would open this gateway.",
        f"{_CORP}        jwks: {{url: https://login.acme.example/jwks}}",
        "Add 'audiences' with what the issuer writes into 'aud' of tokens for this gateway.",
    ),
    codes.IDLE_ISSUER_KEY: Explanation(
        "The key is for another kind of issuer, and decides nothing here.",
        f"{_CHECKED}jwks: {{file: certs/keys.json}}, keep: 5m}}",
        "Delete the key.",
    ),
    codes.KEPT_TOO_LONG: Explanation(
        "Keys are kept from 10s to 24h, answers about tokens from 1s to 1h: for less, the issuer "
        "would be asked all the time; for more, what it revokes would count for too long.",
        f"{_CHECKED}jwks: {{url: https://login.acme.example/jwks}}, keep: 1s}}",
        "Write a duration within the bounds.",
    ),
    codes.SAME_PORT: Explanation(
        "The listener and the page of metrics cannot both have the port.",
        f"{_SANDBOX}    admin: {{port: 8080}}",
        "Give 'admin' another port.",
    ),
    codes.SHARED_CONCURRENT: Explanation(
        "A service that counts for several gateways counts what happens in a window of time. It "
        "does not see when a request ends, so it cannot count what runs at once.",
        f"{_GATEWAY}    url: http://127.0.0.1:8080\n    targets: [envoy, devportal]\n"
        '    limits: {shared: {service: "127.0.0.1:8081"}}\ndefaults: {limits: {concurrent: 50}}',
        "Delete 'concurrent', or let each host count for itself.",
    ),
    codes.SHARED_AMOUNT: Explanation(
        "Envoy's rate limit service has amounts of 32 bits. It would not take its configuration, "
        "and then no request passes.",
        f"{_GATEWAY}    url: http://127.0.0.1:8080\n    targets: [envoy, devportal]\n"
        '    limits: {shared: {service: "127.0.0.1:8081"}}\n'
        "defaults: {limits: {tokens: 5000000000/day}}",
        "Write a smaller amount, or let each host count for itself.",
    ),
    codes.UNUSED_ISSUER: Explanation(
        "The issuer's tokens open nothing: no API of the environment takes tokens, or no consumer "
        "is known by one of them.",
        f"{_CHECKED}jwks: {{url: https://login.acme.example/jwks}}}}",
        "Add 'jwt' to the 'security' of an API and 'subjects' to a consumer, or delete the issuer.",
    ),
}
