"""The JSON that the fixed njs code reads, preloaded by nginx under the name `gw_FILE`.

njs takes long to preload many objects and little to preload many strings, so that every table that
grows with the project is flat: text -> one string, taken apart by the request that needs it. It has
a field a line, in the order of records.js: njs takes four times as long for the same as JSON.
What only the log line prints (`log…`) is in it as JSON text once more, ready to be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from compiler import contract, ir
from compiler.targets.nginx import classes
from compiler.targets.nginx.plan import Plan
from compiler.targets.nginx.records import record, text
from compiler.targets.nginx.roles import header_roles
from compiler.targets.nginx.special import credential, special
from compiler.targets.nginx.surfaces import paths, templates, usages
from compiler.targets.nginx.tokens import issuers, scopes, subjects

Table = Mapping[str, object]
Entries = Callable[[], Iterable[tuple[str, object]]]
"""A table entry by entry, made when asked: those of thousands of APIs take much memory."""


def tables(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, Entries]]:
    """(name, content) of every data file, in order."""
    yield "contract", contract.as_data().items
    yield "gateway", _settings(gateway).items
    yield "headers", header_roles().items
    yield "apis", partial(_apis, gateway, plan)
    yield "paths", partial(paths, plan)
    yield "templates", partial(templates, plan)
    yield "usages", partial(usages, plan)
    yield "consumers", partial(_consumers, gateway, plan)
    yield "budgets", plan.budgets.entries
    yield "rules", plan.checks.rules
    yield "bodies", plan.checks.bodies
    yield "shapes", plan.checks.nodes
    if gateway.issuers:
        yield "issuers", partial(issuers, gateway)
        yield "subjects", partial(subjects, gateway, plan)
        yield "scopes", partial(scopes, plan)


def _apis(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, str]]:
    return ((api.base, _api(api, plan)) for api in gateway.apis)


def _consumers(gateway: ir.Gateway, plan: Plan) -> Iterator[tuple[str, str]]:
    for consumer in gateway.consumers:
        for key in consumer.keys:
            yield key.digest, plan.budgets.caller(consumer, key.expires)


def _settings(gateway: ir.Gateway) -> Table:
    failed: dict[str, object] = dict.fromkeys(contract.LOG_NAMES)
    failed["environment"] = gateway.environment
    return {
        "environment": text(gateway.environment),
        "log_keys": [
            ("," if at else "{") + text(name) + ":" for at, name in enumerate(contract.LOG_NAMES)
        ],
        "deepest_base": max((api.base.count("/") for api in gateway.apis), default=0),
        "stream_media": dict.fromkeys(contract.STREAM_CONTENT_TYPES, 1),
        "vendor_request_id_variables": [
            "upstream_http_" + name.replace("-", "_") for name in contract.VENDOR_REQUEST_ID_HEADERS
        ],
        "log_failed": text(failed),
    }


def _api(api: ir.Api, plan: Plan) -> str:
    endpoint = api.endpoint
    upstream = endpoint.upstream
    return record(
        plan.surfaces.name(api.paths),
        plan.transports.name(classes.transport(api)),
        upstream.name,
        upstream.tls.server_name if upstream.tls else "",
        endpoint.authority,
        endpoint.base_path,
        *credential(endpoint.credential),
        api.refused or "",
        " ".join(api.security),
        _and_next("api", api.name, api.version),
        text(api.vendor),
        text(api.base)[1:-1],
        special(api, plan),
        api.id,
        plan.budgets.of_api(api),
    )


def _and_next(name: str, value: str, next_value: str) -> str:
    """The value of a name of the log line, and the next name with its value, as JSON."""
    next_name = contract.LOG_NAMES[contract.LOG_NAMES.index(name) + 1]
    return f"{text(value)},{text(next_name)}:{text(next_value)}"
