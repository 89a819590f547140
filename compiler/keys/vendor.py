"""The keys of a vendor.yaml: what is known of a vendor beside its OpenAPI description."""

from __future__ import annotations

from compiler.keys import guides, kinds
from compiler.keys import vendor_kinds as own
from compiler.keys.kinds import List, Mapping, Names
from compiler.keys.pins import pins
from compiler.keys.row import DEVPORTAL, ENGINES, ENVOY, EVERY, Key

MODEL_PLACES = ("body", "path", "query", "header")
MEASURES = ("input", "output", "total", "model", "remaining")

_WHAT = {
    "input": "how many tokens were read",
    "output": "how many tokens were written",
    "total": "how many tokens that was in all",
    "model": "which model answered",
    "remaining": "how many tokens are left of what the vendor allows",
}
_LOGGED = ("input", "output", "model")


def _model(path: str, what: str, default: str | None = None) -> tuple[Key, ...]:
    places = "{body: /POINTER}, {path: NAME}, {query: NAME}, {header: NAME} or none"
    return (
        Key(path, Mapping(places, one_of=MODEL_PLACES, or_word="none"), what, default=default),
        Key(f"{path}.body", own.POINTER, "a JSON pointer into the request's body"),
        Key(f"{path}.path", own.PARAMETER_NAME, "a parameter of the path", targets=ENGINES),
        Key(f"{path}.query", own.PARAMETER_NAME, "a parameter of the query", targets=ENGINES),
        Key(f"{path}.header", kinds.HEADER_NAME, "a header of the request", targets=ENGINES),
    )


def _reported(path: str) -> tuple[Key, ...]:
    rows: list[Key] = []
    for measure, what in _WHAT.items():
        place = f"{path}.{measure}"
        counted = measure != "model"
        several = "a JSON pointer, a list of them (which are added up), {header: NAME} or none"
        kind = List(
            several if counted else "a JSON pointer, {header: NAME} or none",
            or_word="none",
            or_one=True,
            several=counted,
        )
        optional, logged = measure == "remaining", measure in _LOGGED
        rows += [
            Key(
                place,
                kind,
                f"where answers say {what}",
                required=not optional,
                default="none" if optional else None,
                targets=ENGINES if logged else (),
            ),
            Key(f"{place}[]", own.POINTER, "a JSON pointer into the answer"),
            Key(f"{place}.header", kinds.HEADER_NAME, "a header of the answer"),
        ]
    return tuple(rows)


def _usage(path: str, what: str, default: str | None = None) -> tuple[Key, ...]:
    stream = f"{path}.stream"
    return (
        Key(path, Mapping("{input: …, output: …, total: …, model: …} or none", or_word="none"),
            what, default=default),
        *_reported(path),
        Key(stream, Mapping(), "where the events of a stream say it", default="as in answers"),
        *_reported(stream),
    )  # fmt: skip


def _by_operation(path: str, what: str) -> Key:
    names = Names(own.OPERATION_ID, "values by operationId")
    return Key(f"{path}.operations", names, f"{what}, where one operation differs")


_STREAMING = (
    Key(
        "streaming",
        List("{format: …, when: …, operations: […]}, a list of such, or none",
             unique=False, or_word="none", or_one=True),
        "which operations can answer with a stream, and what asks for it",
        default="none",
    ),
    Key("streaming[]", Mapping("{format: …, when: …, operations: […]}"), "one kind of stream"),
    Key("streaming[].format", own.STREAM_FORMAT, "how a stream is framed", required=True),
    Key(
        "streaming[].when",
        Mapping(
            "always, {body: /POINTER} or {query: NAME, value: TEXT}",
            or_word="always",
            one_of=("body", "query"),
            needs=(("query", "value"), ("default", "body")),
        ),
        "what in a request asks for a stream",
        required=True,
    ),
    Key("streaming[].when.body", own.POINTER, "a field of the request's body"),
    Key("streaming[].when.default", own.FLAG, "what a body without it means", default="false"),
    Key("streaming[].when.query", own.PARAMETER_NAME, "a parameter of the query"),
    Key("streaming[].when.value", own.PARAMETER_VALUE, "the value that asks for a stream",
        default="true"),
    Key("streaming[].operations", List("a list of operationIds"), "which operations do so",
        required=True, targets=(DEVPORTAL,)),
    Key("streaming[].operations[]", own.OPERATION_ID, "an operationId"),
)  # fmt: skip

