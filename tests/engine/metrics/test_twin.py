"""Every subscription metric against a twin in plain Python, on random contracts.

The twin knows nothing of deltas: it asks for each customer and each day what is active just before it.
Many small companies go into one lake, told apart by an attribute of their customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.engine.metrics.request import Options, request_for
from karn.engine.metrics.timeline import full_months_before
from karn.engine.run import Session
from karn.kernel.month import Month, add_months, whole_months
from karn.kernel.period import Period, is_active_just_before

pytestmark = pytest.mark.slow

FIRST, LAST = date(2025, 12, 20), date(2026, 4, 20)
QUARTER = Period(date(2026, 1, 1), date(2026, 4, 1))
DAY = timedelta(days=1)


@dataclass(frozen=True)
class State:
    customer: str
    subscription: str
    starts_on: date
    ends_on: date | None
    mrr: int
    paused: int
    restated: bool
    withdrawn: bool

    def held(self) -> int:
        return 0 if self.withdrawn else self.mrr + self.paused

    def paid(self) -> int:
        return self.mrr

    def on_hold(self) -> int:
        return 0 if self.withdrawn else self.paused

    def given_back(self) -> int:
        return self.mrr if self.withdrawn else 0


@st.composite
def subscriptions(draw, customer: str, number: int) -> list[State]:
    """One subscription: one to three consecutive states, some paused, the last perhaps open."""
    days = st.dates(FIRST, LAST)
    bounds = sorted(draw(st.lists(days, min_size=2, max_size=4)))
    is_open, withdrawn = draw(st.booleans()), draw(st.integers(0, 9)) == 0
    states = []
    for index, (start, end) in enumerate(pairwise(bounds)):
        amount, paused = draw(st.sampled_from([10, 20, 30])), draw(st.integers(0, 5)) == 0
        last = index == len(bounds) - 2
        states.append(
            State(
                customer,
                f"{customer}-{number}",
                start,
                None if last and is_open and not withdrawn else end,
                0 if paused else amount,
                amount if paused else 0,
                restated=index > 0 and draw(st.integers(0, 3)) == 0,
                withdrawn=withdrawn,
            )
        )
    return states


@st.composite
def companies(draw) -> list[State]:
    return [
        state
        for customer in range(draw(st.integers(1, 4)))
        for number in range(draw(st.integers(1, 3)))
        for state in draw(subscriptions(f"c{customer}", number))
    ]


class Twin:
    """One company, asked plainly."""

    def __init__(self, states: list[State]) -> None:
        self.states = states
        self.customers = sorted({state.customer for state in states})
        self.known = {}

    def level(self, customer: str, day: date, of=State.held) -> int:
        if (customer, day, of) not in self.known:
            self.known[customer, day, of] = sum(
                of(state)
                for state in self.states
                if state.customer == customer
                and is_active_just_before(day, starts_on=state.starts_on, ends_on=state.ends_on)
            )
        return self.known[customer, day, of]

    @cache  # noqa: B019
    def first_paid_on(self, customer: str, until: date) -> date | None:
        day = FIRST
        while day < until:
            if self.level(customer, day + DAY) > 0:
                return day
            day += DAY
        return None

    def movement(self, customer: str, day: date) -> tuple[str, int]:
        before, after = self.level(customer, day), self.level(customer, day + DAY)
        change = after - before
        if change == 0:
            return "none", 0
        if before == 0:
            return ("new" if self.first_paid_on(customer, day) is None else "reactivation"), change
        if after == 0:
            return "churn", change
        if any(
            s.restated and s.starts_on == day and s.ends_on != day and s.customer == customer
            for s in self.states
        ):
            return "restatement", change
        return ("expansion" if change > 0 else "contraction"), change

    @cache  # noqa: B019 — a twin lives as long as its test
    def movements(self, period: Period) -> list[tuple[str, date, str, int]]:
        days = [period.starts_on + n * DAY for n in range(period.days)]
        found = [(c, day, *self.movement(c, day)) for c in self.customers for day in days]
        return [row for row in found if row[2] != "none"]

    def books(self, period: Period) -> dict[str, int]:
        lines = dict.fromkeys(
            [
                "new",
                "expansion",
                "reactivation",
                "contraction",
                "churn",
                "restatement",
                "pause",
                "resume",
                "withdrawal",
            ],
            0,
        )
        for _, _, movement, change in self.movements(period):
            lines[movement] += change if movement == "restatement" else abs(change)
        for customer in self.customers:
            for day in (period.starts_on + n * DAY for n in range(period.days)):
                hold = self.level(customer, day + DAY, State.on_hold) - self.level(
                    customer, day, State.on_hold
                )
                lines["pause" if hold > 0 else "resume"] += abs(hold)
                self._book_withdrawn(lines, customer, day)
        return lines | {
            "opening": sum(self.level(c, period.starts_on, State.paid) for c in self.customers),
            "closing": sum(self.level(c, period.ends_on, State.paid) for c in self.customers),
            "fx": 0,
        }

    def _book_withdrawn(self, lines: dict[str, int], customer: str, day: date) -> None:
        change = self.level(customer, day + DAY, State.given_back) - self.level(
            customer, day, State.given_back
        )
        if change < 0:
            lines["withdrawal"] -= change
        elif self.level(customer, day + DAY) > 0:
            lines["expansion"] += change
        elif self.first_paid_on(customer, day) is not None:
            lines["reactivation"] += change
        else:
            lines["new"] += change

    def opening(self, period: Period) -> dict[str, int]:
        """What each opening customer held, restatements inside the period taken back."""
        restated = dict.fromkeys(self.customers, 0)
        for customer, _, movement, change in self.movements(period):
            restated[customer] += change if movement == "restatement" else 0
        return {
            c: max(level + restated[c], 0)
            for c in self.customers
            if (level := self.level(c, period.starts_on)) > 0
        }

    def customer_churn(self, period: Period, mode: str = "") -> tuple[int, int]:
        opening = {c for c in self.customers if self.level(c, period.starts_on) > 0}
        gone = {c for c in self.customers if self.level(c, period.ends_on) == 0}
        moves = self.movements(period)
        churned = {c for c, _, movement, _ in moves if movement == "churn"}
        joined = {c for c, _, movement, _ in moves if movement == "new"}
        return {
            "": (len(opening & gone), len(opening)),
            "chartmogul": (len((churned & gone) - joined), len(opening)),
            "stripe": (len(churned), len(opening) + len(joined)),
            "baremetrics": (len(churned), len(opening)),
            "joined_and_left": (len(joined & gone), 1),
        }[mode]

    def revenue(self, period: Period, metric: str) -> tuple[int, int]:
        opening = self.opening(period)
        closing = {c: self.level(c, period.ends_on) for c in opening}
        base = sum(opening.values())
        kept = sum(min(opening[c], closing[c]) for c in opening)
        return {
            "gross_revenue_retention": (kept, base),
            "net_revenue_retention": (sum(closing.values()), base),
            "gross_mrr_churn": (base - kept, base),
            "net_mrr_churn": (base - sum(closing.values()), base),
        }[metric]

    def ledger(self, period: Period) -> dict[str, int]:
        lines = dict.fromkeys(["new", "expansion", "reactivation", "contraction", "churn", "restatement"], 0)
        for _, _, movement, change in self.movements(period):
            lines[movement] += abs(change)
        return lines | {"opening": sum(self.level(c, period.starts_on) for c in self.customers)}

    def arpa(self, period: Period) -> tuple[int, int]:
        paid = [self.level(c, period.ends_on, State.paid) for c in self.customers]
        return sum(paid), sum(1 for amount in paid if amount > 0)

    def lifetime_value(self, period: Period, *, current_month: bool) -> tuple[Fraction, int] | None:
        """What a customer is worth at a margin of 1, and the departures it goes by."""
        paid, payers = self.arpa(period)
        months = [period] if current_month else full_months_before(period.ends_on, 6)
        rates = [Fraction(*rate) for month in months if (rate := self.customer_churn(month))[1]]
        if not payers or not rates:
            return None
        churn, arpa = sum(rates) / len(rates), Fraction(paid, payers)
        return min(arpa * 36, arpa / churn) if churn else arpa * 36, sum(
            self.customer_churn(month)[0] for month in months
        )

    def cohort(self, month: Month, interval: int, until: date) -> tuple[int, int]:
        firsts = {c: self.first_paid_on(c, until) for c in self.customers}
        members = [c for c, day in firsts.items() if day is not None and Month.of(day) == month]
        end = min(month.plus(interval + 1).first_day, until)
        return len(members), sum(1 for c in members if self.level(c, end) > 0)

    def lives(self, period: Period) -> list[tuple[int, bool]]:
        lives = []
        for c in self.customers:
            first = self.first_paid_on(c, period.ends_on)
            if first is not None and first in period:
                left = self._left_on(c, period.ends_on)
                lives.append((whole_months(first, left or period.ends_on), left is not None))
        return lives

    def _left_on(self, customer: str, until: date) -> date | None:
        if self.level(customer, until) > 0:
            return None
        day = until - DAY
        while self.level(customer, day) == 0:
            day -= DAY
        return day


def put_into_lake(make_lake, worlds: list[list[State]], order=lambda rows: rows):
    rows, customers = [], []
    for number, states in enumerate(worlds):
        ends = {}
        for state in states:
            ends[state.subscription] = max(ends.get(state.subscription, FIRST), state.ends_on or LAST)
        rows.extend(
            {
                "subscription_id": f"{number}-{state.subscription}",
                "customer_id": f"{number}-{state.customer}",
                "starts_on": state.starts_on,
                "ends_on": state.ends_on,
                "mrr": state.mrr,
                "paused_mrr": state.paused or None,
                "currency": "EUR",
                "restated": state.restated,
                "end_kind": "withdrawal"
                if state.withdrawn and state.ends_on == ends[state.subscription]
                else None,
            }
            for state in states
        )
        customers.extend(
            {"customer_id": f"{number}-{c}", "world": f"{number:03}"} for c in Twin(states).customers
        )
    return make_lake(subscriptions=order(rows), customers=order(customers))


def ask(session: Session, metric: str, modes=(), **options):
    request = request_for(metric, QUARTER, tuple(modes), Options(by="world", **options))
    return session.answer(request).rows()


def ratio(row) -> tuple[Fraction, Fraction]:
    return Fraction(row["numerator"]), Fraction(row["denominator"])


def nearly(told: str | None, expected: Fraction | None) -> bool:
    """Whether an amount of money is the expected one, to the sixth place."""
    if told is None or expected is None:
        return told is None and expected is None
    return abs(Fraction(told) - expected) <= Fraction(1, 10**6)


def as_period(row) -> Period:
    return Period(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))


RANDOM = settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
worlds_of = st.lists(companies(), min_size=12, max_size=20)


@RANDOM
@given(worlds=worlds_of)
def test_books_close_and_are_the_twins(make_lake, worlds):
    with Session(put_into_lake(make_lake, worlds)) as session:
        rows = ask(session, "mrr_movements", every="month")
    for number, states in enumerate(worlds):
        twin = Twin(states)
        own = [row for row in rows if row["by_value"] == f"{number:03}"]
        for start in sorted({row["from"] for row in own}):
            lines = {row["movement"]: row for row in own if row["from"] == start}
            effects = sum(Decimal(row["effect"]) for row in lines.values() if row["effect"] is not None)
            assert Decimal(lines["opening"]["mrr"]) + effects == Decimal(lines["closing"]["mrr"])
            books = twin.books(as_period(lines["opening"]))
            assert {line: Decimal(row["mrr"]) for line, row in lines.items()} == books


@RANDOM
@given(worlds=worlds_of, span=st.sampled_from([1, 2]))
def test_rates_are_the_twins(make_lake, worlds, span):
    twins = [Twin(states) for states in worlds]
    with Session(put_into_lake(make_lake, worlds)) as session:
        for mode in ("", "chartmogul", "stripe", "baremetrics"):
            for row in ask(session, "customer_churn", [mode] if mode else [], every="month", span=span):
                twin = twins[int(row["by_value"])]
                assert ratio(row) == twin.customer_churn(as_period(row), mode)
                assert row["joined_and_left"] == twin.customer_churn(as_period(row), "joined_and_left")[0]
        for metric in (
            "gross_revenue_retention",
            "net_revenue_retention",
            "gross_mrr_churn",
            "net_mrr_churn",
        ):
            for row in ask(session, metric, every="month", span=span):
                assert ratio(row) == twins[int(row["by_value"])].revenue(as_period(row), metric)


@RANDOM
@given(worlds=worlds_of)
def test_ledger_figures_are_the_twins(make_lake, worlds):
    twins = [Twin(states) for states in worlds]
    with Session(put_into_lake(make_lake, worlds)) as session:
        asked = {
            ("gross_mrr_churn", "ledger"): lambda b: (b["churn"] + b["contraction"], b["opening"]),
            ("net_mrr_churn", "ledger"): lambda b: (
                b["churn"] + b["contraction"] - b["expansion"] - b["reactivation"],
                b["opening"],
            ),
            ("quick_ratio", ""): lambda b: (
                b["new"] + b["expansion"] + b["reactivation"],
                b["contraction"] + b["churn"],
            ),
            ("quick_ratio", "without_reactivation"): lambda b: (
                b["new"] + b["expansion"],
                b["contraction"] + b["churn"],
            ),
        }
        for (metric, mode), expected in asked.items():
            for row in ask(session, metric, [mode] if mode else [], every="month"):
                assert ratio(row) == expected(twins[int(row["by_value"])].ledger(as_period(row)))
        for row in ask(session, "arpa", every="month"):
            assert ratio(row) == twins[int(row["by_value"])].arpa(as_period(row))
        churned = {}
        for row in ask(session, "departures_by_kind", every="month"):
            churned[row["by_value"], row["from"]] = churned.get((row["by_value"], row["from"]), 0) + Decimal(
                row["mrr"]
            )
        for (world, start), mrr in churned.items():
            period = Period(date.fromisoformat(start), add_months(date.fromisoformat(start), 1))
            assert mrr == twins[int(world)].ledger(period)["churn"]


@RANDOM
@given(worlds=worlds_of, every=st.sampled_from(["month", "week", None]), current_month=st.booleans())
def test_lifetime_values_and_costs_are_the_twins(make_lake, worlds, every, current_month):
    twins = [Twin(states) for states in worlds]
    modes = ["current_month"] if current_month else []
    with Session(put_into_lake(make_lake, worlds)) as session:
        for row in ask(session, "churn_cost", modes, every=every):
            twin, period = twins[int(row["by_value"])], as_period(row) if every else QUARTER
            value = twin.lifetime_value(period, current_month=current_month)
            assert (row["lost"], row["opening"]) == twin.customer_churn(period)
            assert nearly(row["ltv"], value and value[0])
            assert value is None or row["churn_events"] == value[1]
            cost = Fraction(0) if row["lost"] == 0 else value and row["lost"] * value[0]
            assert nearly(row["cost"], cost)


@RANDOM
@given(worlds=worlds_of)
def test_cohorts_and_survival_are_the_twins(make_lake, worlds):
    twins = [Twin(states) for states in worlds]
    with Session(put_into_lake(make_lake, worlds)) as session:
        for row in ask(session, "cohort_retention"):
            month = Month.of(date.fromisoformat(row["cohort"]))
            twin = twins[int(row["by_value"])]
            assert (row["size"], row["active"]) == twin.cohort(month, row["interval"], QUARTER.ends_on)
        curves = {}
        for row in ask(session, "survival"):
            curves.setdefault(int(row["by_value"]), []).append(row)
        for number, states in enumerate(worlds):
            lives, share = Twin(states).lives(QUARTER), Fraction(1)
            curve = curves.get(number, [])
            assert [row["t"] for row in curve] == (list(range(max(t for t, _ in lives) + 1)) if lives else [])
            for row in curve:
                at_risk = sum(1 for t, _ in lives if t >= row["t"])
                events = sum(1 for t, event in lives if event and t == row["t"])
                share *= 1 - Fraction(events, at_risk)
                assert (row["at_risk"], row["events"]) == (at_risk, events)
                assert abs(float(row["value"]) - share) < 1e-12


@RANDOM
@given(worlds=worlds_of)
def test_deltas_of_a_customer_add_up_to_what_he_pays(make_lake, worlds):
    with Session(put_into_lake(make_lake, worlds)) as session:
        request = request_for("mrr_movements", Period(FIRST, LAST + DAY), (), Options())
        totals = {}
        for row in session.answer(request, file="rows").rows():
            totals[row["customer_id"]] = totals.get(row["customer_id"], 0) + Decimal(row["effect"])
    for number, states in enumerate(worlds):
        twin = Twin(states)
        for customer in twin.customers:
            assert totals.get(f"{number}-{customer}", 0) == twin.level(customer, LAST + DAY, State.paid)


@RANDOM
@given(worlds=worlds_of, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(make_lake, worlds, seed):
    def shuffled(rows):
        return seed.sample(rows, len(rows))

    with (
        Session(put_into_lake(make_lake, worlds)) as plain,
        Session(put_into_lake(make_lake, worlds, shuffled)) as mixed,
    ):
        for metric in (
            "mrr_movements",
            "customer_churn",
            "net_revenue_retention",
            "cohort_retention",
            "survival",
        ):
            assert ask(plain, metric) == ask(mixed, metric)


@RANDOM
@given(worlds=worlds_of, span=st.sampled_from([1, 2, 3]))
def test_rows_behind_add_up_to_the_figure(make_lake, worlds, span):
    options = Options(every="month", span=span)
    with Session(put_into_lake(make_lake, worlds)) as session:
        churn = request_for("customer_churn", QUARTER, (), options)
        behind = session.answer(churn, file="rows").rows()
        for row in session.answer(churn).rows():
            own = [one for one in behind if one["from"] == row["from"]]
            assert sum(1 for one in own if one["lost"]) == row["numerator"]
            assert sum(1 for one in own if Decimal(one["opening_mrr"]) > 0) == row["denominator"]
        kept = request_for("gross_revenue_retention", QUARTER, (), options)
        behind = session.answer(kept, file="rows").rows()
        for row in session.answer(kept).rows():
            own = [one for one in behind if one["from"] == row["from"]]
            assert sum(Decimal(one["kept_mrr"]) for one in own) == Decimal(row["numerator"])
            assert sum(Decimal(one["opening_mrr"]) for one in own) == Decimal(row["denominator"])
