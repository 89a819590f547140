"""Section 1.1 and 1.2: which requests pass, by path; 1.5: the query."""

from __future__ import annotations

from typing import Any

from tests.conformance.exchange import Exchange, refused
from tests.conformance.facts import QUERY

BASE = b"/main/1.0.0"


def unknown(id: str, target: bytes, method: str = "GET", **row: Any) -> Exchange:
    return refused(
        f"paths-{id}", "1.2", "unknown_operation", op="models", method=method, target=target, **row
    )


def malformed(id: str, target: bytes) -> Exchange:
    return refused(f"paths-{id}", "1.2", "invalid_request", op="models", target=target)


def parameter(id: str, segment: bytes) -> Exchange:
    """A `{model_id}` that must arrive byte for byte."""
    return Exchange(
        id=f"paths-{id}",
        section="1.2",
        op="model",
        target=BASE + b"/v1/models/" + segment,
        seen_target=b"/v1/models/" + segment,
        any_body=True,
    )


SERVED = (
    Exchange(id="paths-chat", section="1.1"),
    Exchange(id="paths-fim", section="1.1", op="fim"),
    Exchange(id="paths-embeddings", section="1.1", op="embeddings"),
    Exchange(id="paths-moderations", section="1.1", op="moderations"),
    Exchange(id="paths-chat_moderations", section="1.1", op="chat_moderations"),
    Exchange(id="paths-ocr", section="1.1", op="ocr"),
    Exchange(id="paths-transcribe", section="1.1", op="transcribe"),
    Exchange(id="paths-models", section="1.1", op="models"),
    Exchange(id="paths-model", section="1.1", op="model"),
    Exchange(id="paths-version_first", section="base", api="Versioned"),
    Exchange(id="paths-version_first_model", section="base", api="Versioned", op="model"),
    Exchange(id="paths-second_version", section="base", api="MainTwo"),
    Exchange(id="paths-subset_kept", section="1.1", api="Subset"),
    Exchange(
        id="paths-absolute_form",
        section="1.2",
        op="models",
        target=b"http://gateway.test/main/1.0.0/v1/models",
        seen_target=b"/v1/models",
    ),
    Exchange(
        id="paths-absolute_form_other_host",
        section="1.2",
        op="models",
        target=b"http://evil.test/main/1.0.0/v1/models?a=1",
        seen_target=b"/v1/models?a=1",
    ),
    Exchange(id="paths-http_1_0", section="1.1", op="models", version="HTTP/1.0"),
)

PARAMETERS = (
    parameter("parameter_space", b"a%20b"),
    parameter("parameter_question", b"a%3Fb%23c"),
    parameter("parameter_utf8", b"%e2%82%AC%C3%28"),
    parameter("parameter_marks", b"ft:open-7b:x:1;=,~!$&'()*+@"),
    parameter("parameter_dots", b"..."),
    parameter("parameter_dot_name", b".hidden"),
    parameter("parameter_unusual", b'a"b<c>d|e^f`g{h}i[j]'),
    parameter("parameter_long", b"m" * 2000),
    parameter("parameter_percent", b"%25%32%46"),
)

