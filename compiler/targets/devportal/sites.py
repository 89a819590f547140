"""The portal's sites: one for everybody, and below it one for each role that APIs are for.

A web server that protects `roles/ROLE/` protects all that there is about those APIs: no other
folder, and nothing in the public site, says that there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from compiler.ir import Api, Gateway, Listing, Plan
from compiler.targets.devportal.places import is_shown, listed, reference

ROLES = "roles"
"""The folder that has the sites of roles, below the portal's."""


@dataclass(frozen=True, slots=True)
class Site:
    """One site. folder: below the portal's; empty for the public one. role: whose it is; None:
    everybody's. gateway: as its readers may know it: `listed` gives the APIs that it shows, and
    portal_url is the site's own. plans: that these APIs name, and no others: who else has one is
    nobody's business."""

    folder: PurePosixPath
    role: str | None
    gateway: Gateway
    plans: tuple[Plan, ...]

    @property
    def public(self) -> str:
        """From the site's folder to that of the public one: "" or "../../"."""
        return "../" * len(self.folder.parts)


def sites(gateway: Gateway) -> Iterator[Site]:
    """The public site, then those of the roles, sorted."""
    yield _site(PurePosixPath(), None, gateway)
    for role, places in sorted(_places(gateway).items()):
        yield _site(folder(role), role, _of_role(gateway, role, places))


def roles(gateway: Gateway) -> list[str]:
    """The roles that some API of the portal is for, sorted."""
    return sorted(_places(gateway))


def folder(role: str) -> PurePosixPath:
    """The folder of a role's site, the same whichever other roles there are. The language lets a
    role have letters, digits, '.', '_' and '-'; some file systems drop a dot at a name's end."""
    return PurePosixPath(ROLES, f"{role[:-1]}~" if role.endswith(".") else role)


def alike(gateway: Gateway) -> tuple[str, str] | None:
    """Two roles whose folders some file systems take for one, so that either's readers would see
    the other's APIs; None where there are none."""
    known: dict[str, str] = {}
    for role in roles(gateway):
        other = known.setdefault(role.lower(), role)
        if other != role:
            return other, role
    return None


def _places(gateway: Gateway) -> dict[str, list[int]]:
    """By role, where among the gateway's APIs its own are: there may be as many roles as teams, and
    an API is made each time that it is read."""
    found: dict[str, list[int]] = {}
    for at, api in enumerate(gateway.apis):
        for role in api.listing.roles if is_shown(api) else ():
            found.setdefault(role, []).append(at)
    return found


def _site(where: PurePosixPath, role: str | None, own: Gateway) -> Site:
    named = {name for api in listed(own) for name in api.plans}
    return Site(where, role, own, tuple(plan for plan in own.plans if plan.name in named))


def _of_role(gateway: Gateway, role: str, places: Iterable[int]) -> Gateway:
    url = gateway.portal_url
    listings: dict[int, Listing] = {}  # many APIs share few

    def opened(api: Api) -> Api:
        """In its own site the API is for everybody."""
        listing = api.listing
        if id(listing) not in listings:
            listings[id(listing)] = replace(listing, roles=())
        return replace(api, listing=listings[id(listing)])

    apis = tuple(opened(gateway.apis[at]) for at in places)
    own = None if url is None else f"{url}/{reference(folder(role))}"
    return replace(gateway, apis=apis, portal_url=own)
