"""Section 1.3: methods; 1.4: health; 1.6: the order of refusals."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from compiler import contract
from tests.conformance.exchange import Exchange, refused

ANYWHERE = dict.fromkeys(("api", "api_version", "operation", "path", "gen_ai.provider.name"), ANY)
FOUR_HUNDREDS = ("method_not_allowed", "unknown_operation", "invalid_request")


def method(id: str, name: str, op: str, allow: str, **row: Any) -> Exchange:
    return refused(
        f"methods-{id}",
        "1.3",
        "method_not_allowed",
        op=op,
        method=name,
        content=b"",
        has=(("Allow", allow),),
        **row,
    )


def strange(id: str, name: str, **row: Any) -> Exchange:
    """A method that every engine refuses in its own way."""
    return refused(
        f"methods-{id}", "1.3", *FOUR_HUNDREDS, method=name, content=b"", **{"op": "chat", **row}
    )


METHODS = (
    method("get_chat", "GET", "chat", "POST"),
    method("post_models", "POST", "models", "GET"),
    method("delete_model", "DELETE", "model", "GET"),
    method("put_model", "PUT", "model", "GET"),
    method("patch_chat", "PATCH", "chat", "POST"),
    method("head_models", "HEAD", "models", "GET", bodiless=True),
    method("head_model", "HEAD", "model", "GET", bodiless=True),
    method("options_chat", "OPTIONS", "chat", "POST"),
    method("no_key", "GET", "chat", "POST", credentials=()),
    method(
        "override_not_obeyed", "GET", "chat", "POST", headers=(("X-HTTP-Method-Override", "POST"),)
    ),
    strange("lower_case", "post"),
    strange("unregistered", "FOO"),
    strange("trace", "TRACE"),
    strange("connect", "CONNECT", target=b"gateway.test:80", log=ANYWHERE),
    strange("asterisk", "OPTIONS", target=b"*", log=ANYWHERE),
)


def health(id: str, target: bytes = b"/healthz", **row: Any) -> Exchange:
    ordinary: dict[str, Any] = {
        "op": "models",
        "credentials": (),
        "body": contract.HEALTH_BODY.encode(),
        "has": (("Content-Type", "application/json"),),
        "requests": 0,
        "logged": False,
    }
    return Exchange(id=f"health-{id}", section="1.4", target=target, **{**ordinary, **row})


def unhealthy(id: str, name: str) -> Exchange:
    return refused(
        f"health-{id}",
        "1.4",
        "method_not_allowed",
        op="models",
        target=b"/healthz",
        method=name,
        bodiless=name == "HEAD",
        has=(("Allow", "GET"),),
        logged=False,
    )


def missing(id: str, target: bytes) -> Exchange:
    return refused(f"health-{id}", "1.4", "unknown_operation", op="models", target=target)


HEALTH = (
    health("ok"),
    health("query", b"/healthz?probe=1"),
    health("with_wrong_key", credentials=(("api-key", "nonsense"),)),
    unhealthy("head", "HEAD"),
    unhealthy("post", "POST"),
    missing("trailing_slash", b"/healthz/"),
    missing("upper_case", b"/HEALTHZ"),
    missing("below", b"/healthz/v1/models"),
    missing("double_slash", b"//healthz"),
)

ORDER = (
    refused(
        "order-path_before_method",
        "1.6",
        "unknown_operation",
        method="DELETE",
        target=b"/x",
        content=b"",
        credentials=(),
    ),
    refused(
        "order-method_before_key",
        "1.6",
        "method_not_allowed",
        api="EnvMissing",
        method="GET",
        content=b"",
        credentials=(),
    ),
    refused(
        "order-credentials_before_vendor_key",
        "1.6",
        "invalid_api_key",
        api="EnvMissing",
        credentials=(),
    ),
    refused(
        "order-vendor_key_before_vendor",
        "1.6",
        "vendor_key_unavailable",
        api="EnvMissingDead",
        consumer="demo-app",
    ),
    refused(
        "order-credentials_or_size",
        "1.6",
        "invalid_api_key",
        "request_too_large",
        api="Small",
        credentials=(),
        content=b"x" * 4000,
    ),
    refused(
        "order-size_or_vendor_key",
        "1.6",
        "vendor_key_unavailable",
        "request_too_large",
        api="EnvMissing",
        content=b"x" * 11_000_000,
        consumer=ANY,
    ),
)

LAB = (
    Exchange(id="methods-lab_get", section="1.3", api="Lab", op="things"),
    Exchange(id="methods-lab_head", section="1.3", api="Lab", op="head_things"),
    Exchange(id="methods-lab_options", section="1.3", api="Lab", op="options_things"),
    Exchange(id="methods-lab_post", section="1.3", api="Lab", op="create_thing"),
    Exchange(id="methods-lab_read", section="1.3", api="Lab", op="thing"),
    Exchange(id="methods-lab_delete", section="1.3", api="Lab", op="delete_thing"),
    Exchange(id="methods-lab_two_parameters", section="1.3", api="Lab", op="file"),
    Exchange(
        id="methods-lab_model_in_path",
        section="7",
        api="Lab",
        op="deployed_chat",
        log={"gen_ai.request.model": "my%20model-1"},
    ),
    Exchange(
        id="methods-lab_marks_in_path",
        section="7",
        api="Lab",
        op="deployed_chat",
        target=b"/lab/1.0.0/v1/deployments/m\"<x>{1}'/chat",
        seen_target=b"/v1/deployments/m\"<x>{1}'/chat?api-version=2024-10-21",
        log={"gen_ai.request.model": "m\"<x>{1}'"},
    ),
    method("lab_put", "PUT", "things", "GET, HEAD, OPTIONS, POST", api="Lab"),
    method("lab_post_one", "POST", "thing", "DELETE, GET", api="Lab"),
    method("lab_head_one", "HEAD", "thing", "DELETE, GET", api="Lab", bodiless=True),
    method("lab_options_one", "OPTIONS", "thing", "DELETE, GET", api="Lab"),
)

ROWS = (*METHODS, *LAB, *HEALTH, *ORDER)
