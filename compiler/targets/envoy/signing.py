"""Requests that Envoy signs for the vendor (AWS Signature Version 4), with a filter of its own.

The filter lets a request pass as it is where it finds no access key. So the Lua code looks for the
key first, and a filter behind this one denies what bears no signature.
"""

from __future__ import annotations

from compiler import ir
from compiler.targets.envoy.names import Json, extension, typed
from compiler.terms import SigV4Credential

SIGN, SIGNED = "sign", "signed"

# Its own headers, of which a client's would stand beside those of the filter.
HEADERS = ("x-amz-content-sha256", "x-amz-date", "x-amz-security-token")

_FILTER = "envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning"
# Without a chain written out, Envoy would ask files and the machine's metadata service for keys.
_KEYS = {"custom_credential_provider_chain": True, "environment_credential_provider": {}}


def needed(api: ir.Api) -> bool:
    """Whether requests of the API are signed."""
    return isinstance(api.endpoint.credential, SigV4Credential)


def filters(gateway: ir.Gateway) -> list[Json]:
    """The two filters, off unless a route switches them on; none where no route does."""
    if not any(needed(api) for api in gateway.apis):
        return []
    sign = extension(SIGN, _FILTER, **_signed_for(SigV4Credential("none", "none")))
    bears = {"name": "authorization", "string_match": {"prefix": "AWS4-HMAC-SHA256 "}}
    policy = {"permissions": [{"header": bears}], "principals": [{"any": True}]}
    signed = extension(
        SIGNED,
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        rules={"action": "ALLOW", "policies": {SIGNED: policy}},
    )
    return [{**sign, "disabled": True}, {**signed, "disabled": True}]


def switches(api: ir.Api) -> Json:
    """The settings of the API's routes."""
    credential = api.endpoint.credential
    if not isinstance(credential, SigV4Credential):
        return {}
    host = {"host_rewrite": api.endpoint.authority}  # signed here, sent by the route
    sign = typed(
        f"{_FILTER}PerRoute",
        stat_prefix=SIGN,
        aws_request_signing={**_signed_for(credential), **host},
    )
    return {SIGN: sign, SIGNED: typed("envoy.config.route.v3.FilterConfig", config={})}


def _signed_for(credential: SigV4Credential) -> Json:
    """What AWS demands is signed (Host, its own headers, the type of the body) and nothing that
    Envoy or a proxy on the way to the vendor may change."""
    return {
        "service_name": credential.service,
        "region": credential.region,
        "match_included_headers": [{"exact": "content-type"}],
        "credential_provider": _KEYS,
    }
