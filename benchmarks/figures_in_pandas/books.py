"""What moved in the books: movements, quick ratio, ARPA, departures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.figures_in_pandas.frames import END, MONTHS, Frames, begins
from benchmarks.figures_in_pandas.opening_cohorts import turnover
from benchmarks.figures_in_pandas.rates import add_value

MOVEMENTS = ["new", "expansion", "reactivation", "contraction", "churn"]
LINES = ["opening", *MOVEMENTS, "pause", "resume", "withdrawal", "fx", "restatement", "closing"]
KINDS = ["voluntary", "payment_failure", "ended_by_us", "term_ended", "withdrawal", "unknown"]


def mrr_movements(frames: Frames) -> pd.DataFrame:
    """Twelve lines a month. Each changed day of a customer is one movement; balances are their sums."""
    daily = frames.daily
    moved = daily["held"].groupby([daily["month"], _movements(daily)], observed=True).agg(["sum", "count"])
    effects = moved["sum"].unstack(fill_value=0).reindex(MONTHS, fill_value=0)
    counts = moved["count"].unstack(fill_value=0).reindex(MONTHS, fill_value=0)
    amounts = effects.abs()
    came_and_went = counts["new"] + counts["reactivation"] - counts["churn"]
    for table, change in ((amounts, effects.sum(axis=1)), (counts, came_and_went)):
        table["closing"] = change.cumsum()
        table["opening"] = table["closing"].shift(fill_value=0)
    books = pd.DataFrame(
        {
            "mrr": amounts.reindex(columns=LINES, fill_value=0).stack(future_stack=True),
            "customers": counts.reindex(columns=LINES, fill_value=0).stack(future_stack=True),
            "effect": effects.reindex(columns=LINES[1:-1], fill_value=0)
            .reindex(columns=LINES)
            .stack(future_stack=True),
        }
    )
    return books.rename_axis(index=["month", "movement"]).reset_index()


def _movements(daily: pd.DataFrame) -> pd.Series[str]:
    after, grew = daily["after"], daily["held"] > 0
    came = grew & (after <= daily["held"])
    codes = np.select([came & begins(daily), came, after <= 0, grew], [0, 2, 4, 1], default=3)
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(MOVEMENTS)), index=daily.index)


def quick_ratio(frames: Frames) -> pd.DataFrame:
    """What came in over what went out: the netted customer-days by their sign."""
    daily = frames.daily
    flows = pd.DataFrame(
        {"numerator": daily["held"].clip(lower=0), "denominator": -daily["held"].clip(upper=0)}
    )
    ratios = flows.groupby(daily["month"]).sum().reindex(MONTHS, fill_value=0)
    add_value(ratios)
    return ratios.reset_index()


def arpa(frames: Frames) -> pd.DataFrame:
    """The closing balance over the closing customers."""
    deltas = frames.monthly.groupby("month")["held"].sum().reindex(MONTHS, fill_value=0)
    counts = frames.once(turnover)
    closing = counts["opening"] + counts["came"] - counts["lost"]
    means = pd.DataFrame({"numerator": deltas.cumsum(), "denominator": closing})
    add_value(means)
    return means.reset_index()


def departures_by_kind(frames: Frames) -> pd.DataFrame:
    """The churn of the books by what the ended state says of it; the lake has no table of departures."""
    ended = frames.states.dropna(subset=["ends_on", "end_kind"])
    ended = ended[ended["end_kind"] != "unknown"].rename(columns={"ends_on": "day", "end_kind": "kind"})
    kinds = ended.groupby(["customer", "day"], as_index=False)["kind"].max()
    churned = frames.daily.loc[frames.daily["after"] <= 0, ["customer", "day", "month", "held"]]
    churned = churned.merge(kinds, how="left", on=["customer", "day"])
    grouped = churned.groupby(["month", churned["kind"].fillna("unknown")])["held"].agg(["count", "sum"])
    every = pd.MultiIndex.from_product([MONTHS, KINDS], names=["month", "kind"])
    table = grouped.reindex(every, fill_value=0).set_axis(["customers", "mrr"], axis=1)
    return table.assign(mrr=table["mrr"].abs()).reset_index()


def scheduled_departures(frames: Frames) -> pd.DataFrame:
    """Customers at the end of the period, none of whose states is open; what they pay."""
    states = frames.states
    held = states[(states["starts_on"] < END) & ~(states["ends_on"] < END)].groupby("customer")["mrr"].sum()
    staying = states.loc[states["ends_on"].isna(), "customer"]
    leaving = held[~held.index.isin(staying)]
    return pd.DataFrame({"customers": [len(leaving)], "mrr": [leaving.sum()]})