ROWS = (
    Key("vendor", own.VENDOR_NAME, "the vendor: its folder's name", required=True),
    Key(
        "version",
        own.VENDOR_VERSION,
        "the version of the vendor's API: its folder's name",
        required=True,
    ),
    Key("title", kinds.TITLE, "what people call the vendor", required=True, targets=(DEVPORTAL,)),
    Key(
        "server",
        own.SERVER,
        "the origin of the vendor's server, or none where each endpoint has its own",
        required=True,
        targets=ENGINES,
    ),
    Key(
        "key",
        Mapping("{env: NAME} or none", secret=True, or_word="none"),
        "the variable in which engines find the vendor's key, or none",
        required=True,
    ),
    Key(
        "key.env",
        kinds.VARIABLE,
        "the environment variable that holds the key",
        required=True,
        targets=ENGINES,
    ),
    Key(
        "auth",
        Mapping(
            "{header: NAME, prefix: TEXT}, {query: NAME, prefix: TEXT} or none",
            or_word="none",
            one_of=("header", "query"),
        ),
        "where the vendor looks for its key",
        required=True,
    ),
    Key("auth.header", kinds.HEADER_NAME, "the header that holds the key", targets=ENGINES),
    Key("auth.query", own.PARAMETER_NAME, "the parameter that holds the key", targets=ENGINES),
    Key("auth.prefix", own.PREFIX, "what stands before the key", default="", targets=ENGINES),
    Key("auth.sigv4", own.SERVICE, "the service for which the vendor takes signed requests (AWS "
        "Signature Version 4) in place of a key", default="none", targets=(ENVOY,)),
    Key("groups", Names(own.GROUP, "lists of operationIds by name"), "words for operations"),
    Key("groups.<group>", List("a list of operationIds"), "what one word stands for",
        targets=EVERY),
    Key("groups.<group>[]", own.OPERATION_ID, "an operationId"),
    Key(
        "default",
        List("a list of groups and operationIds"),
        "what an API exposes that does not choose",
        default="all operations",
        targets=EVERY,
    ),
    Key("default[]", own.GROUP_OR_ID, "a group or an operationId"),
    *pins("query", kinds.PIN_NAME, "query parameter"),
    *pins("headers", kinds.HEADER_NAME, "header"),
    Key("response_headers", Mapping("{remove: [NAME]}"), "what becomes of the answers' headers"),
    Key(
        "response_headers.remove",
        List("a list of headers", filled=False),
        "headers that clients do not get",
        default="none",
        targets=ENGINES,
    ),
    Key("response_headers.remove[]", kinds.HEADER_NAME, "the name of a header"),
    *_model("model", "where requests name the model", default="none"),
    _by_operation("model", "the place of the model"),
    *_model("model.operations.<id>", "that of one operation"),
    Key("models", List("a list of names", filled=False), "models that the vendor is known to have",
        default="unknown", targets=(DEVPORTAL,)),
    Key("models[]", own.MODEL_NAME, "the name of a model"),
    *_STREAMING,
    *_usage("usage", "where answers say what they cost", default="none"),
    _by_operation("usage", "the places of the counts"),
    *_usage("usage.operations.<id>", "those of one operation"),
    Key("websockets", List("a list of operationIds", filled=False),
        "operations that turn a connection into a WebSocket", default="none",
        targets=EVERY),
    Key("websockets[]", own.OPERATION_ID, "the operationId of a GET"),
    *guides.ROWS,
)  # fmt: skip
