"""When a customer is at risk, and how long one waits to know whether a signal was right."""

from __future__ import annotations

from karn.apps.threats.rules.finding import THIS_WEEK

# At risk = at least one sign to act on this week. What is only worth knowing, however often, is not.
AT_RISK_FROM = THIS_WEEK
# Who leaves within a quarter of a signal was rightly flagged; later, other things weighed more.
DAYS_TO_LEAVE = 90
# A share of fewer says more about chance than about a rule.
FEWEST_FOR_A_SHARE = 20
# A year holds every season once.
MONTHS_LOOKED_BACK = 12
