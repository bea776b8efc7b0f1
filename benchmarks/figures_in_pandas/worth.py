"""What customers are worth, and what losing them costs; the lake has no table of costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.figures_in_pandas.books import arpa
from benchmarks.figures_in_pandas.frames import MONTHS, Frames
from benchmarks.figures_in_pandas.lifetimes import survival_curve
from benchmarks.figures_in_pandas.opening_cohorts import turnover

MARGIN, WINNING_COST = 1.0, 0.0
CAP = 36
WATCHED = 6
RELIABLE = 20


def lifetime_value(frames: Frames) -> pd.DataFrame:
    """ARPA x margin / mean churn of six months; in the last month also by the survival curve."""
    worth = valued(frames)
    staying = frames.once(survival_curve)["value"]
    months = 1 + staying[staying.index < CAP - 1].sum()
    worth["survival_value"] = (worth["arpa"] * MARGIN * months).where(worth.index == MONTHS[-1])
    columns = ["arpa", "margin", "months", "churn", "value", "survival_value", "churn_events", "reliable"]
    return worth[columns].reset_index()


def churn_cost(frames: Frames) -> pd.DataFrame:
    """What the lost customers would have been worth, and what one point less churn is worth."""
    counts = frames.once(turnover)
    worth = valued(frames).rename(columns={"value": "ltv"}).assign(winning_cost=WINNING_COST)
    each = worth["ltv"] + worth["winning_cost"]
    worth["lost"], worth["opening"] = counts["lost"], counts["opening"]
    worth["cost"] = (counts["lost"] * each).where(counts["lost"] > 0, 0)
    worth["one_point_less"] = counts["opening"] * 0.01 * each
    columns = ["lost", "opening", "arpa", "margin", "churn", "ltv", "winning_cost", "cost", "one_point_less"]
    return worth[[*columns, "churn_events", "reliable"]].reset_index()


def valued(frames: Frames) -> pd.DataFrame:
    """Per month: ARPA, margin, the mean churn of the last six months, and the value that makes."""
    counts = frames.once(turnover)
    rates = (counts["lost"] / counts["opening"]).rolling(WATCHED, min_periods=1)
    worth = pd.DataFrame({"arpa": frames.once(arpa).set_index("month")["value"], "margin": MARGIN})
    worth["months"] = rates.count().astype(int)
    worth["churn"] = rates.mean()
    worth["value"] = np.minimum(worth["arpa"] * MARGIN / worth["churn"], worth["arpa"] * MARGIN * CAP)
    worth["churn_events"] = counts["lost"].rolling(WATCHED, min_periods=1).sum().astype(int)
    return worth.assign(reliable=worth["churn_events"] >= RELIABLE)
