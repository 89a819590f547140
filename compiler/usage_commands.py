"""`gatewright usage`. As in cli, the command imports what it needs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from compiler.usage.reading import Reading
    from compiler.usage.totals import Tally

_STDIN = "-"
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(short_help="Add up what the gateways' logs say was used.")
@click.argument("logs", metavar="LOG...", nargs=-1, required=True)
@click.option(
    "--by",
    default="consumer,api,model,day",
    show_default=True,
    help="What to add up by, with commas; also: version, operation, vendor, environment, status, "
    "error, month.",
)
@click.option("--since", type=_DAY, metavar="DAY", help="From this day on (UTC).")
@click.option("--until", type=_DAY, metavar="DAY", help="To the end of this day (UTC).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
)
def usage(
    logs: tuple[str, ...], by: str, since: datetime | None, until: datetime | None, form: str
) -> None:
    """Add up requests, errors, tokens and times of gateways' logs: files, also compressed by gzip,
    or - for what comes in. Which engine wrote them does not matter."""
    from compiler.usage.reading import Reading
    from compiler.usage.totals import Tally
    from compiler.usage.views import FORMATS, Usage

    words = _words(by)
    if since is not None and until is not None and until < since:
        raise click.UsageError("--until is before --since")
    tally = Tally(words, _day(since), _day(until))
    reading = Reading(tally.names)
    for log in logs:
        _add(log, reading, tally)
    if reading.strange == reading.lines:
        raise click.ClickException(_nothing(reading))
    found = Usage(words, tally.rows(), tally.total(), reading.lines, reading.strange)
    click.echo(FORMATS[form](found), nl=False)
    if reading.strange:
        click.echo(_strange(reading), err=True)


def _words(by: str) -> tuple[str, ...]:
    from compiler.suggest import did_you_mean
    from compiler.usage.groups import GROUPS

    words = tuple(word.strip() for word in by.split(","))
    for at, word in enumerate(words):
        if word not in GROUPS:
            near = did_you_mean(word, GROUPS)
            raise click.UsageError(f"--by: nothing is called '{word}'{near}")
        if word in words[:at]:
            raise click.UsageError(f"--by: {word} is there twice")
    return words


def _day(when: datetime | None) -> str | None:
    return None if when is None else when.date().isoformat()


def _add(log: str, reading: Reading, tally: Tally) -> None:
    from compiler.masking import printable
    from compiler.usage.reading import Damaged

    name = "stdin" if log == _STDIN else printable(log)
    try:
        with _opened(log) as stream:
            tally.add(reading.facts(name, stream))
    except Damaged as error:
        raise click.ClickException(f"cannot read {name}: {error}") from error
    except OSError as error:
        raise click.ClickException(f"cannot read {name}: {error.strerror or error}") from error


def _opened(log: str) -> AbstractContextManager[BinaryIO]:
    if log == _STDIN:
        return nullcontext(sys.stdin.buffer)
    return open(log, "rb", buffering=0)


def _strange(reading: Reading) -> str:
    lines = "1 line" if reading.strange == 1 else f"{reading.strange:,} lines"
    verb = "was" if reading.strange == 1 else "were"
    return (
        f"{lines} of {reading.lines:,} {verb} not a gateway's; the first is {reading.first_strange}"
    )


def _nothing(reading: Reading) -> str:
    if not reading.lines:
        return "nothing to add up: there is no line"
    return f"nothing to add up: {_strange(reading)}"
