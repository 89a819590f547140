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
ROLE_MISSING = error(
    "E414",
    "API '{api}' is for other roles than those of consumer '{consumer}' in environment "
    "'{environment}'",
    "give the consumer one of the API's roles ({roles}), or take the API out of its 'apis'",
)
ROLES_OF_NOBODY = error(
    "E415",
    "API '{api}' asks for no key and no token, so nobody's roles are known to it",
    "delete 'visibility', or let the API ask who calls ('security: [api_key]')",
)
PLANS_OF_NOBODY = error(
    "E413",
    "API '{api}' asks for no key, so nobody's plan is known to it",
    "delete 'plans', or let the API ask for a key ('security: [api_key]')",
)
NOBODY_CAN_CALL = warning(
    "W401",
    "nobody can call {apis} in environment '{environment}': no consumer has a {what} there",
    "add a consumer to consumers.yaml whose {what} counts there",
)
UNUSED_CONSUMER = warning(
    "W402",
    "no API asks for what consumer '{consumer}' can show, where it counts",
    "correct the environments of its keys or the issuers of its subjects, or delete the consumer",
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
    "subscribe a consumer who counts there and has a plan and a role that the API accepts",
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
FREE_OPERATIONS = warning(
    "W410",
    "API '{api}' limits tokens, and answers of {operations} do not say how many they used",
    "exclude them from the API's 'operations', or limit 'requests' as well",
)
COUNTED_APART = warning(
    "W411",
    "limits of environment '{environment}' are counted by each host for itself",
    "write 'limits: {{shared: none}}' there if that is meant or one host serves all, or name a "
    "service that counts: '{{shared: {{service: HOST:PORT}}}}'",
)
SMALLER_API = warning(
    "W412",
    "the limit {limit} of plan '{plan}' is never reached: each API that takes the plan allows less "
    "to all callers together",
    "correct one of the numbers, or delete this limit",
)
IDLE_RESERVE = warning(
    "W409",
    "no limit of tokens stands beside this 'reserve', so nothing is reserved",
    "limit 'tokens' too, or delete it",
)
