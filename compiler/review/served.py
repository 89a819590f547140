"""What an environment really serves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compiler.model import Api, Deployment, Environment
from compiler.terms import Lifecycle


@dataclass(frozen=True, slots=True)
class Served:
    """An API that its environment really serves: neither created, blocked nor retired."""

    api: Api
    environment: Environment
    deployment: Deployment


def served_of(api: Api, environments: Iterable[Environment]) -> tuple[Served, ...]:
    """The API where it is served."""
    known = {environment.name: environment for environment in environments}
    return tuple(
        Served(api, known[deployment.environment], deployment)
        for deployment in api.deployments
        if deployment.settings.lifecycle.value in (Lifecycle.PUBLISHED, Lifecycle.DEPRECATED)
    )
