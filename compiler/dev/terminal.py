"""What people see: where things are, a line for each request, and what the compiler says."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import click

from compiler.dev.running import Facts
from compiler.masking import printable

_ARROW = "\N{HEAVY ROUND-TIPPED RIGHTWARDS ARROW}"
_SLOW = 1000  # milliseconds from which a time is in seconds


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is said at the start. apis: ids and URLs."""

    title: str
    portal: str
    gateway: str
    apis: Sequence[tuple[str, str]]
    key: str
    minutes: int
    call: str | None


class Terminal:
    """Colours go away where the output is no terminal. colour: none are wanted if not."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def welcome(self, it: Welcome) -> None:
        """The start, once."""
        arrow = self._style(_ARROW, fg="green")
        self._out("")
        name = self._style("gatewright dev", fg="green", bold=True)
        self._out(f"  {name}  {printable(it.title)}")
        self._out("")
        self._out(f"  {arrow}  Portal    {self._style(it.portal, fg='cyan')}")
        self._out(f"  {arrow}  Gateway   {self._style(it.gateway, fg='cyan')}")
        width = max((len(id) for id, _ in it.apis), default=0)
        for id, url in it.apis:
            self._out(f"       {printable(id):{width}}  {self._style(url, dim=True)}")
        self._out("")
        self.key(it.key, it.minutes)
        if it.call is not None:
            self._out("")
            for line in it.call.split("\n"):
                self._out(f"     {printable(line)}")  # strangers wrote the description
        self._out("")
        self._out(self._style("  Watching the project; Ctrl-C ends.", dim=True))
        self._out("")

    def key(self, key: str, minutes: int) -> None:
        """A test key, as a line for a shell."""
        arrow = self._style(_ARROW, fg="green")
        self._out(f"  {arrow}  Test key  {self._style(f'(for {minutes} minutes)', dim=True)}")
        self._out(f"     export GATEWAY_KEY={key}")

    def request(self, facts: Facts) -> None:
        """One line of the list."""
        self._out(self._style(_now(), dim=True) + "  " + self._row(facts))

    def note(self, text: str) -> None:
        """What has happened."""
        self._out(f"{self._style(_now(), dim=True)}  {self._style(printable(text), fg='green')}")

    def warn(self, text: str) -> None:
        """What may be unexpected."""
        self._out(f"{self._style('warning', fg='yellow')}: {printable(text)}", err=True)

    def problem(self, text: str) -> None:
        """What goes wrong."""
        self._out(f"{self._style('error', fg='red')}: {printable(text)}", err=True)

    def engine(self, line: str) -> None:
        """What an engine says of itself."""
        self._out(self._style(printable(line), dim=True), err=True)

    def report(self, text: str) -> None:
        """Diagnostics, as they are."""
        self._out(text if self._colour else click.unstyle(text), err=True)

    def _row(self, facts: Facts) -> str:
        api = f"{_text(facts, 'api')} {_text(facts, 'api_version', '')}".strip()
        model = _text(facts, "gen_ai.response.model", _text(facts, "gen_ai.request.model"))
        used = [facts.get(f"gen_ai.usage.{kind}_tokens") for kind in ("input", "output")]
        tokens = "-" if used == [None, None] else "/".join(_count(each) for each in used)
        status = self._status(facts.get("status"))
        row = f"{_text(facts, 'method'):<6}  {api:<20}  {model:<24}  {tokens:>11}  {status}"
        row += f"  {_duration(facts.get('duration_ms')):>7}"
        code = facts.get("error_code")
        return row if code is None else f"{row}  {self._style(printable(str(code)), fg='yellow')}"

    def _status(self, status: object) -> str:
        if not isinstance(status, int):
            return "  -"
        colours = ((500, "red"), (400, "yellow"), (300, "cyan"), (0, "green"))
        return self._style(str(status), fg=next(name for least, name in colours if status >= least))

    def _style(self, text: str, *, fg: str | None = None, bold: bool = False,
               dim: bool = False) -> str:  # fmt: skip
        if not self._colour:
            return text
        return click.style(text, fg=fg, bold=bold or None, dim=dim or None)

    def _out(self, line: str, *, err: bool = False) -> None:
        """A terminal that was closed is no reason to fail a request, nor is one that cannot show
        all letters."""
        with suppress(OSError):
            try:
                click.echo(line, err=err)
            except UnicodeEncodeError as error:
                click.echo(line.encode(error.encoding, "replace").decode(error.encoding), err=err)


def _text(facts: Facts, name: str, absent: str = "-") -> str:
    """What a client or a vendor may have had a say in."""
    value = facts.get(name)
    return absent if value is None else printable(str(value))


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "-"


def _duration(value: object) -> str:
    if not isinstance(value, int | float):
        return "-"
    return f"{value / 1000:.1f} s" if value >= _SLOW else f"{value:.0f} ms"


def _now() -> str:
    return time.strftime("%H:%M:%S")
