"""What a customer pays for: prices, and the agreement whose states they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from karn.simulator.rows import Subscription

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Price:
    """What is paid for what: `amount` is cents for one piece per interval, before the discount."""

    plan: str
    amount: int
    interval: str = "month"
    quantity: int = 1
    discount: int = 0
    status: str = "active"
    resumes_on: date | None = None

    @property
    def months(self) -> int:
        """How many months one invoice covers."""
        return MONTHS[self.interval]

    @property
    def invoiced(self) -> int:
        """Cents on one invoice: all pieces, less the discount, halves up."""
        return (self.amount * self.quantity * (100 - self.discount) + 50) // 100


@dataclass(slots=True)
class Agreement:
    """One subscription: its price states in time, its terms, its end."""

    subscription_id: str
    customer_id: str
    currency: str
    term_months: int | None = None
    notice_days: int | None = None
    contract_ends_on: date | None = None
    ends_on: date | None = None
    end_kind: str = ""
    states: list[tuple[date, Price]] = field(default_factory=list)

    @property
    def price(self) -> Price:
        """The price in force."""
        return self.states[-1][1]

    @property
    def starts_on(self) -> date:
        """The first day of the first state."""
        return self.states[0][0]

    def change(self, on: date, **fields: object) -> None:
        """Put a new price in force from `on`; a change on a state's first day replaces that state."""
        self.put(on, replace(self.price, **fields))  # type: ignore[arg-type]

    def put(self, on: date, price: Price) -> None:
        """Put `price` in force from `on`."""
        if self.states and self.states[-1][0] == on:
            self.states.pop()
        if not self.states or self.price != price:
            self.states.append((on, price))

    def end(self, on: date, kind: str) -> None:
        """End the agreement: `on` is the first day no longer paid."""
        self.ends_on, self.end_kind = on, kind

    def rows(self) -> list[Subscription]:
        """Return one row per price state, the last one open or ended."""
        starts = [start for start, _ in self.states]
        ends: list[date | None] = [*starts[1:], self.ends_on]
        return [self._row(*state, end) for state, end in zip(self.states, ends, strict=True)]

    def _row(self, starts_on: date, price: Price, ends_on: date | None) -> Subscription:
        last = starts_on == self.states[-1][0]
        return Subscription(
            subscription_id=self.subscription_id,
            customer_id=self.customer_id,
            plan=price.plan,
            starts_on=starts_on,
            ends_on=ends_on,
            amount=price.amount,
            interval=price.interval,
            quantity=price.quantity,
            discount_percent=price.discount,
            currency=self.currency,
            status=price.status,
            resumes_on=price.resumes_on,
            term_months=self.term_months,
            notice_days=self.notice_days,
            contract_ends_on=self.contract_ends_on,
            end_kind=self.end_kind if last else "",
        )
