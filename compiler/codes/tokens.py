"""E42x and E43x, W41x: tokens, their issuers and whom they speak of."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

UNKNOWN_ISSUER = error(
    "E421", "unknown issuer '{issuer}'{suggestion}", "issuers of gateway.yaml are {known}"
)
DUPLICATE_SUBJECT = error(
    "E422",
    "this subject of issuer '{issuer}' is there already",
    "a token speaks of one consumer: keep one of the two",
)
NO_IDENTITY = error(
    "E423",
    "consumer '{consumer}' has neither a key nor a subject",
    "give it 'keys' ('gatewright keys issue' makes them) or 'subjects', or delete it",
)
NO_ISSUER = error(
    "E424",
    "environment '{environment}' names no issuer whose tokens could be taken",
    "add one to its 'issuers' in gateway.yaml, or take 'jwt' out of 'security'",
)
SCOPES_WITHOUT_TOKENS = error(
    "E425",
    "API '{api}' takes no tokens, and only tokens have scopes",
    "write 'security: [jwt]' or '[api_key, jwt]', or delete '{key}'",
)
SCOPES_OF_NOTHING = error(
    "E426",
    "API '{api}' exposes nothing of '{word}', so these scopes are asked for nowhere",
    "correct the word, include the operation, or delete the entry",
)
NOT_KEY_SET = error(
    "E427",
    "'{file}' is no set of keys for tokens: {reason}",
    'it must be a JWK set (RFC 7517), {{"keys": […]}}, with public keys that verify signatures',
)
SECRET_IN_KEY_SET = error(
    "E428",
    "a secret is in '{file}': a private key, or one that signs and verifies alike",
    "take it out and replace it at the issuer; public keys (RSA, EC, OKP) verify tokens",
)
NO_SUCH_KEY = error(
    "E429",
    "no key of '{file}' fits {algorithm}",
    "its keys fit {known}: take the algorithm out, or add a key",
)
PLAIN_ISSUER = error(
    "E430",
    "issuer '{issuer}' would be asked at '{url}' without TLS: anyone on the way could forge tokens",
    "write an https URL; 'trusted_ca' takes a private CA",
)
TWO_INTROSPECTIONS = error(
    "E431",
    "environment '{environment}' has another issuer with 'introspection'",
    "keep one: what a token without a readable 'iss' is, one issuer is asked",
)
SAME_ISSUER = error(
    "E432",
    "issuer '{other}' has the same 'issuer', so a token could come from either",
    "keep one of the two",
)
NO_AUDIENCE = error(
    "E433",
    "issuer '{issuer}' has keys and no 'audiences', so tokens made for others would be taken",
    "write 'audiences: [TEXT]' with what its tokens for this gateway have in 'aud'",
)
IDLE_ISSUER_KEY = error("E434", "'{key}' has no effect beside '{beside}'", "delete it")
KEPT_TOO_LONG = error(
    "E435",
    "{kept} are kept from {least} to {most}",
    "write 'keep' within these, or delete it",
)
SAME_PORT = error(
    "E436",
    "port {port} is where the listener listens",
    "give 'admin' a port of its own",
)
SHARED_CONCURRENT = error(
    "E437",
    "the service of 'limits.shared' cannot count what runs at once",
    "delete 'concurrent' (with 'overrides', where one environment has the service), or do without "
    "'limits.shared'",
)
SHARED_AMOUNT = error(
    "E438",
    "the service of 'limits.shared' cannot count to {limit}",
    "write at most {most} (with 'overrides', where one environment has the service), or do without "
    "'limits.shared'",
)
UNUSED_ISSUER = warning(
    "W421",
    "nothing comes of issuer '{issuer}': {reason}",
    "correct 'security' or the subjects of consumers, or delete the issuer",
)
