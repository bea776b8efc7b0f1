"""Simulate a company: every customer's life, then the books in the order a company would keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from karn.kernel.errors import BadInput, UnknownName
from karn.simulator.chance import Chance
from karn.simulator.companies import COMPANIES
from karn.simulator.goodbyes import decide
from karn.simulator.life import Life
from karn.simulator.mishaps import let_mishaps_begin
from karn.simulator.names import Registry
from karn.simulator.numbering import number_books
from karn.simulator.rows import Books
from karn.simulator.scenes import missing_scenes
from karn.simulator.talks import hold_talks
from karn.simulator.trade import Profile, Trade
from karn.simulator.troubles import Cause

Progress = Callable[[int, int], None]
SEED = 7
REDRAWS = 400  # at most, of a small company that does not show every situation


@dataclass(frozen=True, slots=True)
class Simulation:
    """One made company: its books, what it says about itself, and with what it was drawn."""

    company: str
    profile: Profile
    books: Books
    seed: int
    until: date
    customers: int


def simulate(
    company: str,
    *,
    until: date,
    seed: int = SEED,
    customers: int | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Simulate `company` up to, not including, the day `until`; nothing later has happened yet.

    `customers` is how many ever joined (default: the company's own size). `progress(done, total)` is
    called after each customer. The same arguments give the same result on every run. Raises
    UnknownName for a company that does not exist and BadInput for less than one customer.
    """
    if company not in COMPANIES:
        raise UnknownName("company", company, sorted(COMPANIES))
    trade = COMPANIES[company]
    total = trade.customers if customers is None else customers
    if total < 1:
        raise BadInput("A company needs at least one customer: give --customers 1 or more.")
    books = _draw_books(trade, f"{company}/{seed}", until, total, progress)
    return Simulation(company, trade.profile, books, seed, until, total)


def _draw_books(trade: Trade, seed: str, until: date, total: int, progress: Progress | None) -> Books:
    """Draw the books; those of a small company again until they show every situation, or else the fullest."""
    best, fewest = None, 0
    for attempt in range(REDRAWS if trade.orderly else 1):
        books = _live_through(trade, f"{seed}/{attempt}", until, total, progress if attempt == 0 else None)
        missing = len(missing_scenes(books, until)) if trade.orderly else 0
        if best is None or missing < fewest:
            best, fewest = books, missing
        if not fewest:
            break
    assert best is not None  # noqa: S101 (the loop runs at least once)
    number_books(best)
    return best


def _live_through(trade: Trade, seed: str, until: date, total: int, progress: Progress | None) -> Books:
    books, registry = Books(people=list(trade.people)), Registry()
    for number, joined_on in enumerate(trade.arrivals(Chance(seed, "arrivals"), until, total), start=1):
        chance = Chance(seed, "customer", number)
        customer, contacts = trade.meet(registry, chance, number, joined_on)
        life = Life(trade, chance, books, until, registry, customer, contacts)
        _live(life, joined_on)
        if progress is not None:
            progress(number, total)
    return books


def _live(life: Life, joined_on: date) -> None:
    """Live a customer's whole time, with a return after a departure where there is one."""
    life.books.customers.append(life.customer)
    starts_on: date | None = joined_on
    while starts_on is not None and starts_on < life.until:
        life.trade.begin(life, starts_on, again=bool(life.agreements))
        for step in life.steps():
            life.trade.turn(life, step)
            life.trade.bill(life, step)
            let_mishaps_begin(life, step)
            hold_talks(life, step)
            decide(life, step)
        life.settle()
        starts_on = _return_day(life)
    life.books.contacts.extend(life.contacts)


def _return_day(life: Life) -> date | None:
    """Return the day on which a customer who left comes back, if it does."""
    ends_on = life.agreement.ends_on
    if ends_on is None or life.agreement.end_kind not in {"voluntary", "payment_failure"}:
        return None
    if life.books.truths[-1].true_cause == Cause.NEED_ENDED or not life.chance.happens(life.trade.returns):
        return None
    return ends_on + timedelta(days=life.chance.whole(35, 260))
