"""`gatewright keys ...`. As in cli, each command imports what it needs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from compiler.issuing.changes import Edited
    from compiler.issuing.consumers import Consumers, Faulty

_LEAST_DIGITS = 8  # of a digest that names a key
_LONGEST_KEY = 4096  # as contract.MAX_KEY_BYTES; importing it would slow `--help` down

_project = click.argument(
    "project", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_environment = click.option("--env", "environment", required=True, help="Where the key counts.")


@click.group(short_help="Consumers' keys: issue, revoke, list, check.")
def keys() -> None:
    """The keys of consumers. consumers.yaml has their digests; a key itself is shown once, when it
    is made, and kept nowhere."""


@keys.command(short_help="Make a key of a consumer.")
@click.argument("consumer")
@_environment
@click.option("--expires", metavar="DAY", help="The first day (UTC) on which it does not count.")
@click.option("--ttl", metavar="DURATION", help="How long it counts, such as 1h; at most 24h.")
@click.option("--note", help="What it is for.")
@click.option("--test", is_flag=True, help="A short-lived key to try APIs; never for production.")
@click.option("--create", is_flag=True, help="Add the consumer if there is none of this name.")
@_project
def issue(
    consumer: str,
    environment: str,
    expires: str | None,
    ttl: str | None,
    note: str | None,
    test: bool,
    create: bool,
    project: Path,
) -> None:
    """Make a key of CONSUMER, write its digest into consumers.yaml of PROJECT, and print it."""
    from compiler.issuing import changes, making
    from compiler.issuing.entry import Entry

    until = _until(environment, expires, ttl, test=test)
    if test:
        note = note or "a test key"
    key = making.make()
    pairs = [("sha256", making.digest(key)), ("expires", until), ("note", note)]
    given = [(name, value) for name, value in pairs if value is not None]
    entry = Entry((given[0], ("environments", (environment,)), *given[1:]))

    def edit(found: Consumers) -> Edited:
        _check_environment(found, environment)
        at = found.find(consumer)
        if at is None and create:
            added = Entry((("name", consumer), ("keys", (entry,))))
            return changes.consumer_added(found.text, found.listed, added)
        if at is None or found.text is None:
            _no_consumer(found, consumer, " (--create adds one)")
        return changes.key_added(found.text, found.listed, at, entry)

    _change(project, edit)
    click.echo(key)
    when = "" if until is None else f" until {until}"
    _say(f"added to {project / 'consumers.yaml'}: {consumer}, {environment}{when}")
    _say("the key is not shown again; it counts once the project is compiled and deployed")


@keys.command(short_help="Take a key away from a consumer.")
@click.argument("consumer")
@click.option("--digest", "prefix", help="How the key's digest begins, as `list` shows it.")
@click.option("--stdin", "asked", is_flag=True, help="Read the key itself from standard input.")
@click.option("--with-consumer", is_flag=True, help="Remove the consumer with its only key.")
@_project
def revoke(
    consumer: str, prefix: str | None, asked: bool, with_consumer: bool, project: Path
) -> None:
    """Take a key of CONSUMER out of consumers.yaml of PROJECT."""
    from compiler.issuing import changes, making
    from compiler.issuing.listing import SHOWN_DIGITS

    if asked == (prefix is not None):
        raise click.UsageError("give either --digest or --stdin")
    wanted = making.digest(_read_key()) if prefix is None else prefix.lower()
    if not re.fullmatch(f"[0-9a-f]{{{_LEAST_DIGITS},64}}", wanted):
        raise click.UsageError(f"--digest takes {_LEAST_DIGITS} to 64 hex digits")

    def edit(found: Consumers) -> Edited:
        at = found.find(consumer)
        if at is None or found.text is None:
            _no_consumer(found, consumer)
        digests = [key["sha256"].lower() for key in found.listed[at].get("keys", ())]
        these = [place for place, digest in enumerate(digests) if digest.startswith(wanted)]
        if len(these) != 1:
            count = "no key" if not these else f"{len(these)} keys"
            raise click.ClickException(f"{consumer} has {count} of this digest")
        if len(digests) > 1:
            return changes.key_removed(found.text, found.listed, at, these[0])
        if "subjects" in found.listed[at] and not with_consumer:
            return changes.keys_removed(found.text, found.listed, at)
        if not with_consumer:
            raise click.ClickException(
                f"it is the only key of {consumer}: issue another one first, or remove the "
                "consumer as well (--with-consumer)"
            )
        return changes.consumer_removed(found.text, found.listed, at)

    _change(project, edit)
    _say(f"removed from {project / 'consumers.yaml'}: {consumer}, {wanted[:SHOWN_DIGITS]}")
    _say("it counts until the project is compiled and deployed")


@keys.command("list", short_help="List the keys that consumers have.")
@click.argument("consumer", required=False)
@_project
@click.option("--env", "environment", help="Only those that count in this environment.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_command(consumer: str | None, project: Path, environment: str | None, form: str) -> None:
    """List the keys of CONSUMER, or of all consumers of PROJECT: where they count, how long, and
    how their digests begin. What has a slash in it is the PROJECT."""
    from datetime import UTC, datetime

    from compiler.issuing import listing

    if consumer is not None and ("/" in consumer or consumer in (".", "..")):
        project, consumer = Path(consumer), None
    found = _read(project)
    if environment is not None:
        _check_environment(found, environment)
    if consumer is not None and found.find(consumer) is None:
        _no_consumer(found, consumer)
    rows = listing.rows(found, consumer, environment, datetime.now(UTC))
    click.echo(_json(rows) if form == "json" else listing.table(rows))


@keys.command(short_help="Say whose a key is.")
@_environment
@_project
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def check(environment: str, project: Path, form: str) -> None:
    """Read a key from standard input and say whose it is in PROJECT, and what it opens."""
    from datetime import UTC, datetime

    from compiler.issuing import listing, making

    found = _read(project)
    _check_environment(found, environment)
    key = _read_key()
    digest = making.digest(key)
    for consumer in found.listed:
        for known in consumer.get("keys", ()):
            if known["sha256"].lower() != digest:
                continue
            if not listing.counts_in(known, environment):
                places = ", ".join(known["environments"])
                raise click.ClickException(f"a key of {consumer['name']} for {places} only")
            if listing.is_expired(known, datetime.now(UTC)):
                raise click.ClickException(
                    f"a key of {consumer['name']} that expired on {known['expires']}"
                )
            facts = listing.facts(consumer, known, environment)
            click.echo(_json(facts) if form == "json" else listing.sentences(facts))
            return
    if making.is_mistyped(key):
        raise click.ClickException("no key: it is mistyped or cut off, since its checksum differs")
    raise click.ClickException(f"no key of this project in {environment}")


def _until(environment: str, expires: str | None, ttl: str | None, *, test: bool) -> str | None:
    """The end of a key as consumers.yaml has it; None: it has none."""
    from datetime import UTC, datetime

    from compiler.issuing import lifetimes

    if test and ttl is None:
        raise click.UsageError("--test needs --ttl, of at most 24h")
    if test and lifetimes.is_production(environment):
        raise click.UsageError(f"--test makes no keys of '{environment}', which is production")
    if expires is not None and ttl is not None:
        raise click.UsageError("give either --expires or --ttl")
    now = datetime.now(UTC)
    try:
        if expires is not None:
            return lifetimes.of_day(expires, now)
        return None if ttl is None else lifetimes.after(ttl, now)
    except ValueError as error:
        option = f"--ttl '{ttl}'" if expires is None else f"--expires '{expires}'"
        raise click.UsageError(f"{option} {error}") from error


def _read_key() -> str:
    """A key from standard input, where neither the list of processes nor a history has it."""
    text = sys.stdin.buffer.read(_LONGEST_KEY + 3)
    key = re.sub(rb"\r?\n\Z", b"", text).strip(b" \t")
    if not re.fullmatch(rb"[\x21-\x7e]{1,%d}" % _LONGEST_KEY, key):
        raise click.ClickException("no key came in: one line of printable ASCII is needed")
    return key.decode()


def _check_environment(found: Consumers, environment: str) -> None:
    from compiler.suggest import did_you_mean, listed

    if environment not in found.environments:
        near = did_you_mean(environment, found.environments)
        near = near or f"; it has {listed(found.environments)}"
        raise click.UsageError(f"the project has no environment '{environment}'{near}")


def _no_consumer(found: Consumers, consumer: str, advice: str = "") -> NoReturn:
    from compiler.suggest import did_you_mean

    near = did_you_mean(consumer, found.names)
    raise click.ClickException(f"the project has no consumer '{consumer}'{near}{advice}")


def _read(project: Path) -> Consumers:
    from compiler.issuing import consumers

    try:
        return consumers.read(project)
    except consumers.Faulty as error:
        _report(error)


def _change(project: Path, edit: Callable[[Consumers], Edited]) -> None:
    from compiler.issuing import consumers, holding
    from compiler.issuing.text import NoPlace

    try:
        consumers.change(project, edit)
    except consumers.Faulty as error:
        _report(error)
    except consumers.Unwritable as error:
        raise click.ClickException(f"consumers.yaml stays as it is: {error}") from error
    except holding.Changed as error:
        raise click.ClickException("consumers.yaml was changed meanwhile: try again") from error
    except NoPlace as error:
        raise click.ClickException(
            "consumers.yaml stays as it is: how it is laid out is not understood; a list with a "
            "line for each item, '- ...', is"
        ) from error
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(f"cannot write consumers.yaml: {why}") from error


def _report(error: Faulty) -> NoReturn:
    from compiler import reporting

    _say(reporting.render(error.diagnostics, error.texts, "text"))
    raise SystemExit(1)


def _json(value: object) -> str:
    import json

    return json.dumps(value, indent=2, ensure_ascii=False)


def _say(line: str) -> None:
    """Advice goes to stderr, so that stdout has the key and nothing else."""
    click.echo(line, err=True)
