"""What one kind of company must say about itself to be simulated."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from karn.simulator.chance import Chance
from karn.simulator.names import Registry
from karn.simulator.rows import Contact, Customer, Employee
from karn.simulator.troubles import Risks

if TYPE_CHECKING:
    from karn.simulator.life import Life, Step

Weights = tuple[tuple[tuple[str, str, str], float], ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a company and its customers talk.

    `monthly` is the mean number of personal conversations in a month, `topics` weighs (channel,
    direction, topic), `kickoff` is the channel of the first talk, `newsletter_months` when one goes out.
    """

    monthly: float
    topics: Weights
    kickoff: str
    newsletter_months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What the company says about itself: written to company.json. Money in `currency`, shares 0 to 1."""

    name: str
    trade: str
    zone: str
    currency: str
    language: str
    gross_margin: str
    winning_cost: str
    answer_days: int
    rhythm_days: int


class Trade(ABC):
    """One kind of company: its people, who comes, what they buy, what changes, how it ends."""

    profile: Profile
    risks: Risks
    habits: Habits
    people: tuple[Employee, ...]
    customers: int  # ever, unless asked otherwise
    returns: float  # chance that a customer who left comes back
    shows: bool  # small: must be drawn so that its last day shows every situation

    @abstractmethod
    def arrivals(self, chance: Chance, until: date, customers: int) -> list[date]:
        """Return the days on which the customers join, in order, all before `until`."""

    @abstractmethod
    def meet(
        self, registry: Registry, chance: Chance, number: int, joined_on: date
    ) -> tuple[Customer, list[Contact]]:
        """Return the customer that joins as the `number`th, and its contacts."""

    @abstractmethod
    def begin(self, life: Life, starts_on: date, *, again: bool) -> None:
        """Give the life its first agreement, or the one of a customer who came back."""

    @abstractmethod
    def turn(self, life: Life, step: Step) -> None:
        """Put in force what changes on the first day of this month of the agreement."""

    @abstractmethod
    def announce(self, life: Life, step: Step) -> None:
        """Announce the price rises whose day of announcement lies in this month."""

    @abstractmethod
    def ordinary(self, life: Life, step: Step) -> float:
        """Return this customer's own factor on the base hazard in this month."""

    @abstractmethod
    def ends_after(self, life: Life, notice_on: date) -> date:
        """Return the first day without contract after a notice on this day."""

    @abstractmethod
    def bill(self, life: Life, step: Step) -> None:
        """Send what is to be invoiced on the first day of this month, and collect it."""
