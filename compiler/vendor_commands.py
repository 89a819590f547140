"""`gatewright vendors ...`. As in cli, each command imports what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from compiler.descriptions.findings import Notice, Refused
    from compiler.importing.importer import Imported
    from compiler.importing.keeping import Merged
    from compiler.vendors import Catalogue

LONGEST_GUESS = 60  # letters of one that is shown
MANY = 20  # operations, more than which hardly any API is meant to expose
LARGEST = 64 * 1024**2  # bytes of a file to import; official ones have 3 million

_project = click.argument(
    "project", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@click.group(short_help="Vendors: list, show, import.")
def vendors() -> None:
    """The vendors that APIs can be of: those that come along, and the project's own."""


@vendors.command("list", short_help="List the vendors that APIs can be of.")
@_project
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_command(project: Path, form: str) -> None:
    """List the vendors that come along and, in a PROJECT, its own."""
    from compiler import vendor_views

    catalogue, failed = _catalogue(project)
    found = (catalogue.get(*id.split("/")) for id in catalogue.ids())
    rows = [vendor_views.row(vendor) for vendor in found if vendor is not None]
    click.echo(_json(rows) if form == "json" else vendor_views.table(rows))
    if failed:
        raise SystemExit(1)


@vendors.command("show", short_help="Show what is known of a vendor.")
@click.argument("vendor", metavar="VENDOR/VERSION")
@_project
@click.option("--operation", "id", help="Only this operation, by its operationId.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def show_command(vendor: str, id: str | None, project: Path, form: str) -> None:
    """Show the facts of VENDOR/VERSION, which may be one of PROJECT, or of an operation of it."""
    from compiler import vendor_views
    from compiler.suggest import did_you_mean

    catalogue, _ = _catalogue(project)
    found = catalogue.get(*vendor.split("/")) if vendor.count("/") == 1 else None
    if found is None and vendor in catalogue.ids():
        raise SystemExit(1)  # what is wrong with it was said
    if found is None:
        near = did_you_mean(vendor, catalogue.ids())
        raise click.UsageError(f"there is no vendor '{vendor}'{near}")
    shown = vendor_views.details(found)
    if id is not None:
        known = {each.id: each for each in found.operations}
        if id not in known:
            near = did_you_mean(id, known)
            raise click.UsageError(f"{vendor} has no operation '{id}'{near}")
        shown = vendor_views.operation_details(found, known[id])
    click.echo(_json(shown) if form == "json" else vendor_views.text(shown))


def _catalogue(project: Path) -> tuple[Catalogue, bool]:
    """The vendors, those of the project too, and whether some of these have mistakes, which are
    then said. A folder that is no project has none."""
    import os

    from compiler import reporting, resources
    from compiler import vendors as known
    from compiler.diagnostics import Diagnostics
    from compiler.project import Project

    diagnostics = Diagnostics()
    catalogue = known.load_catalogue(resources.tree("vendor_specs"), known.cache_of(os.environ))
    texts = Project(project)
    for files in texts.vendors(diagnostics):
        catalogue.add(files, diagnostics)
    if diagnostics.failed:
        _say(reporting.render(diagnostics, texts.texts, "text"))
    return catalogue, diagnostics.failed


def _json(value: object) -> str:
    import json

    return json.dumps(value, indent=2, ensure_ascii=False)


@vendors.command("import", short_help="Make a vendor of an OpenAPI file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_project
@click.option("--name", required=True, help="What the vendor is called in APIs.")
@click.option("--version", required=True, help="The version of its API.")
@click.option(
    "--operations",
    multiple=True,
    help="Only these: an operationId, 'METHOD /path' or a tag; repeatable.",
)
@click.option("--facts-only", is_flag=True, help="Without descriptions, summaries and examples.")
@click.option(
    "--force",
    is_flag=True,
    help="Replace a vendor that is there; see vendor.yaml for what is kept.",
)
def import_command(
    file: Path,
    name: str,
    version: str,
    operations: tuple[str, ...],
    facts_only: bool,
    project: Path,
    force: bool,
) -> None:
    """Make a vendor of PROJECT from FILE: OpenAPI 3.0 or 3.1, or Swagger 2.0."""
    from compiler.descriptions.findings import Refused
    from compiler.importing import folder, keeping
    from compiler.importing.importer import Wanted, imported
    from compiler.importing.selecting import NoSuchOperation
    from compiler.suggest import did_you_mean
    from compiler.vendors.files import FACTS

    _check_id(name, version)
    if not (project / "gateway.yaml").is_file():
        raise click.UsageError(f"{project} is no project: it has no gateway.yaml")
    try:
        place = folder.place(project, name, version, force=force)
    except folder.Occupied as error:
        raise click.ClickException(str(error)) from error
    content = _content(file)
    found = imported(content, Wanted(name, version, file.name, operations, facts_only))
    if isinstance(found, Refused):
        _complain(file, content, found)
        raise SystemExit(1)
    if isinstance(found, NoSuchOperation):
        near = did_you_mean(found.word, found.known)
        raise click.UsageError(f"no operation or tag '{found.word}' in {file}{near}")
    _check_size(found)
    facts = keeping.merged(folder.former(place), found.files[FACTS])
    folder.write(place, {**found.files, FACTS: facts.text})
    _tell(file, place, f"{name}/{version}", found, facts)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:  # which may be a pipe, and say nothing of its size
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise click.ClickException(f"{file} is larger than {LARGEST} bytes")
    return content


def _check_size(found: Imported) -> None:
    """Refuses what no compile would read."""
    from compiler.project import MAX_BYTES

    if max(len(text.encode()) for text in found.files.values()) > MAX_BYTES:
        raise click.ClickException(
            f"the description would be larger than the {MAX_BYTES} bytes that a file of a project "
            "may have: choose some --operations, or take --facts-only"
        )


def _check_id(name: str, version: str) -> None:
    import re

    from compiler import resources
    from compiler.keys import kinds

    id = f"{name}/{version}"
    if not re.fullmatch(kinds.VENDOR.pattern, id) or "/" in name:
        raise click.UsageError(f"'{id}' is no name and version of a vendor, such as acme/v1")
    if (resources.tree("vendor_specs") / name / version).is_dir():
        raise click.UsageError(f"'{id}' comes along already; choose another --name or --version")


def _complain(file: Path, content: bytes, refused: Refused) -> None:
    """Each fault with its place, as compilers say it."""
    from compiler.descriptions.reading import locate

    shown = refused.faults[:20]
    places = locate(content, *(fault.pointer for fault in shown))
    for fault, place in zip(shown, places, strict=True):
        line, column = fault.place or place
        where = f"{_shown(fault.pointer)} " if fault.pointer else ""
        _say(f"{file}:{line}:{column}: error: {where}{_safe(fault.text)}")
    if len(refused.faults) > 20:
        _say(f"{len(refused.faults) - 20} more like these")


def _tell(file: Path, place: Path, id: str, found: Imported, facts: Merged) -> None:
    """What was done."""
    _say(f"read {file}: {_counted(found.read)}")
    for line in _grouped(found.notices):
        _say(f"  {line}")
    if found.kept != found.read:
        _say(f"kept {_counted(found.kept)}")
    if found.undeclared:
        ids = ", ".join(found.undeclared)
        _say(f"streams by its request, not by its answers; an answer of events is added: {ids}")
    for key, guess in found.guesses.items():
        if key not in facts.kept:
            _say(f"guessed {key}{_briefly(guess.value)}: {_safe(guess.why)}")
    if facts.kept:
        _say(f"kept of vendor.yaml, where it is not marked as guessed: {', '.join(facts.kept)}")
    if facts.changed:
        _say(f"marked as guessed, and otherwise now: {', '.join(facts.changed)}")
    if facts.unread:
        _say("replaced vendor.yaml whole: what was there could not be told apart by its keys")
    for name in sorted(found.files, reverse=True):
        _say(f"wrote {place / name}")
    _say(f"check what vendor.yaml marks as guessed; then an API can have `vendor: {id}`")
    if found.kept[0] > MANY and "default" not in facts.kept:
        _say(f"it exposes all {found.kept[0]} operations, unless `default: [GROUP, …]` is added")


def _grouped(notices: Sequence[Notice]) -> list[str]:
    """A line for each kind of notice: how many there are, and the first."""
    first: dict[str, tuple[int, str]] = {}
    for notice in notices:
        count, shown = first.get(notice.text, (0, _shown(notice.pointer)))
        first[notice.text] = (count + 1, shown)
    return [
        f"{shown} {_safe(text)}" + (f" ({count - 1} more)" if count > 1 else "")
        for text, (count, shown) in first.items()
    ]


def _shown(pointer: Sequence[str]) -> str:
    """A JSON pointer (RFC 6901) for people."""
    tokens = (_safe(token).replace("~", "~0").replace("/", "~1") for token in pointer)
    return "".join(f"/{token}" for token in tokens) or "the file"


def _briefly(value: Any) -> str:
    """A short value after a space; of a long one nothing, since the file has it."""
    import json

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f" {_safe(text)}" if len(text) <= LONGEST_GUESS else ""


def _safe(text: str) -> str:
    from compiler.masking import has_key, mask, printable

    return mask(text) if has_key(text) else printable(text)


def _counted(pair: tuple[int, int]) -> str:
    nouns = ("operation", "component")
    return ", ".join(
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in zip(pair, nouns, strict=True)
    )


def _say(line: str) -> None:
    """Progress goes to stderr, so that stdout stays a pipe's."""
    click.echo(line, err=True)
