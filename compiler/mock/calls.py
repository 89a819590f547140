"""A request to the mock, and what it is for: an API's operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import parse_qsl, unquote

from compiler import ir
from compiler.mock.bodies import Sent, Unreadable, read
from compiler.mock.described import Description
from compiler.openapi import Described
from compiler.terms import InHeader, InPath, InQuery, Parameter, PathTemplate


@dataclass(frozen=True, slots=True)
class Request:
    """One request. headers: by name in lower case. whole: the body was not too large to be kept."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    whole: bool = True

    @property
    def parameters(self) -> dict[str, str]:
        """Of the query; of one that is there twice, the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Call:
    """A request for an operation. parameters: of the path. sent: the body; a text where it cannot
    be read: why."""

    request: Request
    api: ir.Api
    operation: ir.Operation
    description: Description
    described: Described
    parameters: Mapping[str, str]
    sent: Sent | str

    @property
    def body(self) -> Sent:
        """The body, as far as it was read."""
        return Sent("") if isinstance(self.sent, str) else self.sent

    @property
    def model(self) -> str:
        """The model that is asked for, or one that the vendor has."""
        match self.operation.request_model:
            case InPath(parameter):
                found = self.parameters.get(parameter)
            case InQuery(parameter):
                found = self.request.parameters.get(parameter)
            case InHeader(name):
                found = self.request.headers.get(name)
            case _:
                named = (self.body.at((name,)) for name in _MODEL)
                found = next((one for one in named if isinstance(one, str) and one), None)
        return found or next(iter(self.models))

    @property
    def models(self) -> tuple[str, ...]:
        """Models that the vendor has; at least one."""
        chat = self.api.guide.chat
        return self.api.models or ((chat.model,) if chat is not None else ("mock-model",))


_MODEL = ("model", "modelId", "model_id")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A request that is for no operation. allow: the methods that its path takes; empty: there is
    no such path."""

    path: str
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """A path of an API: what matches it, and the operations by method."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    operations: Mapping[str, ir.Operation]


class Router:
    """The operations of a gateway's APIs. before: one whose readings of descriptions are kept."""

    def __init__(self, gateway: ir.Gateway, before: Router | None = None) -> None:
        self._apis: dict[str, ir.Api] = {}
        self._ways: dict[int, tuple[_Way, ...]] = {}
        self._descriptions: dict[str, Description] = {}
        kept = {} if before is None else before._descriptions
        for api in gateway.apis:
            self._apis[api.base] = api
            if id(api.paths) not in self._ways:
                self._ways[id(api.paths)] = tuple(map(_way, api.paths))
            sha256, document = api.document.sha256, api.document
            if sha256 not in self._descriptions:
                self._descriptions[sha256] = kept.get(sha256) or Description(document)

    def find(self, request: Request) -> Call | Unknown:
        """The operation that a request is for."""
        api, path = self._split(request.path)
        if api is None:
            return Unknown(request.path)
        for way in self._ways[id(api.paths)]:
            found = way.pattern.fullmatch(path)
            if found is None:
                continue
            operation = way.operations.get(request.method)
            if operation is None:
                return Unknown(request.path, tuple(way.operations))
            values = dict(zip(way.names, map(unquote, found.groups()), strict=True))
            return self._call(request, api, operation, values)
        return Unknown(request.path)

    def _split(self, path: str) -> tuple[ir.Api | None, str]:
        """The API whose base the path begins with, and the rest. No base begins with another."""
        longest = max(map(len, self._apis), default=0)
        end = path.find("/", 1)
        while 0 < end <= longest:
            if (api := self._apis.get(path[:end])) is not None:
                return api, path[end:]
            end = path.find("/", end + 1)
        return None, path

    def _call(
        self, request: Request, api: ir.Api, operation: ir.Operation, values: dict[str, str]
    ) -> Call | Unknown:
        description = self._descriptions[api.document.sha256]
        described = description.operation(operation.id)
        if described is None:  # only in a gateway that no compiler made
            return Unknown(request.path)
        taken = description.body(described)
        sent: Sent | str
        try:
            kinds = () if taken is None else tuple(taken[1])
            coding = request.headers.get("content-encoding", "")
            if request.body and coding.strip().lower() not in ("", "identity"):
                raise Unreadable("is compressed, which the mock vendor does not read")
            sent = read(request.body, request.headers.get("content-type", ""), kinds)
        except Unreadable as broken:
            sent = f"the body {broken}"
        return Call(request, api, operation, description, described, values, sent)


def _way(path: ir.Path) -> _Way:
    pattern, names = _pattern(path.template)
    return _Way(pattern, names, {one.method: one for one in path.operations})


def _pattern(template: PathTemplate) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What matches the paths of a template, and the names of its groups. A parameter ends where
    what stands behind it is first found: what is found later (`(?>`: not tried) would fit no path
    that this does not fit, and trying all divisions of a long segment takes for ever."""
    made, names = "", [part.name for part in template.parts if isinstance(part, Parameter)]
    left = len(names)
    for part, after in zip_longest(template.parts, template.parts[1:]):
        if isinstance(part, Parameter):
            left -= 1
            literal = re.escape(after) if isinstance(after, str) else ""
            made += f"(?>([^/]+?){literal})" if left and literal else f"([^/]+){literal}"
        elif not made:
            made = re.escape(part)
    return re.compile(made), tuple(names)