UNKNOWN = (
    unknown("root", b"/"),
    unknown("base_alone", BASE),
    unknown("base_slash", BASE + b"/"),
    unknown("no_api", b"/nobody/1.0.0/v1/models"),
    unknown("vendor_path_alone", b"/v1/models"),
    unknown("other_version", b"/main/1.0.1/v1/models"),
    unknown("undescribed", BASE + b"/v1/files"),
    unknown("below_operation", BASE + b"/v1/models/a/b"),
    unknown("prefix_of_operation", BASE + b"/v1/model"),
    unknown("longer_operation", BASE + b"/v1/modelsx"),
    unknown("longer_base", b"/main/1.0.0x/v1/models"),
    unknown("trailing_slash", BASE + b"/v1/models/"),
    unknown("trailing_slash_literal", BASE + b"/v1/chat/completions/", "POST"),
    unknown("trailing_slash_parameter", BASE + b"/v1/models/a/"),
    unknown("upper_case", BASE + b"/v1/Models"),
    unknown("upper_case_base", b"/Main/1.0.0/v1/models"),
    unknown("upper_case_base_parameter", b"/MAIN/1.0.0/v1/models/a"),
    unknown("percent_literal", BASE + b"/v1/%6dodels"),
    unknown("percent_base", b"/m%61in/1.0.0/v1/models"),
    unknown("double_slash", BASE + b"//v1/models"),
    unknown("double_slash_start", b"//main/1.0.0/v1/models"),
    unknown("double_slash_parameter", BASE + b"/v1/models//a"),
    unknown("dot", BASE + b"/v1/./models"),
    unknown("dot_end", BASE + b"/v1/models/."),
    unknown("dot_encoded", BASE + b"/v1/models/%2e"),
    unknown("dot_dot_inside", BASE + b"/v1/x/../models"),
    unknown("dot_dot_to_other_api", b"/open/1.0.0/../../main/1.0.0/v1/models"),
    unknown("dot_dot_end", BASE + b"/v1/models/.."),
    unknown("dot_dot_encoded", BASE + b"/v1/models/%2e%2E"),
    unknown("dot_dot_half_encoded", BASE + b"/v1/models/.%2e"),
    unknown("slash_encoded", BASE + b"/v1/models/a%2Fb"),
    unknown("slash_encoded_lower", BASE + b"/v1/models/a%2fb"),
    unknown("slash_encoded_literal", BASE + b"/v1%2Fmodels"),
    unknown("backslash_encoded", BASE + b"/v1/models/a%5Cb"),
    unknown("control_encoded", BASE + b"/v1/models/a%0d%0aX-Evil:%201"),
    unknown("delete_encoded", BASE + b"/v1/models/a%7F"),
    unknown("parameters_of_path", BASE + b"/v1/models;x=1"),
    unknown("subset_left_out", b"/subset/1.0.0/v1/models"),
    unknown("subset_never_in", b"/subset/1.0.0/v1/embeddings", "POST"),
    unknown("well_known", b"/.well-known/openid-configuration"),
    unknown("no_key", BASE + b"/v1/files", credentials=()),
    unknown("internal_location", b"/-/e/400"),
)

MALFORMED = (
    malformed("null", BASE + b"/v1/models/a%00b"),
    malformed("percent_alone", BASE + b"/v1/models/a%"),
    malformed("percent_one_digit", BASE + b"/v1/models/a%4"),
    malformed("percent_no_digits", BASE + b"/v1/models/%zz"),
    malformed("above_root", b"/../main/1.0.0/v1/models"),
    malformed("above_root_deep", b"/a/../../main/1.0.0/v1/models"),
    malformed("above_root_encoded", b"/%2e%2E/main/1.0.0/v1/models"),
    malformed("above_root_end", b"/main/../.."),
    malformed("fragment", BASE + b"/v1/models#part"),
    malformed("fragment_in_query", BASE + b"/v1/models?a=1#part"),
    malformed("backslash", BASE + b"/v1\\models"),
    malformed("not_ascii", BASE + "/v1/modèles".encode()),
    malformed("not_utf8", BASE + b"/v1/models/\xe9"),
    malformed("control", BASE + b"/v1/models/a\x01b"),
    malformed("delete", BASE + b"/v1/models/a\x7fb"),
    malformed("long", BASE + b"/v1/models/" + b"a" * 70_000),
    malformed("long_query", BASE + b"/v1/models?" + b"a" * 70_000),
    # 400 wins over 404.
    malformed("null_and_double_slash", BASE + b"//v1/models/a%00b"),
)


def query(id: str, text: str, **row: Any) -> Exchange:
    return Exchange(id=f"query-{id}", section="1.5", op="models", query=text, **row)


QUERIES = (
    query("plain", f"?a=1&b={QUERY}"),
    query("bare", "?"),
    query("long", "?long=" + "q" * 15_000),
    query("order_and_repeats", "?b=2&a=1&b=1&&c&=d"),
    query("encodings", "?a=%2F%2f%20+%e2%82%ac&%zz=%00"),
    query("not_normal", "?x=/../..//./\\&u=http://a/?b"),
    query("marks", "?!$'()*,;:@[]{}|^`\"<>~"),
)

ROWS = (*SERVED, *PARAMETERS, *UNKNOWN, *MALFORMED, *QUERIES)
