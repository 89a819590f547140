"""The command line: parses, prints, exits. The compiler's modules are imported by the commands that
need them, so that `--help` stays quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from compiler import __version__

if TYPE_CHECKING:
    from compiler.pipeline import Build, Compilation

EXIT_ERRORS = 1
EXIT_USAGE = 2
EXIT_DIFFERENT = 3
EXIT_DEFECT = 70  # EX_SOFTWARE of sysexits.h

TARGET_NAMES = ("nginx", "envoy", "mitmproxy", "devportal")
ENGINE_NAMES = ("nginx", "envoy", "mitmproxy")

_Command = Callable[..., Any]

_project = click.argument(
    "project", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
_strict = click.option("--strict", is_flag=True, help="Warnings fail too.")
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gatewright")
def cli() -> None:
    """Compiles YAML definitions of AI APIs into nginx, Envoy, mitmproxy and portal artifacts."""


@cli.command("compile")
@_project
@click.option("--out", type=click.Path(path_type=Path), help="Where to write. [PROJECT/out]")
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
    out: Path | None,
    environments: tuple[str, ...],
    targets: tuple[str, ...],
    compare: bool,
    strict: bool,
    form: str,
) -> None:
    """Check PROJECT and write its artifacts, one folder per environment."""
    if targets and out is None:
        raise click.UsageError("--target needs an explicit --out")
    compilation = _compiled(project, environments, targets, strict=strict, form=form)
    folder = out if out is not None else project / "out"
    whole = not environments and not targets
    if compare:
        _compare(compilation, folder, whole=whole)
    else:
        _write(compilation, folder, whole=whole)


@cli.command()
@_project
@_strict
@_format
def check(project: Path, strict: bool, form: str) -> None:
    """Check PROJECT and say what is wrong; write nothing."""
    compilation = _compiled(project, (), (), strict=strict, form=form)
    count = sum(len(build.gateway.apis) for build in compilation.builds)
    _say(f"checked {count} APIs in {len(compilation.builds)} environments")


@cli.command()
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


def _compiled(
    project: Path,
    environments: tuple[str, ...],
    targets: tuple[str, ...],
    *,
    strict: bool,
    form: str,
    resolvers: tuple[str, ...] = (),
) -> Compilation:
    """The compilation, with its diagnostics printed; exits where they forbid to go on."""
    from compiler import pipeline, reporting

    selection = pipeline.Selection(environments, targets, resolvers)
    compilation = pipeline.compile_project(project, selection)
    found = compilation.diagnostics
    report = reporting.render(found, compilation.texts, form, colour="NO_COLOR" not in os.environ)
    if report:
        click.echo(report, err=form == "text")  # drops the colours where it is no terminal
    if found.failed or (strict and len(found)):
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
                _say(_summary(build, out, count))
            for name in _abandoned(compilation, out) if whole else ():
                staging.remove(out, name)
                _say(f"removed {out / name}: the project has no such environment")
    except staging.NotOurs as error:
        raise click.ClickException(f"{error}; choose another --out or remove it") from error
    except OSError as error:
        raise click.ClickException(f"cannot write {out}: {error.strerror}") from error


def _compare(compilation: Compilation, out: Path, *, whole: bool) -> None:
    from compiler import staging

    different = 0
    for build in compilation.builds:
        name = build.gateway.environment
        for kind, path in staging.differences(out / name, build.artifacts()):
            click.echo(f"{kind}: {out / name / path}")
            different += 1
    for name in _abandoned(compilation, out) if whole else ():
        click.echo(f"extra: {out / name}")
        different += 1
    if different:
        _say(f"{different} files differ; run 'gatewright compile'")
        raise SystemExit(EXIT_DIFFERENT)
    _say(f"{out} is up to date")


def _abandoned(compilation: Compilation, out: Path) -> tuple[str, ...]:
    """Environment folders of this project in `out` that it no longer has."""
    from compiler import staging

    found = staging.environments_on_disk(out, compilation.builds[0].gateway.project)
    return tuple(name for name in found if name not in compilation.environments)


def _summary(build: Build, out: Path, count: int) -> str:
    targets = ", ".join(target.name for target in build.targets)
    apis = len(build.gateway.apis)
    noun = "API" if apis == 1 else "APIs"
    return f"wrote {out / build.gateway.environment}: {apis} {noun}, {count} files ({targets})"


def _say(line: str) -> None:
    """Progress goes to stderr, so that stdout stays a pipe's."""
    click.echo(line, err=True)


def main() -> NoReturn:
    """The `gatewright` command. A defect of ours is said as such, with exit code 70."""
    try:
        cli(prog_name="gatewright")
    except Exception:
        import traceback

        traceback.print_exc()
        _say("gatewright has a defect: please report it with the traceback above")
        sys.exit(EXIT_DEFECT)
    sys.exit(0)
