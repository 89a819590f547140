"""What the log says of one exchange, gathered as it goes (section 7). Never a credential, a prompt,
a completion or a query."""

from __future__ import annotations

import logging
import time

from gatewright_gateway.fault import place_of
from gatewright_gateway.heads import RequestHead, ResponseHead
from gatewright_gateway.journal import milliseconds_since
from gatewright_gateway.report import Report
from gatewright_gateway.runtime import Runtime
from gatewright_gateway.settings import Contract, Usage
from gatewright_gateway.spent import NOTHING, UNKNOWN, Spent
from gatewright_gateway.verdicts import Answer, Asking, Match, Pending, Plan

_log = logging.getLogger(__name__)


class Facts:
    """bytes_in and bytes_out count bodies. status: what the client got. sent: whether the request
    has gone to the vendor."""

    def __init__(self, runtime: Runtime, id: bytes, head: RequestHead | None) -> None:
        self.bytes_in = 0
        self.bytes_out = 0
        self.status: int | None = None
        self.error_code: str | None = None
        self.sent = False
        self._left = False
        self._settings = runtime.settings
        self._journal = runtime.journal
        self._tallies = runtime.tallies
        self._began = time.monotonic()
        self._asked = self._began
        self._logged = True
        self._usage: Usage | None = None
        self._report: Report | None = None
        self._fields: dict[str, object] = {
            "request_id": id.decode("ascii"),
            "environment": runtime.settings.environment,
            "method": None if head is None else head.method.decode("ascii"),
        }

    def plan(self, plan: Plan) -> None:
        self._asked = time.monotonic()
        self.call(plan)
        self._usage = plan.operation.usage
        if plan.warnings:
            self.error_code = "invalid_request"

    def call(self, call: Plan | Pending | Asking) -> None:
        """Which operation it is, and whose request."""
        self._match(call.match)
        self._fields["consumer"] = call.consumer

    def leave(self) -> None:
        """The client went before any answer."""
        self._left = True
        self.status = self._settings.contract.left_status

    def answer(self, answer: Answer) -> None:
        """An answer of the gateway's own."""
        self.error_code = answer.code
        self._logged = self._logged and answer.logged
        if answer.match is not None:
            self._match(answer.match)
        if answer.consumer is not None:
            self._fields["consumer"] = answer.consumer

    def _match(self, match: Match) -> None:
        api = match.api
        self._fields |= {
            "api": api.name,
            "api_version": api.version,
            "operation": None if match.operation is None else match.operation.id,
            "path": api.base.decode() + match.route.template,
            "gen_ai.provider.name": api.vendor,
            "gen_ai.request.model": match.model,
        }

    def vendor_head(self, head: ResponseHead, *, counted: bool) -> None:
        """counted: somebody will ask what was spent."""
        contract = self._settings.contract
        kind = b"".join(head.values(b"content-type")[:1]).partition(b";")[0].strip().lower()
        media = kind.decode("latin-1")
        stream = media in contract.stream_types
        self._fields |= {
            "upstream_ms": milliseconds_since(self._asked),
            "vendor_request_id": _vendor_id(head, contract),
            "stream": stream if media else None,
        }
        if self._usage is not None and head.status != 101:
            reported = self._usage.stream if stream else self._usage.answer
            self._report = Report(reported, head, media, stream=stream, counted=counted)

    def vendor_data(self, data: bytes) -> None:
        """Counts and reads what passes."""
        self.bytes_out += len(data)
        if self._report is not None:
            self._report.feed(data)

    def spent(self, *, whole: bool) -> Spent:
        """What the client's answer took of tokens. whole: it came to its end. A vendor works on
        what it was sent though nobody waits for the answer."""
        if self._left and self.sent:
            return UNKNOWN
        if self.status is None or self.status >= 400:
            return NOTHING
        try:
            return UNKNOWN if self._report is None else self._report.spent(whole=whole)
        except Exception as error:  # what was reserved stays; what runs must be given back
            _log.error("what was spent cannot be read: %s", place_of(error))
            return UNKNOWN

    def write(self, *, whole: bool) -> None:
        """The one line of this exchange; none for what is not API traffic. whole: the answer came
        to its end."""
        if not self._logged:
            return
        self._logged = False
        facts = {
            **self._fields,
            **({} if self._report is None else self._report.found(whole=whole)),
            "status": self.status,
            "error_code": self.error_code,
            "duration_ms": milliseconds_since(self._began),
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
        }
        if self._tallies is not None:
            self._tallies.count(facts)
        self._journal.write(self._settings.contract.log_names, facts)


def _vendor_id(head: ResponseHead, contract: Contract) -> str | None:
    for name in contract.vendor_ids:
        if value := b"".join(head.values(name)[:1]):
            return value.decode("utf-8", "replace")
    return None
