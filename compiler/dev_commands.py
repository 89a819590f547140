"""`gatewright dev`. As in cli, the command imports what it needs."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command(short_help="Serve a project while you work on it.")
@click.argument(
    "project", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--env", "environment", help="The environment to serve. [sandbox, else the first]")
@click.option("--mock", is_flag=True, help="Answer from the vendors' descriptions; call no vendor.")
@click.option(
    "--engine",
    type=click.Choice(("mitmproxy", "nginx", "envoy")),
    default="mitmproxy",
    show_default=True,
)
@click.option("--port", type=click.IntRange(1, 65535), help="Where. [the environment's, or next]")
def dev(project: Path, environment: str | None, mock: bool, engine: str, port: int | None) -> None:
    """Serve PROJECT on this machine with its portal, and again on every save.

    Prints the URLs, a test key and a line for each request. What does not compile is said, and the
    last good build stays. Listens on 127.0.0.1 only.
    """
    from compiler.dev.building import NoEnvironment
    from compiler.dev.running import Failed
    from compiler.dev.session import Wanted, serve
    from compiler.dev.terminal import Terminal

    terminal = Terminal(colour="NO_COLOR" not in os.environ)
    try:
        serve(Wanted(project, environment, engine, port, mock), terminal)
    except NoEnvironment as error:
        raise click.UsageError(str(error)) from error
    except Failed as error:
        raise click.ClickException(str(error)) from error
