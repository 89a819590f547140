"""The stages in order: a project on disk -> diagnostics and, where nothing failed, builds.

The only module that knows all stages. Artifacts are yielded while they are made.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from compiler import definition, lower, resolve, resources, review, source, vendors
from compiler.artifacts import Artifact, Digests
from compiler.diagnostics import Diagnostics
from compiler.ir import Gateway
from compiler.manifest import keys_example, with_manifest
from compiler.model import Environment
from compiler.project import Project
from compiler.targets import Target
from compiler.targets.registry import TARGETS


@dataclass(frozen=True, slots=True)
class Build:
    """One environment ready to be written: its gateway and the targets that were asked for. inputs,
    vendors: SHA-256 of each file of the project and each vendor (here in hex) that went into it."""

    gateway: Gateway
    targets: tuple[Target, ...]
    inputs: Digests = field(repr=False)
    vendors: Mapping[str, str] = field(repr=False)

    def artifacts(self) -> Iterator[Artifact]:
        """Every file of the environment folder, in a fixed order, the manifest last."""
        yield from with_manifest(self.gateway, self.inputs, self.vendors, self._emitted())

    def of_target(self, name: str) -> Iterator[Artifact]:
        """The files of one target, below its own folder: what is deployed to that engine."""
        for target in self.targets:
            if target.name == name:
                yield from target.emit(self.gateway)

    def _emitted(self) -> Iterator[Artifact]:
        yield keys_example(self.gateway)
        for target in self.targets:
            for artifact in target.emit(self.gateway):
                yield Artifact(PurePosixPath(target.name) / artifact.path, artifact.made)


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a project to build. environments, targets: names; empty means all. resolvers: DNS
    servers for environments that name none (only `gatewright run` knows any)."""

    environments: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compilation:
    """environments: the names of all environments of the project. builds: empty if anything failed.
    texts: the files that diagnostics may quote."""

    diagnostics: Diagnostics
    environments: tuple[str, ...]
    builds: tuple[Build, ...]
    texts: Mapping[PurePosixPath, bytes] = field(repr=False)


def compile_project(
    root: Path,
    selection: Selection,
    project: Project | None = None,
    catalogue: vendors.Catalogue | None = None,
) -> Compilation:
    """Checks the project at `root` whole, and prepares the builds of the selection. project,
    catalogue: of that root, nothing read so far, and of the bundled vendors."""
    diagnostics = Diagnostics()
    project = project or Project(root)
    cache = vendors.cache_of(os.environ)
    catalogue = catalogue or vendors.load_catalogue(resources.tree("vendor_specs"), cache)
    for files in project.vendors(diagnostics):
        catalogue.add(files, diagnostics)
    defined = definition.build(_documents(project, diagnostics), diagnostics)
    model = resolve.resolve(defined, catalogue, project.read, diagnostics)
    # No API was read so far: here each passes all the stages before the next one is read.
    gateways = lower.lower(review.review(model, diagnostics, time.time()))
    environments = model.environments
    digests = project.inputs, catalogue.digests()
    found = zip(environments, gateways, strict=True)
    builds = tuple(_builds(found, selection, *digests, diagnostics))
    names = tuple(environment.name for environment in environments)
    return Compilation(diagnostics, names, () if diagnostics.failed else builds, project.texts)


def _documents(project: Project, diagnostics: Diagnostics) -> Iterator[source.Document]:
    """One at a time: a document with its positions takes ten times the memory of its file."""
    for file in project.sources(diagnostics):
        document = source.parse(file.path, file.content, diagnostics)
        if document is not None:
            yield document


def _builds(
    gateways: Iterable[tuple[Environment, Gateway]],
    selection: Selection,
    inputs: Digests,
    vendors: Mapping[str, str],
    diagnostics: Diagnostics,
) -> Iterator[Build]:
    """Every environment is checked, so that one run shows all complaints; only the selected ones
    are yielded."""
    for environment, gateway in gateways:
        if not gateway.resolvers:
            gateway = replace(gateway, resolvers=selection.resolvers)
        targets = _targets(environment, selection.targets)
        for target in targets:
            target.check(gateway, diagnostics)
        if not selection.environments or environment.name in selection.environments:
            yield Build(gateway, targets, inputs, vendors)


def _targets(environment: Environment, asked: Sequence[str]) -> tuple[Target, ...]:
    chosen: Iterable[Target] = (t for t in TARGETS if t.name in environment.targets)
    return tuple(t for t in chosen if not asked or t.name in asked)
