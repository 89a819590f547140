"""What a careful reviewer would ask about a project that compiles: warnings on the whole Model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compiler.diagnostics import Diagnostics
from compiler.model import Api, Model
from compiler.review.callers import Callers
from compiler.review.counting import Counting
from compiler.review.endpoints import check_endpoint, check_keys, check_owners, check_settings
from compiler.review.served import served_of


def review(model: Model, diagnostics: Diagnostics, now: float) -> Model:
    """The same model, whose APIs are reviewed while they are read; the warnings come after the last
    of them. A project with errors gets none: half of it is missing here, and what seems to lack may
    only have been misspelt. now: the second of the Unix epoch, for keys that have expired."""
    return replace(model, apis=_reviewed(model, diagnostics, now))


def _reviewed(model: Model, diagnostics: Diagnostics, now: float) -> Iterator[Api]:
    warnings = Diagnostics()
    callers = Callers(model)
    counting = Counting(model)
    for api in model.apis:
        deployed = served_of(api, model.environments)
        for served in deployed:
            check_endpoint(served, warnings)
            check_settings(served, warnings)
        check_keys(deployed, warnings)
        check_owners(deployed, model.environments, warnings)
        callers.add(api, deployed, warnings)
        counting.add(deployed)
        yield api
    callers.check(now, warnings)
    counting.check(warnings)
    if not diagnostics.failed:
        diagnostics.take(warnings)
