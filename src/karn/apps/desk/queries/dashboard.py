"""The owner's dashboard: the stored answers of the last refresh, and who stands behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language

from karn.apps.company.models import Company
from karn.apps.company.queries import current_company
from karn.apps.contracts.models import DepartureKind
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to, left_out, visible_ids
from karn.apps.desk.queries.leavers import Leavers, lost_in, reasons_given, scheduled_on
from karn.apps.desk.queries.readings import (
    Books,
    Cohort,
    Cost,
    MonthRate,
    Rate,
    StillHere,
    books,
    books_by_month,
    cohorts,
    cost,
    number,
    rate,
    rates_by_month,
    survival,
    whole,
)
from karn.apps.desk.queries.right_clients import RightClientCard, right_client_card, right_ones_lost
from karn.apps.desk.queries.waiting import Waiting, waiting_since
from karn.apps.desk.rules import says_percentages
from karn.apps.measures.queries import Answers, Told, kept, last_figures
from karn.apps.measures.rules import (
    all_months,
    cohort_months,
    last_month,
    this_month,
    trailing_months,
)
from karn.apps.people.models import Person
from karn.apps.threats.queries import AtRisk, at_risk, latest_observation
from karn.kernel.period import Period

MOST_AT_RISK = 7
MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many customers left in one way. `label` is the way in words."""

    kind: str
    label: str
    customers: int
    mrr: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What is said of one month; `whole` is false for the running one."""

    period: Period
    whole: bool
    churn: Rate
    gross: Rate
    net: Rate
    arpa: Rate
    quick_ratio: Rate
    books: Books
    cost: Cost
    kinds: tuple[KindCount, ...]
    lost: Leavers

    @property
    def lost_a_year(self) -> Decimal:
        """What the customers lost paid in twelve months."""
        return 12 * self.lost.mrr

    @property
    def lost_by_less(self) -> Decimal | None:
        """What customers who stayed pay less a month, in whole units: revenue lost without leavers."""
        if self.gross.numerator is None:
            return None
        return max(round(self.gross.numerator, 0) - round(self.lost.mrr, 0), Decimal(0))

    @property
    def net_gain(self) -> Decimal | None:
        """What the opening customers pay more at the close than at the opening."""
        return None if self.net.numerator is None else -self.net.numerator


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the dashboard shows, as of the day the figures were made for."""

    company: Company
    figures_sha256: str
    """Which data the figures are of: what a page makes of the figures alone may be kept under it."""
    as_of: date
    made_at: datetime
    waiting: Waiting
    """What came in or was set since then."""
    is_old: bool
    """The figures are for an earlier day than the one they are looked at."""
    customers: int
    mrr: Decimal
    says_percentages: bool
    error: str
    """Why the subscription figures could not be made, or nothing."""
    right_clients: RightClientCard | None
    """The first figure; None where the company does not judge who fits."""
    last_month: MonthFigures
    this_month: MonthFigures
    churn_by_month: tuple[MonthRate, ...]
    books_by_month: tuple[Books, ...]
    kept_by_year: tuple[MonthRate, ...]
    kept_with_growth_by_year: tuple[MonthRate, ...]
    cohorts: tuple[Cohort, ...]
    survival: tuple[StillHere, ...]
    survival_period: Period | None
    scheduled: Leavers
    reasons: tuple[tuple[str, int], ...]
    """All reasons given in twelve months, the most frequent first, with how often."""
    at_risk: tuple[AtRisk, ...]

    @property
    def series(self) -> Period:
        """The period of the series by month."""
        return all_months(self.as_of)

    @property
    def cohort_period(self) -> Period:
        """The months whose new customers are followed."""
        return cohort_months(self.as_of)

    @property
    def first_reasons(self) -> tuple[tuple[str, int], ...]:
        """The reasons that are shown one by one; a single further one is shown, too."""
        return self.reasons if len(self.reasons) == MOST_REASONS + 1 else self.reasons[:MOST_REASONS]

    @property
    def further_reasons(self) -> tuple[int, int]:
        """How many more reasons there are, and how often they were given together."""
        further = self.reasons[len(self.first_reasons) :]
        return len(further), sum(times for _, times in further)

    @property
    def has_subscriptions(self) -> bool:
        """Whether anybody ever paid for a subscription."""
        return bool(self.survival or self.books_by_month or self.customers)


@dataclass(frozen=True, slots=True)
class NothingYet:
    """Why there is no dashboard: nothing was imported, or the figures were never made."""

    has_customers: bool


