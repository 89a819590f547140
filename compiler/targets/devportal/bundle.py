"""A site -> its files, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import ParamSpec

from compiler.artifacts import Artifact
from compiler.ir import Api
from compiler.targets.devportal import api_catalog, backstage, redocly
from compiler.targets.devportal.calling import Calling
from compiler.targets.devportal.catalog import catalog
from compiler.targets.devportal.document import Closures, document
from compiler.targets.devportal.pages import documents
from compiler.targets.devportal.pages.home import home
from compiler.targets.devportal.pages.listing import Group, Groups
from compiler.targets.devportal.pages.page import page
from compiler.targets.devportal.pages.searching import search
from compiler.targets.devportal.pages.surface import Surfaces
from compiler.targets.devportal.places import (
    document_file,
    listed,
    openapi_file,
    page_file,
    postman_file,
    rendered_file,
)
from compiler.targets.devportal.postman import Shared, collection
from compiler.targets.devportal.sites import Site

_Given = ParamSpec("_Given")


class Bundle:
    """What the sites of a portal share while they are written."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling
        self._closures = Closures(calling)
        self._surfaces = Surfaces(calling)
        self._requests = Shared(self._closures)

    def files(self, site: Site) -> Iterator[Artifact]:
        """The files of a site, by their paths below the portal's folder."""
        for artifact in self._files(site):
            yield Artifact(site.folder / artifact.path, artifact.made)

    def _files(self, site: Site) -> Iterator[Artifact]:
        found = Groups(site)
        yield Artifact(api_catalog.PATH, partial(api_catalog.api_catalog, site.gateway))
        for api in listed(site.gateway):
            yield from self._of_api(site, api, found.of(api.name))
        yield Artifact(backstage.PATH, partial(backstage.catalog_info, site.gateway, site.role))
        catalogue = partial(catalog, site.gateway, self._calling)
        yield Artifact(PurePosixPath("catalog.json"), catalogue)
        yield Artifact(PurePosixPath("index.html"), partial(home, site, found))
        yield Artifact(redocly.PATH, partial(redocly.redocly, site.gateway))
        yield Artifact(PurePosixPath("search.json"), partial(search, site, self._surfaces))

    def _of_api(self, site: Site, api: Api, group: Group) -> Iterator[Artifact]:
        gateway = site.gateway
        for given in api.listing.documents:
            yield Artifact(document_file(api, given), given.content)
            if (file := rendered_file(api, given)) is not None:
                yield Artifact(file, _later(documents.page, site, api, given, file))
        yield Artifact(page_file(api), _later(page, site, api, group, self._surfaces))
        yield Artifact(openapi_file(api), _later(document, gateway, api, self._closures))
        yield Artifact(postman_file(api), _later(collection, gateway, api, self._requests))


def _later(
    make: Callable[_Given, bytes], *args: _Given.args, **kwargs: _Given.kwargs
) -> Callable[[], Iterator[bytes]]:
    """A file that is made when somebody reads it."""
    return lambda: iter((make(*args, **kwargs),))
