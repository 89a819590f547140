"""Every diagnostic code: one literal list. The hundreds digit is the stage that finds it.

E1xx text and YAML, E2xx the shape of a file, E3xx references and vendors, E4xx environments and
consumers, E5xx what a target cannot express, E6xx the output folder; W… warnings.
"""

from __future__ import annotations

from compiler.diagnostics import Code, Severity


def _error(id: str, message: str, advice: str, *, secret: bool = False) -> Code:
    return Code(id, Severity.ERROR, message, advice, secret)


def _warning(id: str, message: str, advice: str) -> Code:
    return Code(id, Severity.WARNING, message, advice)


SYNTAX = _error(
    "E101",
    "this is not YAML: {problem}",
    "look at this line and the one before it: indentation (no tabs), quotes, brackets, colons",
)
DUPLICATE_KEY = _error("E102", "key '{key}' stands here a second time", "keep one of the two")
ANCHOR = _error(
    "E103",
    "'{name}' is an anchor or alias, which the language does not have",
    "write the value out; quote a text that starts with '&' or '*'",
)
MERGE_KEY = _error(
    "E104",
    "'<<' would merge another mapping, which the language does not have",
    "write the keys out",
)
TAG = _error(
    "E105",
    "'{tag}' is a YAML tag, which the language does not have",
    "leave the tag away; quote a text that starts with '!'",
)
SEVERAL_DOCUMENTS = _error(
    "E106", "a second YAML document starts here", "put each document into a file of its own"
)
KEY_NOT_TEXT = _error("E107", "a key must be text", "quote the key, or check the brackets")
TOO_DEEP = _error(
    "E108", "this is nested more than {depth} levels deep", "check the brackets and the indentation"
)
EMPTY_FILE = _error("E109", "the file is empty", "fill it or delete it")
NOT_UTF8 = _error("E110", "the byte {byte} here is not UTF-8", "save the file as UTF-8")
BYTE_ORDER_MARK = _error(
    "E111", "the file starts with a byte order mark", "save the file as UTF-8 without one"
)
BAD_CHARACTER = _error("E112", "a definition cannot have this character: {character}", "delete it")
DIRECTIVE = _error(
    "E113",
    "YAML directives are not part of the language",
    "delete the lines that start with '%'; every file is YAML 1.2",
)

UNKNOWN_KEY = _error("E201", "unknown key '{key}'{suggestion}", "known here: {known}")
MISSING_KEY = _error("E202", "key '{key}' is missing", "add '{key}': {explanation}")
WRONG_TYPE = _error("E203", "'{key}' is {found}, but takes {expected}", "{explanation}")
NO_VALUE = _error(
    "E204",
    "'{key}' has no value",
    "give it {expected}{or_delete}: there is no null in the language",
)
BAD_VALUE = _error(
    "E205",
    "'{key}' is '{value}', which {reason}{suggestion}",
    "it takes {expected}: {explanation}",
)
BAD_NAME = _error("E206", "the name '{value}' {reason}", "a name here is {expected}")
NOT_EXACTLY_ONE = _error(
    "E207", "'{key}' takes exactly one of {choices}", "write one of them: {explanation}"
)
LANGUAGE_VERSION = _error(
    "E208", "this compiler knows version 1 of the language only", "write 'gatewright: 1'"
)
MAYBE_SECRET = _error(
    "E209",
    "'{key}' takes {expected}; what stands here is not shown, since it may be a secret",
    "if it is one, take it out of the file and its history and replace it at the vendor",
    secret=True,
)
REPEATED = _error("E210", "'{value}' stands in '{key}' twice", "keep one of the two")
TOO_FEW = _error("E211", "'{key}' is empty", "give it {expected}{or_delete}")
NOT_A_PROJECT = _error(
    "E212",
    "this folder has no gateway.yaml, so it is no project",
    "name the project's folder, or write a gateway.yaml",
)
UNREADABLE_FILE = _error(
    "E213",
    "this cannot be read, is larger than 8 MiB, or leads out of the project",
    "files must be ordinary ones inside the project, and 'apis' a folder, that you may read",
)
WRONG_SUFFIX = _error(
    "E214",
    "files that end in '{suffix}' are not read",
    "let the name end in '.yaml', or move the file out of the project",
)
LINKED_FOLDER = _error(
    "E215",
    "links to folders are not followed",
    "put the folder itself here, or link each of its files",
)
BAD_FILE_NAME = _error(
    "E216",
    "the name of this file has a character that is not UTF-8 or cannot be printed",
    "rename the file",
)

