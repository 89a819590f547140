"""The keys of plans.yaml."""

from __future__ import annotations

from compiler.keys import budgets, kinds
from compiler.keys.kinds import Mapping, Names
from compiler.keys.row import Key

ROWS = (
    Key(
        "plans",
        Names(kinds.PLAN_NAME, "plans by name"),
        "what a consumer may use of each API that it calls",
        required=True,
    ),
    Key("plans.<plan>", Mapping(), "one plan"),
    *budgets.below("plans.<plan>", default=True),
    Key(
        "plans.<plan>.overrides",
        Names(kinds.ENVIRONMENT_NAME, "limits by environment"),
        "what is different in some environments",
    ),
    Key("plans.<plan>.overrides.<environment>", Mapping(), "what is different in one environment"),
    *budgets.below("plans.<plan>.overrides.<environment>", default=False),
)
