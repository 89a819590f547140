"""What a key can take: scalars with their one reading, and the shapes that hold other keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from compiler import urls, values
from compiler.terms import Lifecycle, Security, Validation
from compiler.values import matching


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `expected` completes "takes …"; `parse` gives the compiler's value or raises
    ValueError with a reason. type: as JSON Schema names it. pattern: for editors, where one says
    all that `parse` checks. choices: the only words allowed. as_text: a number or boolean counts as
    the letters that the author wrote. mixed: a whole number or boolean will do as well, and counts
    as what it is. secret: a wrong value may be a secret and is never shown. least, most: of an
    integer."""

    name: str
    expected: str
    parse: Callable[[Any], Any] = field(compare=False, repr=False)
    type: str = "string"
    pattern: str = ""
    choices: tuple[str | int, ...] = ()
    as_text: bool = False
    mixed: bool = False
    secret: bool = False
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys that the table lists below this one. exactly_one: of all of them; one_of: of these.
    needs: a key and another that it makes no sense without. or_word: or this one word instead."""

    expected: str = "a mapping"
    exactly_one: bool = False
    secret: bool = False
    or_word: str | None = None
    one_of: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Keys that the author names; the row `<…>` below says what each holds."""

    names: Scalar
    expected: str
    filled: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """Items of the row `[]` below. filled: at least one. or_word: or this one word instead. or_one:
    or an item without the list, which has no second one where `several` is False; rows beside `[]`
    are the keys of a mapping that may stand instead."""

    expected: str
    filled: bool = True
    unique: bool = True
    or_word: str | None = None
    or_one: bool = False
    several: bool = True


Kind = Scalar | Mapping | Names | List


def _same(value: Any) -> Any:
    return value


def text_of(
    name: str, expected: str, pattern: str, reason: str, *, as_text: bool = False
) -> Scalar:
    """A text that counts as it is, where the whole of it matches the pattern."""
    parse = matching(pattern, reason)
    return Scalar(name, expected, parse, pattern=f"^(?:{pattern})$", as_text=as_text)


def word_of(name: str, *words: str) -> Scalar:
    """One of a few words."""
    return Scalar(name, "one of " + ", ".join(words), _same, choices=words)


def number_of(name: str, expected: str, most: int) -> Scalar:
    """A whole number from 1 on; `int` reads a default as well."""
    return Scalar(name, expected, int, type="integer", least=1, most=most)


LANGUAGE = Scalar("language", "the number 1", _same, type="integer", choices=(1,))
PORT = number_of("port", "a port number", 65535)

