"""Which metrics there are, their modes, and what each of them reads. The SQL stands in the folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from karn.kernel.errors import BadInput, UnknownName

FOLDER = Path(__file__).parent
GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name, its modes, the table it cannot do without, and its options.

    `alternatives` are sets of modes of which at most one can be asked for. `money` says whether the
    figures depend on amounts, so that several currencies need a reporting currency. `takes` names the
    options beyond period, modes, by and currency that mean something here.
    """

    name: str
    table: str = "subscriptions"
    modes: tuple[str, ...] = ()
    alternatives: tuple[frozenset[str], ...] = ()
    money: bool = True
    takes: frozenset[str] = frozenset({"every", "span"})

    @property
    def folder(self) -> Path:
        """Where its SQL, examples and cards are."""
        return FOLDER / self.name

    def checked_modes(self, modes: tuple[str, ...]) -> tuple[str, ...]:
        """Return `modes` without repetition, in the metric's order.

        Raises UnknownName for a mode the metric does not have, BadInput for two that exclude each other.
        """
        for mode in modes:
            if mode not in self.modes:
                raise UnknownName(f"mode of {self.name}", mode, list(self.modes))
        for alternative in self.alternatives:
            if len(both := [mode for mode in self.modes if mode in alternative and mode in modes]) > 1:
                raise BadInput(
                    "%(metric)s can use only one of the modes %(one)s and %(other)s at a time.",
                    metric=self.name,
                    one=both[0],
                    other=both[1],
                )
        return tuple(mode for mode in self.modes if mode in modes)


_LIFETIME = frozenset({"every", "margin", "winning_cost"})

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("right_client_churn", money=False),
        Metric(
            "customer_churn",
            modes=("chartmogul", "stripe", "baremetrics", GOLD),
            alternatives=(frozenset({"chartmogul", "stripe", "baremetrics"}),),
            money=False,
        ),
        Metric("mrr_movements", modes=(GOLD,)),
        Metric("gross_mrr_churn", modes=("ledger", GOLD)),
        Metric("net_mrr_churn", modes=("ledger", GOLD)),
        Metric("gross_revenue_retention", modes=("totals", GOLD)),
        Metric("net_revenue_retention", modes=("totals", GOLD)),
        Metric("quick_ratio", modes=("without_reactivation", GOLD)),
        Metric("arpa", modes=(GOLD,)),
        Metric("lifetime_value", modes=("current_month",), takes=_LIFETIME),
        Metric("churn_cost", modes=("current_month",), takes=_LIFETIME),
        Metric(
            "cohort_retention",
            modes=("anniversary",),
            money=False,
            takes=frozenset({"interval", "week_start"}),
        ),
        Metric("survival", money=False, takes=frozenset({"interval"})),
        Metric(
            "activity_retention",
            table="events",
            modes=("recurring", "rolling", "first_time"),
            alternatives=(frozenset({"recurring", "rolling"}),),
            money=False,
            takes=frozenset({"interval", "week_start", "event"}),
        ),
        Metric(
            "departures_by_kind",
            modes=("when_scheduled", "when_cancelled"),
            alternatives=(frozenset({"when_scheduled", "when_cancelled"}),),
        ),
        Metric("scheduled_departures", takes=frozenset()),
    )
}


def metric_named(name: str) -> Metric:
    """Return the metric `name`, or raise UnknownName."""
    if name not in METRICS:
        raise UnknownName("metric", name, sorted(METRICS))
    return METRICS[name]
