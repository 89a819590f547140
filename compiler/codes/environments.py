"""E4xx: environments and consumers."""

from __future__ import annotations

from compiler.codes.declaring import error, warning

NO_SUCH_FILE = error(
    "E401",
    "the project has no file '{file}'",
    "name a file inside the project, relative to this one",
)
NOT_CERTIFICATES = error(
    "E402",
    "'{file}' is no bundle of CA certificates: {reason}",
    "it must hold certificates in PEM form ('-----BEGIN CERTIFICATE-----') and nothing secret",
)
TLS_MISSING = error(
    "E403",
    "clients of '{url}' speak TLS to port {port}, where the listener has none",
    "add 'listen.tls', or name the 'listen.port' that the TLS proxy in front connects to",
)
TLS_UNEXPECTED = error(
    "E404",
    "clients of '{url}' do not speak TLS to port {port}, where the listener does",
    "write an https URL, or take 'listen.tls' away",
)
DUPLICATE_CONSUMER = error(
    "E405",
    "consumer '{consumer}' is there already",
    "give one of the two another name; names are compared without regard to case",
)
DUPLICATE_DIGEST = error(
    "E406",
    "this digest is there already",
    "give each consumer a key of its own; list the environments of one key in one place",
)
DIGEST_OF_NOTHING = error(
    "E407",
    "this is the digest of an empty key",
    'check that the variable is set: printf %s "$KEY" | sha256sum',
)
UNKNOWN_PLAN = error("E408", "unknown plan '{plan}'{suggestion}", "plans of plans.yaml are {known}")
DUPLICATE_PLAN = error(
    "E409",
    "plan '{plan}' is there already",
    "give one of the two another name; names are compared without regard to case",
)
WINDOW_TWICE = error(
    "E410",
    "two limits of {kind} are for one {window}",
    "keep one of the two; each window has one limit",
)
UNKNOWN_API = error("E411", "unknown API '{api}'{suggestion}", "APIs are {known}")
PLAN_NOT_ACCEPTED = error(
    "E412",
    "API '{api}' does not accept consumer '{consumer}', who has {plan} in environment "
    "'{environment}'",
    "give the consumer one of the API's plans ({plans}), or add its plan to the API's 'plans'",
)
PLANS_OF_NOBODY = error(
    "E413",
    "API '{api}' asks for no key, so nobody's plan is known to it",
    "delete 'plans', or let the API ask for a key ('security: [api_key]')",
)
NOBODY_CAN_CALL = warning(
    "W401",
    "nobody can call {apis} in environment '{environment}': no consumer has a key there",
    "add a consumer to consumers.yaml whose key counts there",
)
UNUSED_CONSUMER = warning(
    "W402",
    "no API asks for the keys of consumer '{consumer}' where they count",
    "correct the environments of its keys, or delete the consumer",
)
IDLE_LIMIT = warning(
    "W403",
    "the limit {limit} is never reached: {stronger} is used up before",
    "delete one of the two, or correct its number",
)
UNUSED_PLAN = warning(
    "W404",
    "no consumer has plan '{plan}', and no API accepts it",
    "correct the names, or delete the plan",
)
API_WITHOUT_CALLERS = warning(
    "W405",
    "no consumer can call API '{api}' in environment '{environment}'",
    "subscribe a consumer whose key counts there and whose plan the API accepts",
)
EXPIRED_KEY = warning(
    "W406",
    "a key of consumer '{consumer}' has expired",
    "delete it, or make a new one with 'gatewright keys issue'",
)
UNCOUNTED_TOKENS = warning(
    "W407",
    "no operation of API '{api}' reports tokens, so this limit is never reached",
    "delete it, or limit 'requests'",
)
SHARED_KEY = warning(
    "W408",
    "one key of consumer '{consumer}' counts in {trial} and in {real}",
    "give the consumer a key for each, with 'environments: [NAME]'",
)
IDLE_RESERVE = warning(
    "W409",
    "no limit of tokens stands beside this 'reserve', so nothing is reserved",
    "limit 'tokens' too, or delete it",
)
