"""Where the answers come from: options, a person at a terminal, defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from compiler.keys.kinds import Scalar
from compiler.masking import mask
from compiler.starting import choosing
from compiler.starting.wanted import Need, fault
from compiler.suggest import did_you_mean, listed


@dataclass(frozen=True, slots=True)
class Asking:
    """terminal: somebody can be asked. all: also for what has a default."""

    terminal: bool
    all: bool

    def answer(
        self, option: str, question: str, kind: Scalar, given: str | None, default: str
    ) -> str:
        """A checked value. click.UsageError: what an option gives is none."""
        if given is None:
            return _asked(question, kind, default) if self.all else default
        _check(option, kind, given)
        return given

    def vendor(self, given: str | None, likely: str, ids: Sequence[str]) -> str:
        """`NAME/VERSION` of one of the vendors. click.UsageError: the option names none of them, or
        one with several versions and nobody can be asked which."""
        if given is None:
            click.echo("vendors:", err=True)
            return _chosen("vendor, or how it begins", ids, likely)
        named = choosing.named(given, ids)
        if not named:
            near = did_you_mean(given, ids) or f"; known are {listed(ids)}"
            raise click.UsageError(f"there is no vendor '{mask(given)}'{near}")
        if len(named) == 1:
            return named[0]
        if not self.terminal:
            raise click.UsageError(f"give one of {listed(named)}")
        return _chosen("version", named, named[-1])

    def values(
        self, vendor: str, needs: Sequence[Need], settings: Sequence[str]
    ) -> tuple[tuple[str, str], ...]:
        """A value of each need, from `NAME=VALUE` or asked for. click.UsageError: one is missing,
        wrong, given twice or not needed."""
        given: dict[str, str] = {}
        for setting in settings:
            name, sign, value = setting.partition("=")
            if not sign or name in given:
                raise click.UsageError("--set takes NAME=VALUE, each NAME once")
            given[name] = value
        for name in given:
            if name not in (need.name for need in needs):
                takes = listed(need.name for need in needs)
                raise click.UsageError(f"{vendor} has no '{mask(name)}' to --set; it has {takes}")
        missing = [need for need in needs if need.name not in given]
        if missing and not self.terminal:
            words = " ".join(f"--set {need.name}=…" for need in missing)
            raise click.UsageError(f"{vendor} needs {words} ({missing[0].meaning})")
        return tuple((need.name, _value(need, given.get(need.name))) for need in needs)


def _value(need: Need, given: str | None) -> str:
    if given is None:
        return _asked(f"{need.name} ({need.meaning})", need.kind, need.likely)
    _check(f"--set {need.name}", need.kind, given)
    return given


def _check(option: str, kind: Scalar, given: str) -> None:
    found = fault(kind, given)
    if found is not None:
        raise click.UsageError(f"{option}: {found}")


def _asked(question: str, kind: Scalar, default: str | None) -> str:
    def read(text: str) -> str:
        text = text.strip()
        found = fault(kind, text)
        if found is not None:
            raise click.BadParameter(found)
        return text

    answer: str = click.prompt(question, default=default, value_proc=read, err=True)
    return answer


def _chosen(question: str, ids: Sequence[str], default: str) -> str:
    """Asks until one is left of those that the answers could mean."""
    shown = ids
    while True:
        for id in shown:
            click.echo(f"  {id}", err=True)
        likely = default if default in shown else shown[-1]
        word = click.prompt(question, default=likely, err=True).strip()
        left = choosing.found(word, shown) or choosing.found(word, ids)
        if len(left) == 1:
            return left[0]
        if not left:
            near = did_you_mean(word, ids)
            click.echo(f"there is no vendor '{mask(word)}'{near}", err=True)
        shown = left or ids