PROJECT_NAME = text_of(
    "project-name",
    "a name of letters, digits, '.', '_' and '-', at most 64",
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "is no such name",
)
ENVIRONMENT_NAME = text_of(
    "environment-name",
    "lower-case letters, digits, '-' and '_', at most 40, with a letter first",
    r"[a-z][a-z0-9_-]{0,39}",
    "is no name of an environment",
)
PLAN_NAME = text_of(
    "plan-name",
    "a name of letters, digits, '.', '_' and '-', at most 64",
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "is no name of a plan",
)
API_NAME = text_of(
    "api-name",
    "a name of letters, digits, '.', '_' and '-', at most 64",
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?",
    "is no such name",
)
CONSUMER_NAME = text_of(
    "consumer-name",
    "a name of letters, digits, '.', '_', '@' and '-', at most 64",
    r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}",
    "is no such name",
)
VERSION = text_of(
    "version",
    "a version of letters, digits, '.', '_' and '-', at most 32",
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9_-])?",
    "is no such version",
    as_text=True,
)
SUBSCRIPTION = text_of(
    "subscription",
    "an API as NAME or NAME@VERSION",
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:@[A-Za-z0-9][A-Za-z0-9._-]{0,31})?",
    "is not of this form",
)
CONTEXT = Scalar(
    "context",
    "path segments of letters, digits, '.', '_', '~', '-' and perhaps '{version}'",
    values.parse_context,
)
VENDOR = text_of(
    "vendor",
    "VENDOR/VERSION in small letters",
    r"[a-z0-9][a-z0-9._-]{0,63}/[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "is not of this form",
)
DESCRIPTION = text_of(
    "description",
    "text of at most 4000 letters",
    r"[^\x00-\x08\x0b-\x1f\x7f-\x9f]{0,4000}",
    "is longer or has control characters",
)
TAG = text_of(
    "tag",
    "a word or a few, at most 64 letters",
    r"[^\x00-\x1f\x7f-\x9f]{1,64}",
    "is empty, longer or has control characters",
    as_text=True,
)
OPERATION = text_of(
    "operation",
    "a group, 'METHOD /path' or an operationId",
    r"[\x20-\x7e]{1,300}",
    "is none of these",
)
ROOT_URL = Scalar("root-url", "an http or https URL without a path", urls.parse_root_url)
ENDPOINT_URL = Scalar("url", "an http or https URL", urls.parse_url)
ORIGIN = Scalar("origin", "an origin such as https://portal.example", urls.parse_origin)
ADDRESS = Scalar("address", "an IP address", values.parse_address)
RESOLVER = Scalar("resolver", "an IP address, perhaps with a port", values.parse_resolver)
ENGINE_PATH = Scalar("engine-path", "an absolute path", values.parse_engine_path)
BUNDLE_PATH = Scalar("bundle-path", "a file of the project", values.parse_bundle_path)
TARGET = word_of("target", "nginx", "envoy", "mitmproxy", "devportal")
SECURITY = Scalar("security", "one of api_key, jwt", Security, choices=tuple(Security))
LIFECYCLE = Scalar(
    "lifecycle", "one of " + ", ".join(Lifecycle), Lifecycle, choices=tuple(Lifecycle)
)
VALIDATION = Scalar(
    "validation", "one of " + ", ".join(Validation), Validation, choices=tuple(Validation)
)
DATE = Scalar("date", "a day such as 2026-12-31", values.parse_date)
LINK = Scalar("link", "the http or https URL of a page", urls.parse_link)
ROLE = text_of(
    "role",
    "a name of letters, digits, '.', '_' and '-', at most 64",
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "is no such name",
)
TITLE = text_of(
    "title",
    "one line of at most 200 letters",
    r"[^\x00-\x1f\x7f-\x9f]{1,200}",
    "is empty, longer or has control characters",
)
DOCUMENT_TYPE = word_of("document-type", "how_to", "sample", "reference", "other")
DOCUMENT_PATH = Scalar(
    "document-path", "a file of the project, relative to this one", values.parse_document_path
)
PROPERTY_NAME = text_of(
    "property-name",
    "letters, digits, '.', '_' and '-', at most 64, with a letter first",
    r"[A-Za-z][A-Za-z0-9._-]{0,63}",
    "is no name of a property",
)
PROPERTY_VALUE = text_of(
    "property-value",
    "text of at most 1000 letters",
    r"[^\x00-\x08\x0b-\x1f\x7f-\x9f]{0,1000}",
    "is longer or has control characters",
    as_text=True,
)
SIZE = Scalar("size", "a size such as 10MiB", values.parse_size)
DURATION = Scalar("duration", "a duration such as 300s", values.parse_duration)
RATE = Scalar("rate", "a rate such as 600/minute", values.parse_rate)
RUNNING = number_of("running", "a whole number above 0", 1_000_000)
TOKENS = number_of("tokens", "a whole number of tokens above 0", 1_000_000_000)
INSTANT = Scalar(
    "instant",
    "a day such as 2026-12-31 or a moment such as 2026-12-31T12:00:00Z",
    values.parse_instant,
)
NOTE = text_of(
    "note",
    "one line of at most 200 letters",
    r"[^\x00-\x1f\x7f-\x9f]{0,200}",
    "is longer or has control characters",
)
VARIABLE = Scalar(
    "variable", "the name of an environment variable", values.parse_variable, secret=True
)
KEY_PATH = Scalar("key-path", "the absolute path of a file", values.parse_engine_path, secret=True)
REGION = Scalar(
    "region",
    "the name of a region: lower-case letters, digits and '-', at most 40",
    values.parse_region,
    secret=True,
)
DIGEST = Scalar(
    "digest", "the SHA-256 digest of a key, 64 hex digits", values.parse_digest, secret=True
)
HEADER_NAME = text_of(
    "header-name",
    "the name of a header",
    r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}",  # RFC 9110 section 5.6.2
    "is no name of a header",
)
PIN_NAME = text_of(
    "pin-name",
    "visible ASCII characters, at most 128",
    r"[\x21-\x7e]{1,128}",
    "is no name of a query parameter",
)
PIN_VALUE = text_of(
    "pin-value",
    "text of ASCII characters, at most 1024",
    r"[\x20-\x7e]{0,1024}",
    "is longer or has other characters",
    as_text=True,
)
PLACEHOLDER = text_of(
    "placeholder",
    "letters, digits, '_' and '-'",
    r"[A-Za-z][A-Za-z0-9_-]{0,63}",
    "is no name of a variable",
)
HOST_PART = text_of(
    "host-part",
    "letters, digits, '.' and '-'",
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?",
    "cannot stand in a host name",
    as_text=True,
)
