"""Reads of criteria, checks and decisions."""

from karn.apps.fit.queries.checks import checks_on, fit_now, fits_on, right_among
from karn.apps.fit.queries.criteria import all_criteria, criteria_in_force, criterion_for
from karn.apps.fit.queries.decisions import let_go_on

__all__ = [
    "all_criteria",
    "checks_on",
    "criteria_in_force",
    "criterion_for",
    "fit_now",
    "fits_on",
    "let_go_on",
    "right_among",
]
