"""gateway.json -> Settings. Anything missing or of another format stops the start."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from gatewright_gateway.issuers import issuers_of
from gatewright_gateway.settings import (
    Api,
    Body,
    BodyRules,
    Contract,
    Credential,
    Operation,
    Pin,
    PinMode,
    Place,
    Reported,
    Route,
    Settings,
    Usage,
    Validation,
)
from gatewright_gateway.subscriptions import callers_of, limits_of, subjects_of
from gatewright_gateway.telling import telling_of
from gatewright_gateway.upstreams import Upstream

FORMAT = 5


def stamp(folder: Path) -> tuple[int, int, int]:
    """Another value for another gateway.json. OSError: there is none."""
    found = (folder / "gateway.json").stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def load(folder: Path, old: Settings | None = None) -> Settings:
    """Reads `folder`/gateway.json. Whatever it raises: not usable. old: what these settings come
    after; what it knows of issuers that are the same is kept."""
    data = json.loads((folder / "gateway.json").read_bytes())
    if data["format"] != FORMAT:
        raise ValueError(f"gateway.json has format {data['format']!r}, this code reads {FORMAT}")
    upstreams = {item["name"]: _upstream(item, folder) for item in data["upstreams"]}
    contract = _contract(data["contract"])
    usages = [Usage(_reported(u["answer"]), _reported(u["stream"])) for u in data["usages"]]
    taken = {"api_key", "jwt"} if "issuers" in data else {"api_key"}
    apis = [_api(item, upstreams, usages, contract, taken) for item in data["apis"]]
    vendors: dict[tuple[str, str, int], list[Api]] = {}
    for api in apis:
        vendors.setdefault(_vendor_url(api.upstream), []).append(api)
    return Settings(
        environment=data["environment"],
        address=data["listen"]["address"],
        port=data["listen"]["port"],
        origins=frozenset(origin.encode() for origin in data["origins"]),
        apis={api.base: api for api in apis},
        vendors={url: tuple(found) for url, found in vendors.items()},
        callers=callers_of(data),
        subjects=subjects_of(data),
        issuers=issuers_of(data, upstreams, None if old is None else old.issuers),
        hidden_headers=frozenset(name for api in apis for name in _hidden_headers(api)),
        hidden_parameters=frozenset(name for api in apis for name in _hidden_parameters(api)),
        bodies=_body_rules(data["validation"]),
        telling=telling_of(data.get("metrics")),
        contract=contract,
    )


def _hidden_headers(api: Api) -> Iterator[bytes]:
    yield from api.key_headers
    if api.credential is not None and api.credential.header is not None:
        yield api.credential.header.lower()


def _hidden_parameters(api: Api) -> Iterator[bytes]:
    """A parameter that is kept from passing may be where the vendor's own clients put their key."""
    if api.credential is not None and api.credential.header is None:
        yield api.credential.parameter
    yield from (pin.name.encode() for pin in api.query if pin.mode is PinMode.REMOVED)


def _vendor_url(upstream: Upstream) -> tuple[str, str, int]:
    scheme = "http" if upstream.ca is None else "https"
    return scheme, upstream.host.lower(), upstream.port


def _upstream(item: Mapping[str, Any], folder: Path) -> Upstream:
    tls = item["tls"]
    ca = None if tls is None else folder / tls["ca"]  # an absolute path stays what it is
    name = None if tls is None else tls["server_name"]
    return Upstream(item["name"], item["host"], item["port"], name, ca)


def _api(
    item: Mapping[str, Any],
    upstreams: Mapping[str, Upstream],
    usages: Sequence[Usage],
    contract: Contract,
    taken: Collection[str],
) -> Api:
    routes = [_route(path, usages) for path in item["paths"]]
    ways = _ways(item["security"], taken)
    endpoint, key_header = item["endpoint"], item["key_header"]
    added = [(name.encode(), value.encode()) for name, value in item["added_response_headers"]]
    removed = [name.encode() for name in item["removed_response_headers"]]
    return Api(
        id=f"{item['name']}@{item['version']}",
        name=item["name"],
        version=item["version"],
        base=item["base"].encode(),
        vendor=item["vendor"],
        upstream=upstreams[endpoint["upstream"]],
        authority=endpoint["authority"].encode(),
        base_path=endpoint["base_path"].encode(),
        credential=_credential(endpoint["credential"]),
        query=tuple(_pin(pin) for pin in endpoint["query"]),
        headers=tuple(_pin(pin) for pin in endpoint["headers"]),
        keyed="api_key" in ways,
        tokened="jwt" in ways,
        key_headers=(*contract.key_headers, *([key_header.encode()] if key_header else [])),
        connect=item["connect_ms"] / 1000,
        idle=item["idle_ms"] / 1000,
        refused=item["refused"],
        plans=frozenset(item["plans"]),
        limits=limits_of(item["limits"]),
        validation=Validation(item["validate_requests"]),
        removed=frozenset((*removed, *(name.lower() for name, _ in added))),
        added=tuple(added),
        literal={r.template.encode(): r for r in routes if r.pattern is None},
        patterns=tuple(r for r in routes if r.pattern is not None),
    )


