"""The largest request bodies: one native filter per distinct limit, switched per route."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from compiler import ir
from compiler.targets.envoy.names import Json, extension, typed


@dataclass(frozen=True, slots=True)
class Limits:
    """The distinct limits of a gateway, ascending, in bytes. Envoy's filter has no settings per
    route, but each of its instances can be switched there; `default` is on unless switched off."""

    values: tuple[int, ...]
    default: int

    @classmethod
    def of(cls, gateway: ir.Gateway) -> Limits:
        usual = Counter(_usual(api) for api in gateway.apis)
        values = {
            operation.limit
            for api in gateway.apis
            for path in api.paths
            for operation in path.operations
        }
        return cls(tuple(sorted(values)), _most_common(usual) if usual else 0)

    def usual(self, api: ir.Api) -> int:
        """The limit of most of the API's operations; the smallest such."""
        return _usual(api)

    def filters(self) -> list[Json]:
        return [
            {
                **extension(
                    _name(value),
                    "envoy.extensions.filters.http.body_size_limit.v3.BodySizeLimit",
                    max_request_bytes=value,
                ),
                "disabled": value != self.default,
            }
            for value in self.values
        ]

    def none(self) -> Json:
        """The settings of a route without a limit."""
        return {_name(self.default): _switch(False)}

    def switches(self, limit: int) -> Json:
        """The settings of a route where `limit` holds and no other does."""
        if limit == self.default:
            return {}
        return {_name(limit): _switch(True), _name(self.default): _switch(False)}


def _usual(api: ir.Api) -> int:
    return _most_common(
        Counter(operation.limit for path in api.paths for operation in path.operations)
    )


def _most_common(counted: Counter[int]) -> int:
    return min(counted, key=lambda value: (-counted[value], value))


def _name(limit: int) -> str:
    return f"limit_{limit}"


def _switch(on: bool) -> Json:
    if on:
        return typed("envoy.config.route.v3.FilterConfig", config={})
    return typed("envoy.config.route.v3.FilterConfig", disabled=True)
