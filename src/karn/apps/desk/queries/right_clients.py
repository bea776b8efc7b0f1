"""Right clients lost: how many of each fit left in a month, and the right ones by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.desk.queries.leavers import Leavers, lost_in
from karn.apps.desk.queries.readings import Rate, rate, whole
from karn.apps.fit.models import Fit
from karn.apps.fit.queries import all_criteria
from karn.apps.measures.queries import Answers
from karn.kernel.period import Period

MONTHS: Final = ("last_month", "this_month")


@dataclass(frozen=True, slots=True)
class RightClients:
    """One month: the rates of right, not right and unchecked customers, and the right ones who left."""

    period: Period | None
    right: Rate
    not_right: Rate
    unchecked: Rate
    lost: Leavers

    @property
    def checked(self) -> int:
        """How many of the customers at the start were right or not: none before the first checks."""
        return whole(self.right.denominator) + whole(self.not_right.denominator)

    @property
    def opening(self) -> int:
        """How many customers there were at the start."""
        return sum(whole(one.denominator) for one in (self.right, self.not_right, self.unchecked))


@dataclass(frozen=True, slots=True)
class RightClientCard:
    """The dashboard's first figure: the last full month and the running one; what is lacking where not.

    `lacks` is "criteria" where nobody wrote down any, "figures" where they were not asked for since.
    """

    months: tuple[RightClients, ...] = ()
    lacks: str = ""

    @property
    def last(self) -> RightClients:
        """The last full month."""
        return self.months[0]

    @property
    def running(self) -> RightClients:
        """The running month."""
        return self.months[1]


def right_client_card(
    company: Company, answers: Answers, lost: Callable[[], list[Leavers]]
) -> RightClientCard | None:
    """Return the card; None where the company does not need it. One query where there are no figures.

    `lost` reads the right ones who left, per month: see :func:`right_ones_lost`.
    """
    if not company.has(Station.CRITERIA):
        return None
    if "right_client_churn.last_month" not in answers.by_name:
        return RightClientCard(lacks="figures" if all_criteria().exists() else "criteria")
    both = zip(MONTHS, lost(), strict=True)
    return RightClientCard(tuple(_month(answers, name, its) for name, its in both))


def right_ones_lost(answers: Answers, visible: Collection[int] | None) -> list[Leavers]:
    """Return the right clients who left in each of the months, by name as far as they are visible."""
    rows = [
        [row for row in answers.rows(f"lost.by_fit.{name}") if row["fit"] == Fit.RIGHT] for name in MONTHS
    ]
    return lost_in(rows, visible=visible)


def _month(answers: Answers, name: str, lost: Leavers) -> RightClients:
    its = {row["fit"]: rate(row) for row in answers.rows(f"right_client_churn.{name}")}
    rates = {fit: its.get(fit, Rate()) for fit in Fit.values}
    return RightClients(answers.period(f"right_client_churn.{name}"), **rates, lost=lost)
