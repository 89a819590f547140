"""The flow that mitmproxy records and shows for an exchange: no credential, and no say in it.

The hooks are started but not waited for, so that no addon, intercept or failing hook stands between
the gateway's decision and what is sent.
"""

from __future__ import annotations

import time

from mitmproxy import flow, http
from mitmproxy.connection import Client, Server
from mitmproxy.proxy import commands
from mitmproxy.proxy.layers.http._hooks import (
    HttpErrorHook,
    HttpRequestHeadersHook,
    HttpRequestHook,
    HttpResponseHeadersHook,
    HttpResponseHook,
)

from gatewright_gateway import headers, targets
from gatewright_gateway.heads import Header, RequestHead
from gatewright_gateway.settings import Settings
from gatewright_gateway.verdicts import Plan


class Recording:
    """One exchange's flow. begun: whether it has a request."""

    def __init__(self, client: Client, out: list[commands.Command]) -> None:
        self._flow = http.HTTPFlow(client, Server(address=None))
        self._out = out
        self.begun = False

    def request(
        self, host: str, port: int, tls: bool, method: bytes, target: bytes, headers: list[Header]
    ) -> None:
        now = time.time()
        self.begun = True
        self._flow.request = http.Request(
            host=host,
            port=port,
            method=method,
            scheme=b"https" if tls else b"http",
            authority=b"",
            path=target,
            http_version=b"HTTP/1.1",
            headers=http.Headers(headers),
            content=None,
            trailers=None,
            timestamp_start=now,
            timestamp_end=now,
        )
        self._flow.live = True
        self._start(HttpRequestHeadersHook(self._flow))
        self._start(HttpRequestHook(self._flow))

    def plan(self, plan: Plan) -> None:
        """A request as a vendor gets it, but for the credential."""
        to = plan.match.api.upstream
        tls = to.ca is not None
        self.request(to.host, to.port, tls, plan.method, plan.target, list(plan.headers))

    def refused(self, head: RequestHead, settings: Settings) -> None:
        """A request that no vendor got, without what any API takes for a credential."""
        host, port, *_ = self._flow.client_conn.sockname
        target = targets.shown(head.target, settings.hidden_parameters)
        kept = headers.recorded(head, settings)
        self.request(host, port, False, head.method, target, kept)

    def server(self, server: Server) -> None:
        self._flow.server_conn = server

    def response(
        self, status: int, reason: bytes, headers: list[Header], body: bytes | None
    ) -> None:
        self._flow.response = http.Response(
            http_version=b"HTTP/1.1",
            status_code=status,
            reason=reason,
            headers=http.Headers(headers),
            content=body,
            trailers=None,
            timestamp_start=time.time(),
            timestamp_end=None,
        )
        self._start(HttpResponseHeadersHook(self._flow))

    def end(self, problem: str | None) -> None:
        """problem: None where the answer is whole."""
        self._flow.live = False
        if self._flow.response is not None:
            self._flow.response.timestamp_end = time.time()
        if problem is None:
            self._start(HttpResponseHook(self._flow))
        else:
            self._flow.error = flow.Error(problem)
            self._start(HttpErrorHook(self._flow))

    def _start(self, hook: commands.StartHook) -> None:
        hook.blocking = False
        self._out.append(hook)