def _ways(security: Sequence[str], taken: Collection[str]) -> frozenset[str]:
    """A way of showing who one is that cannot be looked at must not leave the API open."""
    if not set(security) <= set(taken):
        raise ValueError("unknown security")
    return frozenset(security)


def _credential(item: Mapping[str, Any] | None) -> Credential | None:
    if item is None:
        return None
    return Credential(
        header=item["header"].encode() if "header" in item else None,
        parameter=b"" if "header" in item else item["parameter"].encode(),
        prefix=item["prefix"].encode(),
        variable=item.get("env"),
        file=item.get("file"),
    )


def _pin(item: Mapping[str, Any]) -> Pin:
    return Pin(item["name"], item["value"], PinMode(item["mode"]))


def _route(item: Mapping[str, Any], usages: Sequence[Usage]) -> Route:
    parts = item["parts"]
    names = tuple(part["parameter"] for part in parts if not isinstance(part, str))
    text = "".join(p if isinstance(p, str) else "{" + p["parameter"] + "}" for p in parts)
    bodies = item.get("bodies", {})
    operations = {
        o["method"]: _operation(o, usages, bodies.get(o["method"])) for o in item["operations"]
    }
    pattern = re.compile(_expression(parts)) if names else None
    return Route(text, names, pattern, operations, ", ".join(sorted(operations)))


def _expression(parts: Sequence[str | Mapping[str, str]]) -> bytes:
    """What matches the paths of a template, with a group for each parameter. One that is not the
    last ends where the text behind it is first found: a later place would fit no path that this
    one does not fit, and to try them all (`(?>`: it does not) takes a long segment for ever."""
    made, left = b"", sum(not isinstance(part, str) for part in parts)
    for part, after in zip_longest(parts, parts[1:]):
        if not isinstance(part, str):
            left -= 1
            behind = re.escape(after.encode()) if isinstance(after, str) else b""
            made += b"(?>([^/]+?)%b)" % behind if left and behind else b"([^/]+)%b" % behind
        elif not made:
            made = re.escape(part.encode())
    return made


def _operation(
    item: Mapping[str, Any], usages: Sequence[Usage], body: Mapping[str, Any] | None
) -> Operation:
    model = item["model"]
    return Operation(
        id=item["id"],
        method=item["method"],
        limit=item["limit"],
        model=None if model is None else (Place(model["in"]), model["name"]),
        usage=None if item["usage"] is None else usages[item["usage"]],
        websocket=item["websocket"],
        body=None if body is None else Body(body["required"], tuple(body["types"]), body["shape"]),
        scopes=frozenset(item.get("scopes", ())),
    )


def _body_rules(found: Mapping[str, Any] | None) -> BodyRules | None:
    if found is None:
        return None
    before, after = found["message"]
    name, start = found["header"]
    return BodyRules(
        nodes=tuple(found["nodes"]),
        max_depth=found["max_depth"],
        place_bytes=found["place_bytes"],
        texts=found["texts"],
        message=(before, after),
        header=(name, start),
    )


def _reported(found: Mapping[str, Any]) -> Reported:
    return Reported(
        body={
            name: tuple(tuple(pointer) for pointer in place["body"])
            for name, place in found.items()
            if "body" in place
        },
        headers={
            name: place["header"].encode() for name, place in found.items() if "header" in place
        },
    )


def _contract(data: Mapping[str, Any]) -> Contract:
    def names(key: str) -> tuple[bytes, ...]:
        return tuple(name.encode() for name in data[key])

    return Contract(
        errors={c: (row["status"], row["body"].encode()) for c, row in data["errors"].items()},
        key_headers=names("key_headers"),
        removed_request=frozenset((*names("removed_request_headers"), *names("hop_headers"))),
        removed_request_prefixes=names("removed_request_header_prefixes"),
        removed_response=frozenset((*names("removed_response_headers"), *names("hop_headers"))),
        removed_response_prefixes=names("removed_response_header_prefixes"),
        vendor_ids=names("vendor_request_id_headers"),
        stream_types=frozenset(data["stream_content_types"]),
        authenticate=data["www_authenticate"].encode(),
        max_age=data["cors_max_age_seconds"],
        exposed=b", ".join(names("cors_exposed_headers")),
        log_names=tuple(data["log_names"]),
        of_requests=names("request_limit_headers"),
        of_tokens=names("token_limit_headers"),
        max_target=data["max_target_bytes"],
        max_header=data["max_header_bytes"],
        request_id=re.compile(data["request_id_pattern"].encode()),
        health_path=data["health_path"].encode(),
        health_body=data["health_body"].encode(),
        left_status=data["client_left_status"],
    )
