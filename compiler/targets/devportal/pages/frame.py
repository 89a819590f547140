"""What stands around the content of every page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler.targets.devportal.sites import Site

# What a policy can name (CSP 3, host-source): no "_", and no address of IPv6.
_NAMEABLE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Frame:
    """title: of the page, as a browser's tab shows it. name: of the portal. role: whose site it is;
    None: everybody's. policy: the page's Content-Security-Policy. home, assets, public: the site's
    home page, the folder of assets and the public site's home page, seen from the page. logo: a
    file of the assets; None where the project has none."""

    title: str
    name: str
    environment: str
    role: str | None
    policy: str
    home: str
    assets: str
    public: str
    logo: str | None


def frame(site: Site, title: str, depth: int) -> Frame:
    """depth: how many folders below the site's own the page is."""
    gateway = site.gateway
    up = "../" * depth
    name = gateway.look.name
    return Frame(
        title=f"{title} · {name}" if title else name,
        name=name,
        environment=gateway.environment,
        role=site.role,
        policy=_policy(gateway.url),
        home=f"{up}index.html",
        assets=f"{up}{site.public}assets/",
        public=f"{up}{site.public}index.html",
        logo=None if gateway.look.logo is None else gateway.look.logo.name,
    )


def _policy(gateway: str) -> str:
    """Nothing but the portal's own files, and requests to the gateway alone; to all servers of its
    scheme where a policy cannot name it, since browsers ignore what they cannot read."""
    named = gateway if _NAMEABLE.fullmatch(gateway) else f"{gateway.partition(':')[0]}:"
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' {named}",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
