"""E30x to E32x: what an API refers to, and W3xx: what a careful reviewer would ask."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

UNKNOWN_VENDOR = error("E301", "unknown vendor '{vendor}'{suggestion}", "vendors are {known}")
UNKNOWN_OPERATION = error(
    "E302",
    "{vendor} has no operation or group '{word}'{suggestion}",
    "write a group ({groups}), 'METHOD /path' or an operationId",
)
AMBIGUOUS_OPERATION = error(
    "E303",
    "'{word}' names more than one thing in {vendor}",
    "write 'METHOD /path' instead: {choices}",
)
EXCLUDES_NOTHING = error(
    "E304",
    "excluding '{word}' removes nothing",
    "the API does not expose it, or an earlier word has removed it: delete this one",
)
INCLUDES_NOTHING = error(
    "E305",
    "including '{word}' adds nothing",
    "the words before it include it already: delete this one",
)
NO_OPERATIONS = error(
    "E306", "API '{api}' exposes no operation", "include something, or exclude less"
)
DUPLICATE_API = error(
    "E307",
    "API '{api}' version '{version}' is there already",
    "give one of the two another name or version; names are compared without regard to case",
)
OVERLAP = error(
    "E308",
    "'{base}' overlaps with '{other}': both would match {url}",
    "give one of the two another context",
)
RESERVED_BASE = error(
    "E309",
    "'{base}' lies in '{reserved}', which belongs to the gateway itself",
    "give the API another context",
)
BASES_DIFFER_IN_CASE = error(
    "E310",
    "'{base}' and '{other}' differ in upper and lower case only",
    "paths are case-sensitive and people mix such ones up: give one another context",
)
UNKNOWN_ENVIRONMENT = error(
    "E311", "unknown environment '{environment}'{suggestion}", "environments are {known}"
)
MISSING_VARIABLE = error(
    "E312",
    "the server of {vendor} needs '{variable}' in environment '{environment}'",
    "write 'endpoints: {{{environment}: {{variables: {{{variable}: …}}}}}}', or a whole 'url'",
)
UNKNOWN_VARIABLE = error(
    "E313",
    "the server of {vendor} has no variable '{variable}'{suggestion}",
    "its variables are {known}",
)
USELESS_VARIABLES = error(
    "E314", "'variables' fill the vendor's server, but 'url' replaces it", "keep one of the two"
)
NO_CREDENTIAL = error("E315", "{vendor} takes no key", "delete the key of this endpoint")
BAD_SERVER = error(
    "E316",
    "with these variables the server of {vendor} is '{server}', which {reason}",
    "correct the variables, or write a whole 'url'",
)
NO_SINCE = error(
    "E317",
    "API '{api}' is deprecated, and nothing says since when",
    "write 'deprecation: {{since: 2026-12-31}}': answers carry the day (RFC 9745)",
)
DEPRECATION_UNUSED = error(
    "E318",
    "'{key}' has no effect where the lifecycle is {lifecycle}",
    "write 'lifecycle: deprecated', or delete the key 'deprecation'",
)
SUNSET_TOO_EARLY = error(
    "E319",
    "the sunset, {sunset}, does not come after the deprecation, {since}",
    "write a later 'sunset' or an earlier 'since'",
)
PRIVATE_KEY = error(
    "E320",
    "the document '{file}' has a private key in it",
    "name another file: everybody who sees the portal may read its documents",
)
NO_SERVER = error(
    "E321",
    "{vendor} has no server of its own, and environment '{environment}' names none",
    "write 'endpoints: {{{environment}: {{url: https://…}}}}'",
)
NOT_SIGNED = error(
    "E322",
    "{vendor} is not known to take signed requests",
    "name the vendor's key: '{{env: NAME}}' or '{{file: /path}}'",
)
UNSIGNABLE = error(
    "E323",
    "requests to {operations} cannot be signed: {reason}",
    "exclude them from the API's 'operations', or name another kind of key",
)
NO_API = warning("W301", "the project has no API", "add a file to the folder 'apis'")
OTHER_ENVIRONMENT = warning(
    "W302",
    "environment '{environment}' uses the {what} '{value}', which seems to be that of '{other}'",
    "give '{environment}' one of its own, with a name that says so",
)
KEY_LEFT_AT_DEFAULT = warning(
    "W303",
    "the vendor's key is named here, but '{variable}' is left to count for {environments}",
    "write the key of every environment, even where it is '{{env: {variable}}}'",
)
PLAIN_HTTP = warning(
    "W304",
    "the vendor's key and all prompts go to '{url}' without TLS",
    "write an https URL; 'trusted_ca' takes a private CA",
)
SHORT_IDLE = warning(
    "W305",
    "API '{api}' streams, and answers that pause for {milliseconds} ms are cut off",
    "wait for 30s or longer: a model may think before it writes",
)
OPEN_API = warning(
    "W306",
    "anyone who reaches {address} can call API '{api}' in environment '{environment}'",
    "ask for a key ('security: [api_key]'), or listen on loopback",
)
