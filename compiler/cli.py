"""The command line: parses, prints, exits. The compiler's modules are imported by the commands that
need them, so that `--help` stays quick."""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NoReturn

import click

from compiler import __version__
from compiler.dev_commands import dev
from compiler.init_commands import init
from compiler.key_commands import keys
from compiler.results import counted, written
from compiler.schema_commands import schema
from compiler.usage_commands import usage
from compiler.vendor_commands import vendors

if TYPE_CHECKING:
    from compiler.pipeline import Compilation

EXIT_ERRORS = 1
EXIT_DIFFERENT = 3
EXIT_DEFECT = 70  # EX_SOFTWARE of sysexits.h
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

# As compiler.keys has them; importing those would slow `--help` down.
TARGET_NAMES = ("nginx", "envoy", "mitmproxy", "devportal")
ENGINE_NAMES = ("nginx", "envoy", "mitmproxy")
OWN_FOLDERS = ("apis", "vendors")  # of a project, where it is read from

_project = click.argument(
    "project", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_strict = click.option("--strict", is_flag=True, help="Warnings fail too.")
_format = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gatewright")
def cli() -> None:
    """Compiles YAML definitions of AI APIs into nginx, Envoy, mitmproxy and portal artifacts.

    What was read of vendors is kept in ~/.cache/gatewright, which can be deleted at any time. The
    variable GATEWRIGHT_CACHE names another folder, or is 'off'.
    """


@cli.command("compile", short_help="Write the artifacts of a project.")
@_project
@click.option("--out", help="Where to write. [PROJECT/out]")
@click.option("--env", "environments", multiple=True, help="Only this environment; repeatable.")
@click.option(
    "--target",
    "targets",
    multiple=True,
    type=click.Choice(TARGET_NAMES),
    help="Only this target; repeatable; needs --out.",
)
@click.option("--check", "compare", is_flag=True, help="Write nothing; fail if --out differs.")
@_strict
@_format
def compile_command(
    project: Path,
    out: str | None,
    environments: tuple[str, ...],
    targets: tuple[str, ...],
    compare: bool,
    strict: bool,
    form: str,
) -> None:
    """Check PROJECT and write its artifacts, one folder per environment."""
    if targets and out is None:
        raise click.UsageError("--target needs an explicit --out")
    if out == "":  # an unset variable of a script, not the current folder
        raise click.UsageError("--out is empty")
    folder = project / "out" if out is None else Path(out)
    if any(folder.resolve().is_relative_to(project.resolve() / own) for own in OWN_FOLDERS):
        raise click.UsageError(f"--out {folder} would lie among the project's own files")
    held = compare and form == "json"  # the differences belong into the one JSON document
    compilation = _compiled(project, environments, targets, strict=strict, form=form, held=held)
    whole = not environments and not targets
    if compare:
        _compare(compilation, folder, form, whole=whole)
    else:
        _write(compilation, folder, whole=whole)


@cli.command(short_help="Say what is wrong in a project.")
@_project
@_strict
@_format
def check(project: Path, strict: bool, form: str) -> None:
    """Check PROJECT and say what is wrong; write nothing."""
    builds = _compiled(project, (), (), strict=strict, form=form).builds
    count = len(builds[0].gateway.apis)  # every environment has all of them
    _say(f"checked {counted(count, 'API')} in {counted(len(builds), 'environment')}")


@cli.command(short_help="Serve a project with an engine.")
@click.argument("engine", type=click.Choice(ENGINE_NAMES))
@click.option("--env", "environment", required=True, help="The environment to serve.")
@click.option(
    "--proxy",
    "proxy_port",
    type=click.IntRange(1, 65535),
    help="mitmproxy only: be a forward proxy on this port, for calls to the vendor's own URL.",
)
@_project
def run(engine: str, environment: str, proxy_port: int | None, project: Path) -> None:
    """Compile PROJECT for ENGINE and become that engine, in the foreground."""
    from compiler import engines

    if proxy_port is not None and engine != "mitmproxy":
        raise click.UsageError("--proxy is for mitmproxy")
    chosen = next(known for known in engines.ENGINES if known.name == engine)
    compilation = _compiled(
        project,
        (environment,),
        (engine,),
        strict=False,
        form="text",
        resolvers=engines.machine_resolvers(),
    )
    (build,) = compilation.builds
    program = engines.find(chosen)
    if program is None:
        raise click.ClickException(f"{engine} is not installed: pip install {chosen.package}")
    listener = build.gateway.listener
    obstacle = engines.obstacle(listener, proxy_port or listener.port)
    if obstacle is not None:
        raise click.ClickException(obstacle)
    for name in engines.missing_keys(build.gateway, os.environ):
        _say(f"warning: {name} is missing; its APIs answer 503 until the gateway has it")
    folder = engines.deploy(chosen, build.of_target(engine))
    extra: tuple[str, ...] = ()
    if proxy_port is not None:
        extra = ("--set", "gatewright_mode=proxy", "--listen-port", str(proxy_port))
        _say(f"{engine} is a forward proxy on port {proxy_port}")
    else:
        _say(f"{engine} serves {environment} at {build.gateway.url}")
    for api in build.gateway.apis:
        _say(f"  {api.id}  {build.gateway.url}{api.base}")
    engines.become(chosen, program, folder, extra)


@cli.command(short_help="Say what a diagnostic's code means.")
@click.argument("code")
def explain(code: str) -> None:
    """Print the cause of CODE (such as E301), an example of it, and what to do."""
    from compiler import explanations

    known = explanations.BY_ID.get(code.upper())
    if known is None:
        raise click.UsageError(f"no code '{code}'; the nearest is {explanations.nearest(code)}")
    click.echo(explanations.explained(known))


for known in (dev, init, keys, schema, usage, vendors):
    cli.add_command(known)


def _compiled(
    project: Path,
    environments: tuple[str, ...],
    targets: tuple[str, ...],
    *,
    strict: bool,
    form: str,
    held: bool = False,
    resolvers: tuple[str, ...] = (),
) -> Compilation:
    """The compilation, with its diagnostics printed; exits where they forbid to go on. held: where
    they do not, the caller prints them."""
    from compiler import pipeline, reporting

    selection = pipeline.Selection(environments, targets, resolvers)
    compilation = pipeline.compile_project(project, selection)
    found = compilation.diagnostics
    stop = found.failed or (strict and len(found) > 0)
    # Annotations name files as the checkout has them, which is where a workflow calls us.
    folder = PurePosixPath(Path(os.path.relpath(project)).as_posix())
    view = reporting.View(colour="NO_COLOR" not in os.environ, folder=folder)
    report = reporting.render(found, compilation.texts, form, view)
    if report and (stop or not held):
        click.echo(report, err=form == "text")  # drops the colours where it is no terminal
    if stop:
        raise SystemExit(EXIT_ERRORS)
    for name in environments:
        if name not in compilation.environments:
            known = ", ".join(compilation.environments)
            raise click.UsageError(f"the project has no environment '{name}'; it has {known}")
    had = {target.name for build in compilation.builds for target in build.targets}
    for name in targets:
        if name not in had:
            raise click.UsageError(f"no environment that was asked for has target {name}")
    return compilation


def _write(compilation: Compilation, out: Path, *, whole: bool) -> None:
    from compiler import staging

    try:
        with staging.locked(out):
            for build in compilation.builds:
                staging.check_ours(out / build.gateway.environment)
            for build in compilation.builds:
                count = staging.replace(out, build.gateway.environment, build.artifacts())
                for line in written(build, out, count):
                    _say(line)
            for name in _abandoned(compilation, out) if whole else ():
                staging.remove(out, name)
                _say(f"removed {out / name}: the project has no such environment")
    except staging.NotOurs as error:
        raise click.ClickException(f"{error}; choose another --out or remove it") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {out}: {error.strerror or error}") from error


def _compare(compilation: Compilation, out: Path, form: str, *, whole: bool) -> None:
    from compiler import reporting, staging

    found = [
        (kind, str(out / build.gateway.environment / path))
        for build in compilation.builds
        for kind, path in staging.differences(out / build.gateway.environment, build.artifacts())
    ]
    if whole:
        found += [("extra", str(out / name)) for name in _abandoned(compilation, out)]
    if form == "json":
        click.echo(reporting.as_json(compilation.diagnostics, found))
    else:
        for kind, path in found:
            click.echo(reporting.difference(kind, path, form))
    if found:
        _say(f"{counted(len(found), 'difference')}; run 'gatewright compile'")
        raise SystemExit(EXIT_DIFFERENT)
    _say(f"{out} is up to date")


def _abandoned(compilation: Compilation, out: Path) -> tuple[str, ...]:
    """Environment folders of this project in `out` that it no longer has."""
    from compiler import staging

    found = staging.environments_on_disk(out, compilation.builds[0].gateway.project)
    return tuple(name for name in found if name not in compilation.environments)


def _say(line: str) -> None:
    """Progress goes to stderr, so that stdout stays a pipe's."""
    click.echo(line, err=True)


def _without_keys(text: str) -> str:
    """The text with the lines covered in which a key stands."""
    from compiler.masking import has_key, mask

    return "\n".join(mask(line) if has_key(line) else line for line in text.split("\n"))


def main() -> NoReturn:
    """The `gatewright` command. A defect of ours is said as such, with exit code 70."""
    gc.set_threshold(10_000_000, 50, 50)  # what is made of a large project stays until the end
    try:
        sys.exit(cli.main(prog_name="gatewright", standalone_mode=False))
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)  # it may repeat a word of the command
        _say(_without_keys(said.getvalue().rstrip()))
        sys.exit(error.exit_code)
    except click.Abort:  # click's word for an interrupt
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:  # of the machine: a full disk, a program that cannot be executed
        _say(f"Error: {error}")
        sys.exit(EXIT_ERRORS)
    except Exception:
        import traceback

        _say(_without_keys(traceback.format_exc().rstrip()))
        _say("gatewright has a defect: please report it with the traceback above")
        sys.exit(EXIT_DEFECT)
