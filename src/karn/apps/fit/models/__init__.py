"""The criteria, what was found of whom, and what was decided about who does not fit."""

from karn.apps.fit.models.checks import Answer, Check, Fit, Occasion
from karn.apps.fit.models.criteria import Criterion, CriterionKind
from karn.apps.fit.models.decisions import Course, Decision, Step

__all__ = [
    "Answer",
    "Check",
    "Course",
    "Criterion",
    "CriterionKind",
    "Decision",
    "Fit",
    "Occasion",
    "Step",
]