UNKNOWN_VENDOR = _error("E301", "unknown vendor '{vendor}'{suggestion}", "vendors are {known}")
UNKNOWN_OPERATION = _error(
    "E302",
    "{vendor} has no operation or group '{word}'{suggestion}",
    "write a group ({groups}), 'METHOD /path' or an operationId",
)
AMBIGUOUS_OPERATION = _error(
    "E303",
    "'{word}' names more than one thing in {vendor}",
    "write 'METHOD /path' instead: {choices}",
)
EXCLUDES_NOTHING = _error(
    "E304",
    "excluding '{word}' removes nothing",
    "the API does not expose it, or an earlier word has removed it: delete this one",
)
INCLUDES_NOTHING = _error(
    "E305",
    "including '{word}' adds nothing",
    "the words before it include it already: delete this one",
)
NO_OPERATIONS = _error(
    "E306", "API '{api}' exposes no operation", "include something, or exclude less"
)
DUPLICATE_API = _error(
    "E307",
    "API '{api}' version '{version}' is there already",
    "give one of the two another name or version; names are compared without regard to case",
)
OVERLAP = _error(
    "E308",
    "'{base}' overlaps with '{other}': both would match {url}",
    "give one of the two another context",
)
RESERVED_BASE = _error(
    "E309",
    "'{base}' lies in '{reserved}', which belongs to the gateway itself",
    "give the API another context",
)
BASES_DIFFER_IN_CASE = _error(
    "E310",
    "'{base}' and '{other}' differ in upper and lower case only",
    "paths are case-sensitive and people mix such ones up: give one another context",
)
UNKNOWN_ENVIRONMENT = _error(
    "E311", "unknown environment '{environment}'{suggestion}", "environments are {known}"
)
MISSING_VARIABLE = _error(
    "E312",
    "the server of {vendor} needs '{variable}' in environment '{environment}'",
    "write 'endpoints: {{{environment}: {{variables: {{{variable}: …}}}}}}', or a whole 'url'",
)
UNKNOWN_VARIABLE = _error(
    "E313",
    "the server of {vendor} has no variable '{variable}'{suggestion}",
    "its variables are {known}",
)
USELESS_VARIABLES = _error(
    "E314", "'variables' fill the vendor's server, but 'url' replaces it", "keep one of the two"
)
NO_CREDENTIAL = _error("E315", "{vendor} takes no key", "delete the key of this endpoint")
BAD_SERVER = _error(
    "E316",
    "with these variables the server of {vendor} is '{server}', which {reason}",
    "correct the variables, or write a whole 'url'",
)
NO_SINCE = _error(
    "E317",
    "API '{api}' is deprecated, and nothing says since when",
    "write 'deprecation: {{since: 2026-12-31}}': answers carry the day (RFC 9745)",
)
DEPRECATION_UNUSED = _error(
    "E318",
    "'{key}' has no effect where the lifecycle is {lifecycle}",
    "write 'lifecycle: deprecated', or delete the key 'deprecation'",
)
SUNSET_TOO_EARLY = _error(
    "E319",
    "the sunset, {sunset}, does not come after the deprecation, {since}",
    "write a later 'sunset' or an earlier 'since'",
)
PRIVATE_KEY = _error(
    "E320",
    "the document '{file}' has a private key in it",
    "name another file: everybody who sees the portal may read its documents",
)
NO_API = _warning("W301", "the project has no API", "add a file to the folder 'apis'")
OTHER_ENVIRONMENT = _warning(
    "W302",
    "environment '{environment}' uses the {what} '{value}', which seems to be that of '{other}'",
    "give '{environment}' one of its own, with a name that says so",
)
KEY_LEFT_AT_DEFAULT = _warning(
    "W303",
    "the vendor's key is named here, but '{variable}' is left to count for {environments}",
    "write the key of every environment, even where it is '{{env: {variable}}}'",
)
PLAIN_HTTP = _warning(
    "W304",
    "the vendor's key and all prompts go to '{url}' without TLS",
    "write an https URL; 'trusted_ca' takes a private CA",
)
SHORT_IDLE = _warning(
    "W305",
    "API '{api}' streams, and answers that pause for {milliseconds} ms are cut off",
    "wait for 30s or longer: a model may think before it writes",
)
OPEN_API = _warning(
    "W306",
    "anyone who reaches {address} can call API '{api}' in environment '{environment}'",
    "ask for a key ('security: [api_key]'), or listen on loopback",
)

NO_SUCH_FILE = _error(
    "E401",
    "the project has no file '{file}'",
    "name a file inside the project, relative to this one",
)
NOT_CERTIFICATES = _error(
    "E402",
    "'{file}' is no bundle of CA certificates: {reason}",
    "it must hold certificates in PEM form ('-----BEGIN CERTIFICATE-----') and nothing secret",
)
TLS_MISSING = _error(
    "E403",
    "clients of '{url}' speak TLS to port {port}, where the listener has none",
    "add 'listen.tls', or name the 'listen.port' that the TLS proxy in front connects to",
)
TLS_UNEXPECTED = _error(
    "E404",
    "clients of '{url}' do not speak TLS to port {port}, where the listener does",
    "write an https URL, or take 'listen.tls' away",
)
DUPLICATE_CONSUMER = _error(
    "E405",
    "consumer '{consumer}' is there already",
    "give one of the two another name; names are compared without regard to case",
)
DUPLICATE_DIGEST = _error(
    "E406",
    "this digest is there already",
    "give each consumer a key of its own; list the environments of one key in one place",
)
DIGEST_OF_NOTHING = _error(
    "E407",
    "this is the digest of an empty key",
    'check that the variable is set: printf %s "$KEY" | sha256sum',
)
NOBODY_CAN_CALL = _warning(
    "W401",
    "nobody can call {apis} in environment '{environment}': no consumer has a key there",
    "add a consumer to consumers.yaml whose key counts there",
)
UNUSED_CONSUMER = _warning(
    "W402",
    "no API asks for the keys of consumer '{consumer}' where they count",
    "correct the environments of its keys, or delete the consumer",
)

NEEDS_RESOLVER = _error(
    "E501",
    "nginx must look up '{host}' while it runs, and environment '{environment}' names no resolver",
    "add 'resolvers: [ADDRESS]' to that environment in gateway.yaml: the address of a DNS server",
)
NO_ADDRESS_IN_CERTIFICATE = _error(
    "E503",
    "nginx cannot verify a certificate for an address, and this endpoint is https://{host}",
    "write the endpoint's name instead, or leave nginx out of the environment's 'targets'",
)
TARGET_CANNOT = _error(
    "E502",
    "{target} cannot do '{key}', and environment '{environment}' selects {target}",
    "leave {target} out of the environment's 'targets', or delete the key",
)