def dashboard(on: date, *, person: Person | None = None) -> Dashboard | NothingYet:
    """Return the dashboard as this person sees it on the day `on`, without one as Karn itself does.

    Figures speak of everybody; by name, only the customers the person may see are listed. A fixed number
    of queries, whatever the data.
    """
    answers = last_figures()
    if answers is None or not answers.refresh.manifest_sha256:
        return NothingYet(has_customers=Customer.objects.exists())
    as_of = answers.refresh.as_of
    visible = visible_ids(person)
    made = _Made(answers, visible, left_out() if visible is None else ())
    before, running = _months(made, as_of)
    closing = running.books.line("closing")
    company = current_company()
    return Dashboard(
        company=company,
        figures_sha256=answers.refresh.manifest_sha256,
        as_of=as_of,
        made_at=answers.refresh.finished_at or answers.refresh.started_at,
        waiting=waiting_since(answers.refresh),
        is_old=as_of < on,
        customers=closing.customers,
        mrr=closing.mrr,
        says_percentages=says_percentages(closing.customers),
        error=answers.error("customer_churn.last_month"),
        right_clients=right_client_card(
            company,
            answers,
            lambda: _as_made(made, "right ones lost", lambda: right_ones_lost(answers, visible)),
        ),
        last_month=before,
        this_month=running,
        churn_by_month=_series(answers, "customer_churn", "by_month"),
        books_by_month=books_by_month(answers.rows("mrr_movements.by_month")),
        kept_by_year=_series(answers, "gross_revenue_retention", "year"),
        kept_with_growth_by_year=_series(answers, "net_revenue_retention", "year"),
        cohorts=cohorts(answers.rows("cohort_retention")),
        survival=survival(answers.rows("survival")),
        survival_period=answers.period("survival"),
        scheduled=_as_made(made, "leaving, as they do", lambda: scheduled_on(as_of, visible=visible)),
        reasons=tuple(reasons_given(trailing_months(as_of, 12), limit=None, own_words=visible is None)),
        at_risk=_as_made(made, "at risk by urgency", lambda: _at_risk(as_of, person)),
    )


def _at_risk(as_of: date, person: Person | None) -> tuple[AtRisk, ...]:
    among = customers_visible_to(person) if person else None
    return tuple(at_risk(on=as_of, limit=MOST_AT_RISK, among=among))


@dataclass(frozen=True, slots=True)
class _Made:
    """What the lists are made of: the figures, whom the reader may see (None: all), and who is left out."""

    answers: Answers
    visible: frozenset[int] | None
    left_out: tuple[object, ...]


def _as_made(made: _Made, what: str, find: Callable[[], Told]) -> Told:
    """Return what `find` found when the page was first read since the figures were made, in its language.

    Who went to the bin since, came back or was merged makes it found anew: nobody is named who is not there.
    What is listed for somebody who does not see everybody is not kept: tomorrow they may see others.
    """
    if made.visible is not None:
        return find()
    look, refresh = latest_observation(), made.answers.refresh
    asked = (what, refresh.pk, refresh.finished_at, look and look.at, made.left_out, get_language())
    return kept(asked, find)


def _series(answers: Answers, metric: str, name: str) -> tuple[MonthRate, ...]:
    return rates_by_month(answers.rows(f"{metric}.{name}"), answers.rows(f"customer_churn.{name}"))


def _months(made: _Made, as_of: date) -> tuple[MonthFigures, MonthFigures]:
    answers = made.answers
    before, running = _as_made(made, "lost, by name", lambda: _lost(answers, made.visible))
    return (
        _month(answers, "last_month", last_month(as_of), before),
        _month(answers, "this_month", this_month(as_of), running),
    )


def _lost(answers: Answers, visible: frozenset[int] | None) -> list[Leavers]:
    return lost_in([answers.rows("lost.last_month"), answers.rows("lost.this_month")], visible=visible)


def _month(answers: Answers, name: str, period: Period, lost: Leavers) -> MonthFigures:
    def one(metric: str) -> Rate:
        return rate(answers.first(f"{metric}.{name}"))

    return MonthFigures(
        period=period,
        whole=name == "last_month",
        churn=one("customer_churn"),
        gross=one("gross_mrr_churn"),
        net=one("net_mrr_churn"),
        arpa=one("arpa"),
        quick_ratio=one("quick_ratio"),
        books=books(answers.rows(f"mrr_movements.{name}")),
        cost=cost(answers.first(f"churn_cost.{name}")),
        kinds=_kinds(answers, name),
        lost=lost,
    )


def _kinds(answers: Answers, name: str) -> tuple[KindCount, ...]:
    labels: dict[str, str] = {kind.value: str(kind.label) for kind in DepartureKind}
    found = (
        KindCount(
            row["kind"], labels.get(row["kind"], row["kind"]), whole(row["customers"]), number(row["mrr"])
        )
        for row in answers.rows(f"departures_by_kind.{name}")
    )
    return tuple(one for one in found if one.customers)
