"""What the log says of one exchange, gathered as it goes (section 7). Never a credential, a prompt,
a completion or a query."""

from __future__ import annotations

import logging
import time

from gatewright_gateway.decision import Answer, Match, Plan
from gatewright_gateway.events import EventScanner, LineScanner
from gatewright_gateway.heads import RequestHead, ResponseHead
from gatewright_gateway.journal import milliseconds_since
from gatewright_gateway.runtime import Runtime, place_of
from gatewright_gateway.settings import Contract, Usage
from gatewright_gateway.usage import JsonScanner

_log = logging.getLogger(__name__)


class Facts:
    """bytes_in and bytes_out count bodies. status: what the client got."""

    def __init__(self, runtime: Runtime, id: bytes, head: RequestHead | None) -> None:
        self.bytes_in = 0
        self.bytes_out = 0
        self.status: int | None = None
        self.error_code: str | None = None
        self._settings = runtime.settings
        self._journal = runtime.journal
        self._began = time.monotonic()
        self._asked = self._began
        self._logged = True
        self._usage: Usage | None = None
        self._scanner: JsonScanner | None = None
        self._reader: JsonScanner | EventScanner | LineScanner | None = None
        self._fields: dict[str, object] = {
            "request_id": id.decode("ascii"),
            "environment": runtime.settings.environment,
            "method": None if head is None else head.method.decode("ascii"),
        }

    def plan(self, plan: Plan) -> None:
        self._asked = time.monotonic()
        self._match(plan.match)
        self._usage = plan.operation.usage
        self._fields["consumer"] = plan.consumer

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

    def vendor_head(self, head: ResponseHead) -> None:
        contract = self._settings.contract
        kind = b"".join(head.values(b"content-type")[:1]).partition(b";")[0].strip().lower()
        media = kind.decode("latin-1")
        stream = media in contract.stream_types
        self._fields |= {
            "upstream_ms": milliseconds_since(self._asked),
            "vendor_request_id": _vendor_id(head, contract),
            "stream": stream if media else None,
        }
        plain = head.values(b"content-encoding") in ([], [b"identity"])
        if self._usage is None or not plain:
            return
        self._scanner = JsonScanner(self._usage.stream if stream else self._usage.answer)
        if media == "text/event-stream":
            self._reader = EventScanner(self._scanner)
        else:
            self._reader = LineScanner(self._scanner) if stream else self._scanner

    def vendor_data(self, data: bytes) -> None:
        """Counts and reads what passes; what the reader cannot take costs facts, not the answer."""
        self.bytes_out += len(data)
        if self._reader is None:
            return
        try:
            self._reader.feed(data)
        except Exception as error:
            _log.error("the vendor's usage cannot be read: %s", place_of(error))
            self._reader = None

    def write(self, *, whole: bool) -> None:
        """The one line of this exchange; none for what is not API traffic. whole: the answer came
        to its end; a stream that did not has still said what its events said."""
        if not self._logged:
            return
        self._logged = False
        told = whole or self._fields.get("stream") is True
        found = self._scanner.found if self._scanner is not None and told else {}
        facts = {
            **self._fields,
            **{name: value for name, value in found.items() if _is_sound(name, value)},
            "status": self.status,
            "error_code": self.error_code,
            "duration_ms": milliseconds_since(self._began),
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
        }
        self._journal.write(self._settings.contract.log_names, facts)


def _is_sound(name: str, value: int | str) -> bool:
    """Tokens are counts, a model is a text: a vendor's answer may have either anywhere."""
    return isinstance(value, int) == name.endswith("_tokens")


def _vendor_id(head: ResponseHead, contract: Contract) -> str | None:
    for name in contract.vendor_ids:
        if value := b"".join(head.values(name)[:1]):
            return value.decode("utf-8", "replace")
    return None
