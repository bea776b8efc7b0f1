"""Tags of the pages of problems."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from karn.apps.care.models.problems import Problem, ProblemStatus
from karn.apps.care.queries.boards import BINNED, ELSEWHERE, NEW, SAME, Step
from karn.apps.care.queries.problems import Column

register = template.Library()

_COLOURS = {"hot": "red", "warm": "yellow", "cool": "secondary"}


@register.simple_tag
def rank_badge(problem: Problem) -> SafeString:
    """Draw how much a problem matters, and say how that comes about."""
    told = {"weight": problem.weight, "urgency": problem.urgency}
    return format_html(
        '<span class="badge bg-{}-lt" title="{}">{}<span class="visually-hidden">: {}</span></span>',
        _COLOURS[problem.heat],
        words := _("weight %(weight)s × urgency %(urgency)s") % told,
        problem.rank,
        words,
    )


@register.filter
def column_words(status: str) -> str:
    """Return a column of the board in words."""
    return str(ProblemStatus(status).label)


@register.simple_tag
def move_words(problem: Problem, status: str) -> str:
    """Say what the button that moves a problem does."""
    told = {"problem": problem.text, "column": ProblemStatus(status).label}
    return _("Move “%(problem)s” to: %(column)s") % told


@register.filter
def any_problem(columns: Sequence[Column]) -> bool:
    """Say whether anything stands on a board."""
    return any(column.problems for column in columns)


@register.filter
def step_words(step: Step) -> str:
    """Say what taking in a card would do, and of a change which fields."""
    known = {
        NEW: _("new"),
        SAME: _("the same"),
        BINNED: _("in the bin here, and left there"),
        ELSEWHERE: _("of another client, and left out"),
    }
    if step.what in known:
        return known[step.what]
    names = (Problem._meta.get_field(name.removesuffix("_id")) for name in step.differs)
    told = ", ".join(str(getattr(field, "verbose_name", "")) for field in names)
    return capfirst(_("changed: %(fields)s") % {"fields": told})
