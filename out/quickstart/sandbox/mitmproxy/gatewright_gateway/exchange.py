"""One request and its answer: decided, forwarded, streamed, and written to the log once."""

from __future__ import annotations

import time

from mitmproxy.proxy import commands

from gatewright_gateway import headers, wire
from gatewright_gateway.facts import Facts
from gatewright_gateway.heads import Header, RequestHead, ResponseHead, expects_continue
from gatewright_gateway.meter import Meter
from gatewright_gateway.recording import Recording
from gatewright_gateway.reply import may_drain, render
from gatewright_gateway.runtime import wake
from gatewright_gateway.side import Side
from gatewright_gateway.vendor_side import VendorSide
from gatewright_gateway.verdicts import Answer, Asking, Pending, Plan, Verdict, refuse

_ATTEMPTS = 2  # section 3.5: a connection that could not be made is tried once more
_ASKED = 15.0  # seconds for what must be asked about a request; who asks gives up before


class Exchange:
    """deadline: when (time.monotonic) the vendor has been silent too long; None: not waiting.
    meter: what it holds of the limits until it is over."""

    def __init__(self, side: Side, head: RequestHead | None) -> None:
        self._settings = side.runtime.settings
        self.deadline: float | None = None
        self.over = False
        self._side = side
        self._head = head
        self.id = headers.request_id(head, self._settings.contract) if head else headers.fresh_id()
        self.meter = Meter(side.runtime.counters)
        self._facts = Facts(side.runtime, self.id, head)
        self._recording = Recording(side.client, side.out)
        self._plan: Plan | None = None
        self._open: Pending | Asking | None = None
        self._vendor: VendorSide | None = None
        self._attempts = 0
        self._waiting: list[bytes] = []
        self._request_done = False
        self._started = False
        self._chunked = False
        self._keep = True

    def begin(self, verdict: Verdict) -> None:
        """Answers, turns to the vendor, or waits for the request's body or somebody's word."""
        if isinstance(verdict, Answer):
            self.answer(verdict)
            return
        if isinstance(verdict, Asking):
            self._ask(verdict)
            return
        wants_word = self._head is not None and expects_continue(self._head)
        if wants_word and not self._request_done:
            self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if isinstance(verdict, Pending):
            self._facts.call(verdict)
            self._open = verdict
            if self._request_done:
                self.request_end()
            return
        self._plan = plan = verdict
        self._facts.plan(plan)
        self._recording.plan(plan)
        self._connect(plan)

    def _ask(self, asking: Asking) -> None:
        self._open = asking
        self._facts.call(asking)
        self.deadline = time.monotonic() + _ASKED
        if not self._request_done:
            self._side.hold(True)
        asking.task.add_done_callback(lambda _: wake(self._side.client))

    def look(self, now: float) -> None:
        """Goes on if what was asked is known now, or if the deadline has passed."""
        asking = self._open
        if isinstance(asking, Asking) and asking.task.done() and not self.over:
            self._open = self.deadline = None
            self._side.hold(False)
            self.begin(asking.settle())
        elif self.deadline is not None and now >= self.deadline:
            self._late()

    def _connect(self, plan: Plan) -> None:
        api = plan.match.api
        self._attempts += 1
        now = time.monotonic()
        if self.deadline is None:
            self.deadline = now + api.connect
        self._vendor = vendor = self._side.take_vendor(api.upstream)
        vendor.listener = self
        self._recording.server(vendor.server)
        if vendor.ready:
            self.vendor_ready()
        else:
            vendor.open()
            if not self._request_done:
                self._side.hold(True)

    def vendor_ready(self) -> None:
        plan, vendor = self._plan, self._vendor
        if plan is None or vendor is None or self.over:
            return
        self._side.hold(False)
        vendor.start(plan.method, plan.sent_target, plan.sent_headers)
        self._facts.sent = True
        for data in self._waiting:
            vendor.send_body(data)
        self._waiting.clear()
        if self._request_done:
            vendor.end_request()
        self._wait_on(plan)

    def _wait_on(self, plan: Plan) -> None:
        self.deadline = time.monotonic() + plan.match.api.idle

    def vendor_failed(self) -> None:
        """No connection could be made; nothing of the request has left."""
        self._vendor = None
        if self._plan is not None and self._attempts < _ATTEMPTS and not self.over:
            self._connect(self._plan)
        else:
            self._refuse("vendor_unreachable")

    def request_data(self, data: bytes) -> None:
        self._facts.bytes_in += len(data)
        plan, vendor = self._plan, self._vendor
        call = plan or self._open
        if self.over or call is None:
            return
        if self._facts.bytes_in > call.operation.limit:
            self._refuse("request_too_large")
        elif isinstance(call, Pending):
            self._waiting.append(data)
        elif plan is not None and vendor is not None and vendor.ready:
            vendor.send_body(data)
            if not self._started:
                self._wait_on(plan)
        else:
            self._waiting.append(data)
            self._side.hold(True)  # again: the stream under it may have resumed by itself

    def opened_data(self, data: bytes) -> None:
        """Bytes of the client after an upgrade; they have no limit but the idle one."""
        self._facts.bytes_in += len(data)
        if self._plan is not None and self._vendor is not None and not self.over:
            self._vendor.send_body(data)
            self._wait_on(self._plan)

    def request_end(self) -> None:
        self._request_done = True
        pending = self._open
        if isinstance(pending, Pending) and not self.over:
            self._open = None
            self.begin(pending.settle(b"".join(self._waiting)))
        elif self._vendor is not None and self._vendor.ready and not self.over:
            self._vendor.end_request()

    def request_broken(self) -> None:
        """The client broke HTTP's grammar inside its body."""
        self._keep = False
        self._refuse("invalid_request")

    def vendor_head(self, head: ResponseHead) -> None:
        plan = self._plan
        if plan is None or self.over:
            return
        contract = self._settings.contract
        head = headers.concealed(head, plan.hidden)
        self._facts.vendor_head(head, counted=self.meter.of_tokens)
        own = [*plan.match.api.added, *plan.warnings, *self.meter.headers]
        removed = plan.match.api.removed.union(name.lower() for name, _ in self.meter.headers)
        kept = [*headers.from_vendor(head.headers, head.status, removed, contract), *own]
        framed = head.body is None or head.length is not None
        if head.status == 101:
            kept += headers.UPGRADE
            framed = True
            self._side.open_up()
        self._start(head.status, head.reason, kept, framed=framed)
        self._recording.response(head.status, head.reason, kept, None)
        self._wait_on(plan)

    def vendor_data(self, data: bytes) -> None:
        if self.over or self._plan is None:
            return
        self._facts.vendor_data(data)
        self._send(wire.chunk(data) if self._chunked else data)
        self._wait_on(self._plan)

    def vendor_end(self) -> None:
        vendor, self._vendor = self._vendor, None
        if vendor is not None:
            self._side.keep_vendor(vendor)
        if self.over:
            return
        if self._chunked:
            self._send(wire.LAST_CHUNK)
        self._finish(None)

    def vendor_broke(self) -> None:
        """The connection ended or broke before the answer did."""
        self._vendor = None
        self._refuse("vendor_unreachable")

    @property
    def blocked(self) -> bool:
        """Whether the vendor holds the request up: it does not take what it is sent."""
        vendor = self._vendor
        return vendor is not None and (not vendor.ready or self._side.unsent(vendor))

    def _late(self) -> None:
        """A client slow with its request is no silence of the vendor."""
        if self._plan is not None and not self._request_done and not self.blocked:
            self._wait_on(self._plan)
            return
        self._refuse("gateway_error" if isinstance(self._open, Asking) else "vendor_timeout")

    def failed(self) -> None:
        """A step of ours raised: nothing of the request may go on."""
        self._refuse("gateway_error")

    def _refuse(self, code: str) -> None:
        """The gateway's answer where none has begun; else the answer ends, visibly unfinished."""
        self._drop_vendor()
        if self.over:
            return
        if self._started:
            self._finish("the answer was cut")
            self._side.cut()
        else:
            self.answer(refuse(code, self._settings.contract))

    def client_left(self) -> None:
        self._drop_vendor()
        if self.over:
            return
        if not self._started:
            self._facts.leave()
        self._finish("the client left")

    def answer(self, answer: Answer) -> None:
        """Sends an answer of the gateway's own; before that, nothing may have been sent."""
        self._facts.answer(answer)
        if self._plan is None and self._head is not None:
            self._recording.refused(self._head, self._settings)
        call = self._plan or self._open
        match = answer.match if call is None else call.match
        kept = [*answer.headers, *(() if match is None else match.api.added)]
        kept += () if self._plan is None else self._plan.warnings
        kept += self.meter.headers
        if answer.status != 204:
            kept.append((b"Content-Length", b"%d" % len(answer.body)))
        body = b"" if self._head is not None and self._head.method == b"HEAD" else answer.body
        self._settings = answer.settings_for(self._settings)
        self._start(answer.status, b"", kept, framed=True)
        self._recording.response(answer.status, b"", kept, body)
        self._send(body)
        self._facts.bytes_out = len(body)
        self._finish(None)

    def _start(self, status: int, reason: bytes, kept: list[Header], *, framed: bool) -> None:
        """Sends the head of an answer."""
        self._started = True
        self._facts.status = status
        told = self._plan is not None or isinstance(self._open, Pending)
        keep = self._keep and (self._request_done or may_drain(self._head, told=told))
        reply = render(status, reason, kept, framed, self._head, self.id, self._settings, keep)
        self._chunked, self._keep = reply.chunked, reply.keep
        self._send(reply.head)

    def _send(self, data: bytes) -> None:
        if data:
            self._side.out.append(commands.SendData(self._side.client, data))

    def _drop_vendor(self) -> None:
        vendor, self._vendor = self._vendor, None
        if vendor is not None:
            vendor.listener = None
            vendor.close()

    def _finish(self, problem: str | None) -> None:
        """The end, once: the log line, the record, and the client's connection for what follows."""
        if self.over:
            return
        self.over = True
        self.deadline = None
        self._waiting.clear()
        self.meter.settle(self._facts.spent(whole=problem is None))
        self._side.hold(False)
        self._facts.write(whole=problem is None)
        if self._head is not None:
            if not self._recording.begun:
                self._recording.refused(self._head, self._settings)
            self._recording.end(problem)
        if problem is None:
            self._side.answered(keep=self._keep)
