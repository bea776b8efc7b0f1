"""How long customers stay: cohorts by the month they joined, and the survival curve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.figures_in_pandas.frames import END, MONTHS, Frames, begins
from benchmarks.figures_in_pandas.rates import Z, add_interval, add_value


def cohort_retention(frames: Frames) -> pd.DataFrame:
    """The triangle of cohorts and months since, as a long table, with Wilson's interval."""
    monthly = frames.monthly
    first, after = begins(monthly), monthly["after"]
    cohort = monthly["month"].where(first).ffill().astype(int).rename("cohort")
    turn = (after > 0).astype(int) - (after - monthly["held"] > 0)
    turns = turn.groupby([cohort, (monthly["month"] - cohort).rename("interval")]).sum().unstack(fill_value=0)
    ages = range(len(MONTHS))
    active = turns.reindex(index=MONTHS, columns=ages, fill_value=0).cumsum(axis=1)
    cells = active.rename_axis(index="cohort", columns="interval").stack(future_stack=True)
    triangle = pd.DataFrame({"active": cells}).reset_index()
    triangle = triangle[triangle["cohort"] + triangle["interval"] <= MONTHS[-1]].reset_index(drop=True)
    sizes = first.groupby(cohort).sum().reindex(MONTHS, fill_value=0)
    triangle.insert(2, "size", triangle["cohort"].map(sizes))
    add_value(triangle, "active", "size")
    add_interval(triangle, "active", "size")
    return triangle.assign(provisional=triangle["cohort"] + triangle["interval"] > MONTHS[-1])


def survival(frames: Frames) -> pd.DataFrame:
    """Kaplan-Meier by whole months, with Greenwood's 90 % interval on the log-log scale."""
    curve = frames.once(survival_curve)
    inside = curve["value"].between(0, 1, inclusive="neither")
    value = curve["value"].where(inside)
    width = Z * curve["spread"] ** 0.5 / -np.log(value)
    certain = curve["value"].where(curve["value"] == 1)
    table = curve[["at_risk", "events", "value"]].assign(
        low=(value ** np.exp(width)).fillna(certain), high=(value ** np.exp(-width)).fillna(certain)
    )
    return table.reset_index()


def survival_curve(frames: Frames) -> pd.DataFrame:
    """Per elapsed month t: at risk, events, Kaplan-Meier's value, and Greenwood's sum (spread)."""
    daily = frames.daily
    lives = daily.groupby("customer", sort=False).agg(
        first=("day", "first"), last=("day", "last"), after=("after", "last")
    )
    gone = lives["after"] <= 0
    months = _elapsed(lives["first"], lives["last"].where(gone, END))
    curve = gone.groupby(months).agg(["size", "sum"]).set_axis(["lives", "events"], axis=1)
    curve = curve.reindex(pd.RangeIndex(months.max() + 1, name="t"), fill_value=0)
    curve["at_risk"] = curve["lives"][::-1].cumsum()
    left = curve["at_risk"] - curve["events"]
    curve["value"] = (left / curve["at_risk"]).cumprod()
    curve["spread"] = (curve["events"] / (curve["at_risk"] * left)).where(left > 0, 0).cumsum()
    return curve


def _elapsed(since: pd.Series[pd.Timestamp], until: pd.Series[pd.Timestamp]) -> pd.Series[int]:
    """Whole months, floored; the last day of a shorter month completes one."""
    months = 12 * (until.dt.year - since.dt.year) + until.dt.month - since.dt.month
    return months - (until.dt.day < np.minimum(since.dt.day, until.dt.days_in_month))
