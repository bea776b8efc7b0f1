"""One customer's time with the company, month by month, and what the kind of company decides in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from karn.kernel.month import add_months
from karn.simulator.agreements import Agreement
from karn.simulator.chance import Chance
from karn.simulator.names import Registry
from karn.simulator.profile import Craft, Habits, Profile
from karn.simulator.rows import Books, Contact, Conversation, Customer, Employee, Payment
from karn.simulator.troubles import Cause, Risks, Trouble, active_causes

_month_after = cache(add_months)  # the same few days, for thousands of customers


@dataclass(frozen=True, slots=True)
class Step:
    """The `number`th month of an agreement, cut at the day the simulation stops."""

    number: int
    starts_on: date
    ends_on: date
    share: float  # of a whole month

    def day(self, chance: Chance) -> date:
        """Return a day in the step."""
        return self.starts_on + timedelta(days=int(chance.draw() * (self.ends_on - self.starts_on).days))

    def holds(self, day: date) -> bool:
        """Say whether the day lies in the step."""
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class Rise:
    """A new price that is on its way: from which day, and by how many percent."""

    effective_on: date
    percent: float


@dataclass(slots=True)
class Life:
    """A customer, everything that has happened so far, and what is on its way.

    `until` is the day the simulation stops: nothing on or after it has happened yet.
    """

    trade: Trade
    chance: Chance
    books: Books
    until: date
    registry: Registry
    customer: Customer
    contacts: list[Contact]
    talkative: float = 1.0
    factor: float = 1.0  # on the base hazard
    shaky: bool = False  # collecting from this one often fails
    pays_after: int = 14  # days, by bank transfer
    troubles: list[Trouble] = field(default_factory=list)
    talks: list[Conversation] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    agreement: Agreement = field(init=False)  # the present or last one
    anchor: date = date.min
    renewed_at: int = 0  # the step at which the present interval began
    price_version: int = 0
    discount_until: int | None = None  # step
    rise: Rise | None = None
    owes_since: date | None = None  # first failure of an invoice that will not be paid
    unpaid: list[Payment] = field(default_factory=list)  # by a client who stopped paying
    shrinks: bool = False  # asks for less at the next turn

    @property
    def language(self) -> str:
        """The customer's language."""
        return self.customer.language

    def sign(self, agreement: Agreement) -> None:
        """Let an agreement begin."""
        self.agreements.append(agreement)
        self.agreement = agreement

    def steps(self) -> Iterator[Step]:
        """Yield the agreement's months until it ends or the simulation stops."""
        number, starts_on = 0, self.anchor
        while starts_on < self.until and not self.is_over(starts_on):
            following = _month_after(self.anchor, number + 1)
            ends_on = min(following, self.until)
            if self.troubles:
                self.troubles = [trouble for trouble in self.troubles if trouble.ends_on > starts_on]
            yield Step(number, starts_on, ends_on, (ends_on - starts_on).days / (following - starts_on).days)
            number, starts_on = number + 1, following

    def is_over(self, day: date) -> bool:
        """Say whether the agreement has ended by `day`."""
        return self.agreement.ends_on is not None and self.agreement.ends_on <= day

    def suffer(self, cause: Cause, starts_on: date, days: int, *, traced: bool) -> None:
        """Note a trouble of so many days."""
        self.troubles.append(Trouble(cause, starts_on, starts_on + timedelta(days=days), traced))

    def active(self, step: Step) -> list[Cause]:
        """Return the causes at work in this month."""
        return active_causes(self.troubles, step.starts_on, step.ends_on)

    def contacts_on(self, day: date) -> list[Contact]:
        """Return the contacts who work at the customer on `day`."""
        return [c for c in self.contacts if c.starts_on <= day and (c.ends_on is None or c.ends_on > day)]

    def settle(self) -> None:
        """Enter the finished agreement in the books, and what was said while it ran."""
        ends_on = self.agreement.ends_on
        if ends_on is not None and self.agreement.contract_ends_on is not None:
            self.agreement.contract_ends_on = ends_on
        self.books.subscriptions.extend(self.agreement.rows())
        self.books.conversations.extend(
            talk for talk in self.talks if ends_on is None or talk.happened_at.date() < ends_on
        )
        self.talks.clear()
        self.troubles.clear()
        self.unpaid.clear()
        self.owes_since, self.rise, self.shrinks = None, None, False


class Trade(ABC):
    """One kind of company: its people, who comes, what they buy, what changes, how it ends."""

    profile: Profile
    risks: Risks
    habits: Habits
    people: tuple[Employee, ...]
    customers: int  # ever, unless asked otherwise
    returns: float  # chance that a customer who left comes back
    shows: bool  # small: must be drawn so that its last day shows every situation
    crafts: tuple[Craft, ...] = ()  # what its people write hours for; none = it keeps no time sheets

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
