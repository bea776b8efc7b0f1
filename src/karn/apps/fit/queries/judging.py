"""What each criterion comes to for customers now: rules asked of the database, questions as answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from karn.apps.customers.models import Customer
from karn.apps.fit.models import Answer, Criterion
from karn.apps.fit.queries.checks import answers_now
from karn.apps.fit.queries.criteria import required_of
from karn.apps.fit.rules.judging import Met, answers_text, judged
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.queries import condition_of
from karn.apps.segments.rules.definitions import definition_of
from karn.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class Found:
    """What the criteria come to for one customer. `answers` writes down `met`."""

    customer: int
    met: Mapping[int, Met]
    fit: str
    owner: int | None

    @property
    def answers(self) -> str:
        """What each criterion came to, as it is stored."""
        return answers_text(self.met)


class Judge:
    """Judges customers by the criteria in force, those of a range of ids at a time."""

    def __init__(self, criteria: Sequence[Criterion], on: date) -> None:
        """Prepare the rules for the day. A few queries; a rule that asks in vain is answered by nobody."""
        self.criteria = list(criteria)
        self.questions = [one.pk for one in criteria if not one.is_rule]
        self._required = {
            prospect: required_of(self.criteria, prospect=prospect) for prospect in (False, True)
        }
        self._rules = _rules(self.criteria, on)

    def found(self, *, low: int, high: int) -> list[Found]:
        """Judge the customers whose ids lie from `low` to `high`. A query per rule, and two."""
        here = Customer.objects.filter(pk__gte=low, pk__lte=high).order_by("pk")
        holds = {number: self._holders(number, rule, low, high) for number, rule in self._rules.items()}
        said = answers_now(Q(customer__gte=low, customer__lte=high)) if self.questions else {}
        rows = here.values_list("pk", "prospect", "owner")
        return [
            self._found(number, prospect, owner, holds, said.get(number, {}))
            for number, prospect, owner in rows
        ]

    def _holders(self, _number: int, rule: Q | None, low: int, high: int) -> set[int] | None:
        if rule is None:
            return None
        its = Customer.objects.filter(pk__gte=low, pk__lte=high).filter(rule)
        return set(its.order_by().values_list("pk", flat=True))

    def _found(
        self,
        customer: int,
        prospect: bool,
        owner: int | None,
        holds: Mapping[int, set[int] | None],
        said: Mapping[int, Answer],
    ) -> Found:
        met = {}
        for one in self.criteria:
            if prospect and not one.at_signing:
                continue
            if one.is_rule:
                its = holds[one.pk]
                met[one.pk] = Met.UNKNOWN if its is None else Met.YES if customer in its else Met.NO
            else:
                met[one.pk] = Met(said[one.pk].met) if one.pk in said else Met.UNKNOWN
        return Found(customer, met, judged(met, self._required[prospect]), owner)


def _rules(criteria: Sequence[Criterion], on: date) -> dict[int, Q | None]:
    its = [one for one in criteria if one.is_rule]
    fields = Fields() if its else None
    rules: dict[int, Q | None] = {}
    for one in its:
        try:
            rules[one.pk] = condition_of(definition_of(one.definition), on=on, fields=fields)
        except BadInput:
            rules[one.pk] = None  # asks for a field there is no more: said on the page
    return rules
