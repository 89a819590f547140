"""The project as it stands -> the gateway to serve, or what is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from compiler import pipeline, reporting, resources, vendors
from compiler.dev.watching import Stamp, WatchedProject, look
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway
from compiler.pipeline import Build, Compilation, Selection
from compiler.targets import Target
from compiler.targets.registry import TARGETS
from compiler.terms import SigV4Credential

PREFERRED = "sandbox"


@dataclass(frozen=True, slots=True)
class Attempt:
    """gateway: None where it cannot be served as it is. report: diagnostics for a terminal, with
    colours; empty: there are none. seen: how everything looked that it was made of."""

    gateway: Gateway | None
    report: str
    seen: Mapping[str, Stamp] = field(repr=False)


class NoEnvironment(Exception):
    """The project does not have what was asked for. seen: how it looked."""

    def __init__(self, text: str, seen: Mapping[str, Stamp]) -> None:
        super().__init__(text)
        self.seen = seen


class Builder:
    """Compiles a project again and again. environment: the one to serve; None: `sandbox`, else the
    first. mock: no vendor is called."""

    def __init__(self, root: Path, environment: str | None, engine: str, *, mock: bool) -> None:
        self._root = root.absolute()  # the current folder may be replaced by another one
        self._environment = environment
        self._target = target_of(engine)
        self._mock = mock
        self._catalogue = vendors.load_catalogue(
            resources.tree("vendor_specs"), vendors.cache_of(os.environ)
        )

    def build(self, resolvers: tuple[str, ...]) -> Attempt:
        """resolvers: DNS servers for environments that name none. NoEnvironment."""
        project = WatchedProject(self._root)
        before = look(self._root, ())
        selection = Selection((), (self._target.name, "devportal"), resolvers)
        catalogue = self._catalogue.renewed()
        made = pipeline.compile_project(self._root, selection, project, catalogue)
        build = self._chosen(made)
        if build is None and not made.diagnostics.failed:
            known = ", ".join(made.environments)
            raise NoEnvironment(
                f"the project has no environment '{self._environment}'; it has {known}", before
            )
        problem = None if build is None else self._problem(build, made.diagnostics)
        report = reporting.render(made.diagnostics, made.texts, "text", reporting.View(colour=True))
        if problem is not None:
            report = f"{report}\n\n{problem}".lstrip("\n")
        good = build is not None and problem is None and not made.diagnostics.failed
        seen = {**before, **project.asked}
        return Attempt(build.gateway if build is not None and good else None, report, seen)

    def now(self, seen: Mapping[str, Stamp]) -> Mapping[str, Stamp]:
        """How it looks now; the same as `seen` while nothing has changed."""
        return look(self._root, seen)

    def _chosen(self, made: Compilation) -> Build | None:
        named = {build.gateway.environment: build for build in made.builds}
        if self._environment is not None:
            return named.get(self._environment)
        return named.get(PREFERRED, next(iter(named.values()), None))

    def _problem(self, build: Build, diagnostics: Diagnostics) -> str | None:
        """What a compile for other targets does not say."""
        if self._target in build.targets:
            return None
        gateway = replace(build.gateway, listener=replace(build.gateway.listener, tls=None))
        self._target.check(gateway, diagnostics)
        signed = [
            api.id for api in gateway.apis if isinstance(api.endpoint.credential, SigV4Credential)
        ]
        if signed and not self._mock and self._target.name != "envoy":
            apis = ", ".join(signed)
            return f"{self._target.name} cannot sign requests as {apis} must: --engine envoy can"
        return None


def target_of(name: str) -> Target:
    """The target of that name. StopIteration: there is none."""
    return next(target for target in TARGETS if target.name == name)
