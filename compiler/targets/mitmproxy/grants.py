"""What gateway.json says of limits and consumers: what many of them have stands there once."""

from __future__ import annotations

from collections.abc import Sequence

from compiler import budgets, ir

Json = dict[str, object]


class Grants:
    """The grants of a gateway's consumers, numbered as they come. plans, rows: in that order."""

    def __init__(self, consumers: Sequence[ir.Consumer]) -> None:
        self.plans: list[Json] = []
        self.rows: list[Json] = []
        self._plans: dict[ir.Plan, int] = {}
        # By identity: equal grants are one object, and a long list of APIs takes long to hash.
        self._numbers: dict[int, int] = {}
        for consumer in consumers:
            if id(consumer.grant) not in self._numbers:
                self._numbers[id(consumer.grant)] = len(self.rows)
                self.rows.append(self._row(consumer.grant))

    def consumer(self, consumer: ir.Consumer) -> Json:
        """A consumer's row: its grant by number."""
        return {
            "name": consumer.name,
            "grant": self._numbers[id(consumer.grant)],
            "keys": [[key.digest, key.expires] for key in consumer.keys],
            **_subjects(consumer.subjects),
        }

    def _row(self, grant: ir.Grant) -> Json:
        return {
            "plan": None if grant.plan is None else self._plan(grant.plan),
            "apis": None if grant.apis is None else list(grant.apis),
            "limits": limits(budgets.of_grant(grant)),
        }

    def _plan(self, plan: ir.Plan) -> int:
        if plan not in self._plans:
            self._plans[plan] = len(self.plans)
            self.plans.append({"name": plan.name, "limits": limits(budgets.of_plan(plan))})
        return self._plans[plan]


def _subjects(subjects: Sequence[ir.Subject]) -> Json:
    """Only where there are any: consumers are many."""
    return {"subjects": [[each.issuer, each.value] for each in subjects]} if subjects else {}


def limits(counted: Sequence[budgets.Counted]) -> list[Json]:
    """The limits of an API, a plan or a grant."""
    return [
        {
            "kind": each.limit.kind.value,
            "amount": each.limit.amount,
            "seconds": each.limit.seconds,
            "counter": each.counter,
            "reserve": each.reserve,
            "status": each.refusal.status,
            "code": each.refusal.code,
            "body": each.refusal.body,
        }
        for each in counted
    ]
