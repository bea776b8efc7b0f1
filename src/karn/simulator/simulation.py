"""Simulate a company: every customer's life, then the books in the order a company would keep them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from karn.kernel.errors import BadInput, UnknownName
from karn.simulator.chance import Chance
from karn.simulator.companies import COMPANIES
from karn.simulator.life import Life, Trade
from karn.simulator.lifetimes import live_through
from karn.simulator.names import Registry
from karn.simulator.notes import take_notes
from karn.simulator.numbering import number_books
from karn.simulator.profile import Profile
from karn.simulator.rows import Books, gather
from karn.simulator.scenes import count_missing, tally_scenes
from karn.simulator.timesheets import Studio, keep_timesheets

Progress = Callable[[int, int], None]
SEED = 7
REDRAWS = 1200  # of single customers, at most
SMALLEST_SHOWING = 24  # customers; fewer cannot show every situation


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
    cast = _Cast(trade, f"{company}/{seed}", until)
    arrivals = trade.arrivals(Chance(cast.seed, "arrivals"), until, total)
    draw = _draw_showing if trade.shows and total >= SMALLEST_SHOWING else _draw_once
    books = draw(cast, arrivals, progress or _be_silent)
    books.people.extend(trade.people)
    number_books(books)
    if trade.crafts:
        keep_timesheets(books, Studio(trade.crafts, trade.people, until), seed=cast.seed)
    books.notes = take_notes(books, trade.profile.trade, until, seed=cast.seed)
    return Simulation(company, trade.profile, books, seed, until, total)


@dataclass(slots=True)
class _Cast:
    """Everything with which the lives of one company are drawn."""

    trade: Trade
    seed: str
    until: date
    registry: Registry = field(default_factory=Registry)

    def live(self, number: int, joined_on: date, books: Books, draw: int = 0) -> Books:
        """Let the `number`th customer live and enter it in `books`; another `draw` is another life."""
        chance = Chance(self.seed, "customer", number, draw)
        customer, contacts = self.trade.meet(self.registry, chance, number, joined_on)
        live_through(Life(self.trade, chance, books, self.until, self.registry, customer, contacts))
        return books


def _draw_once(cast: _Cast, arrivals: Sequence[date], progress: Progress) -> Books:
    books = Books()
    for number, joined_on in enumerate(arrivals, start=1):
        cast.live(number, joined_on, books)
        progress(number, len(arrivals))
    return books


def _draw_showing(cast: _Cast, arrivals: Sequence[date], progress: Progress) -> Books:
    """Draw a company, then single customers of it anew, until its last day shows every situation.

    A new draw is kept unless it brings the books further from that. Each life is drawn from the same
    hazards, but which of them the company has is chosen: rates are to be checked on a large company.
    """
    lives = []
    for number, joined_on in enumerate(arrivals, start=1):
        lives.append(cast.live(number, joined_on, Books()))
        progress(number, len(arrivals))
    tallies = [tally_scenes(life, cast.until) for life in lives]
    for redraw in range(REDRAWS):
        if not count_missing(tallies):
            break
        draw, index = divmod(redraw, len(lives))
        life = cast.live(index + 1, arrivals[index], Books(), draw + 1)
        tally = tally_scenes(life, cast.until)
        if count_missing([*tallies[:index], tally, *tallies[index + 1 :]]) <= count_missing(tallies):
            lives[index], tallies[index] = life, tally
    return gather(lives)


def _be_silent(done: int, total: int) -> None:
    """Tell nobody."""
