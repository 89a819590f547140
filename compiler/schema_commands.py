"""`gatewright schema`. As in cli, the command imports what it needs."""

from __future__ import annotations

from pathlib import Path

import click

# As compiler.keys has them; importing those would slow `--help` down.
KINDS = ("gateway", "api", "consumers", "plans", "vendor", "client")


@click.command(short_help="Print JSON Schemas for editors.")
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    help="Write KIND.schema.json into this folder; without KIND, all of them.",
)
def schema(kind: str | None, out: str | None) -> None:
    """Print the JSON Schema of the files of one KIND, or write it.

    An editor with a YAML language server takes one by a comment in the first line of a file:

    # yaml-language-server: $schema=FOLDER/api.schema.json
    """
    from compiler.schema_files import files

    if out == "":  # an unset variable of a script, not the current folder
        raise click.UsageError("--out is empty")
    wanted = KINDS if kind is None else (kind,)
    chosen = [(name, text) for name, text in files() if name.partition(".")[0] in wanted]
    if out is not None:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in chosen:
            (folder / name).write_text(text, encoding="utf-8")
            click.echo(f"wrote {folder / name}", err=True)
    elif kind is not None:
        click.echo(chosen[0][1], nl=False)
    else:
        raise click.UsageError(f"name one of {', '.join(KINDS)}, or a folder with --out")
