"""What can go wrong between a company and a customer, and what it does to the chance of leaving.

A month's hazard is the ordinary chance of that customer times one multiplier for each trouble that
lies in the month: a proportional-hazards model with time-varying covariates (Cox, 1972) in discrete
time. A leaver's true cause is drawn in proportion to what each trouble added to the hazard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from karn.simulator.chance import Chance

CEILING = 0.6  # no month is certain


class Cause(StrEnum):
    """Why somebody really leaves."""

    PRICE_RISE = "price_rise"
    UNANSWERED_MAILS = "unanswered_mails"
    LOST_CHAMPION = "lost_champion"
    FAILED_PAYMENTS = "failed_payments"
    BAD_ONBOARDING = "bad_onboarding"
    NEED_ENDED = "need_ended"
    NOISE = "noise"


CAUSES = tuple(Cause)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble in [starts_on, ends_on). `traced` says whether the exports show anything of it."""

    cause: Cause
    starts_on: date
    ends_on: date
    traced: bool

    def lies_in(self, starts_on: date, ends_on: date) -> bool:
        """Say whether it overlaps [starts_on, ends_on)."""
        return self.starts_on < ends_on and self.ends_on > starts_on


@dataclass(frozen=True, slots=True)
class Risk:
    """One cause in one trade: its monthly onset, how many days it weighs, its multiplier, its traces."""

    onset: float
    days: tuple[int, int]
    multiplier: float
    traced: float


@dataclass(frozen=True, slots=True)
class Risks:
    """The ordinary monthly chance of leaving, and every cause's figures."""

    base: float
    causes: Mapping[Cause, Risk]

    def hazard(self, ordinary: float, active: Sequence[Cause]) -> float:
        """Return the month's chance of notice; `ordinary` is the customer's own factor on the base."""
        hazard = self.base * ordinary
        for cause in active:
            hazard *= self.causes[cause].multiplier
        return min(hazard, CEILING)

    def true_cause(self, chance: Chance, active: Sequence[Cause]) -> Cause:
        """Draw the cause of a notice: each active one weighs its multiplier less 1, mere chance 1."""
        weights = [(cause, self.causes[cause].multiplier - 1) for cause in active]
        return chance.weigh([(Cause.NOISE, 1.0), *weights])


def active_causes(troubles: Sequence[Trouble], starts_on: date, ends_on: date) -> list[Cause]:
    """Return the causes of the troubles that lie in [starts_on, ends_on), each once, in their own order."""
    if not troubles:
        return []
    lying = {trouble.cause for trouble in troubles if trouble.lies_in(starts_on, ends_on)}
    return [cause for cause in CAUSES if cause in lying]
