"""`gatewright init`. As in cli, what it needs is imported when it runs."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from compiler.starting.asking import Asking
    from compiler.starting.sparing import Spared
    from compiler.starting.wanted import Wanted


@click.command(short_help="Begin a project.")
@click.argument("place", metavar="[DIR]", default=".")
@click.option("--vendor", metavar="NAME[/VERSION]", help="The vendor of the first API.")
@click.option("--name", help="What the API is called. [made from the vendor's]")
@click.option("--context", help="What its URL begins with, before the version. [from the name]")
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    help="What the vendor's server needs, such as url=http://127.0.0.1:8000; repeatable.",
)
def init(
    place: str,
    vendor: str | None,
    name: str | None,
    context: str | None,
    settings: tuple[str, ...],
) -> None:
    """Write a project with one API, a first consumer and its key into DIR, by default the current
    folder. Without --vendor it asks, on a terminal. No file is ever replaced: README.md, .gitignore
    and the workflow are left out where they are there, and any other stops it."""
    from compiler.issuing import making
    from compiler.starting import files, sparing
    from compiler.starting.asking import Asking

    if not place:  # an unset variable of a script, not the current folder
        raise click.UsageError("DIR is empty")
    folder, terminal = Path(place), sys.stdin.isatty()
    if vendor is None and not terminal:
        raise click.UsageError("give a --vendor; 'gatewright vendors list' shows them")
    there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not there.is_dir():
        raise click.UsageError(f"{there} is no folder")
    _refuse(folder, files.FIXED)  # before anything is asked
    asking = Asking(terminal, all=vendor is None)
    wanted = _wanted(folder, asking, vendor, name, context, settings)
    made = sparing.spared(folder, files.files(wanted, making.make()))
    _write(folder, made)
    _tell(folder, wanted, made)


def _wanted(
    folder: Path,
    asking: Asking,
    vendor: str | None,
    name: str | None,
    context: str | None,
    settings: tuple[str, ...],
) -> Wanted:
    import os

    from compiler import resources, vendors
    from compiler.keys import kinds
    from compiler.starting import choosing
    from compiler.starting import wanted as of

    place = resources.tree("vendor_specs")
    catalogue = vendors.load_catalogue(place, vendors.cache_of(os.environ))
    ids = catalogue.ids()
    likely = choosing.likely(folder.resolve().name, ids)
    chosen = catalogue.get(*asking.vendor(vendor, likely, ids).split("/"))
    if chosen is None:
        raise AssertionError("a vendor of the catalogue is not in it")
    values = asking.values(chosen.id, of.needs(chosen), settings)
    named = of.name_of(chosen)
    name = asking.answer("--name", "name of the API", kinds.API_NAME, name, named)
    begins = of.context_of(name)
    context = asking.answer("--context", "context of its URL", kinds.CONTEXT, context, begins)
    return of.Wanted(chosen, of.project_of(folder), name, context, values)


def _refuse(folder: Path, paths: Iterable[str]) -> None:
    from compiler.starting import writing

    there = writing.in_the_way(folder, paths)
    if there:
        files = ", ".join(there)
        raise click.ClickException(
            f"{folder} has {files} already, and init replaces nothing: name another folder"
        )


def _write(folder: Path, made: Spared) -> None:
    from compiler.starting import trying, writing

    _refuse(folder, [file.path for file in made.files])
    verdict = trying.tried(made.files)
    if verdict.report:
        _say(verdict.report)
    if verdict.failed:
        raise click.ClickException("nothing was written: such a project does not compile")
    try:
        writing.write(folder, made.files)
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(f"cannot write into {folder}: {why}") from error


def _tell(folder: Path, wanted: Wanted, made: Spared) -> None:
    """What is there now, and what comes next."""
    from compiler.starting.files import CONSUMER, ENVIRONMENT, KEY_FILE
    from compiler.starting.wanted import VERSION

    _say(f"wrote {folder}: {len(made.files)} files")
    said = {
        "gateway.yaml": "where the gateways run",
        f"apis/{wanted.name}.yaml": f"{wanted.vendor.id} as {wanted.name} {VERSION}",
        "consumers.yaml": f"who may call: {CONSUMER}, in {ENVIRONMENT}",
        KEY_FILE: "its key, which git ignores" if made.key_is_ignored else "its key",
    }
    width = max(len(path) for path in said)
    for path, text in said.items():
        _say(f"  {path.ljust(width)}  {text}")
    if made.left:
        they = "it is" if len(made.left) == 1 else "they are"
        _say(f"left as {they}: {', '.join(made.left)}")
    if made.unignored:
        _say("keys are not for git; add to .gitignore:")
    for line in made.unignored:
        _say(f"  {line}")
    _say("next:")
    if folder.resolve() != Path.cwd():
        _say(f"  cd {shlex.quote(str(folder))}")
    _say("  gatewright dev --mock")


def _say(line: str) -> None:
    click.echo(line, err=True)
