"""What was changed of what the company set up, in words: each fact before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.problems import Problem
from karn.apps.care.models.reviews import Review
from karn.apps.care.models.start_ups import StartUpPlan
from karn.apps.care.models.wishes import Wish
from karn.apps.care.rules.plans import said, step_from
from karn.apps.company.models import Company
from karn.apps.company.rules.trades import STATION_NAMES
from karn.apps.contracts.models import Interval, Plan
from karn.apps.customers.models import AttributeKind, Contact, DuplicateSearch
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.queries.changes import Change, FieldChange
from karn.apps.farewell.rules.reasons import WHY, ready_text
from karn.apps.fit.models import Criterion
from karn.apps.fit.rules.starting import named
from karn.apps.lessons.models import Finding, Improvement, Lesson, PostMortem
from karn.apps.mailing.models import Template
from karn.apps.mailing.rules.letters import LANGUAGES
from karn.apps.people.actions.journal import MADE
from karn.apps.people.models import Change as Kept
from karn.apps.people.models import Person
from karn.apps.people.queries.journal import changes_about
from karn.apps.people.rules import ROLE_NAMES
from karn.apps.plays.models import WinBackText
from karn.apps.segments.fields.registry import Fields
from karn.apps.segments.models import Segment
from karn.apps.segments.queries.words import clause_of, words_of
from karn.apps.segments.rules.definitions import definition_of
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput
from karn.platform.amounts import number_words
from karn.web.words.likeness import REASONS as LIKENESSES

Write = Callable[[Any], Any]


@dataclass(frozen=True)
class Wording:
    """How the facts of one table are told: labels of those that are no columns, and how values read."""

    labels: Mapping[str, Promise | str] = field(default_factory=dict)
    writes: Mapping[str, Write] = field(default_factory=dict)


def changes_in_words(
    model: type[models.Model], kept: list[Kept], wording: Wording | None = None
) -> list[Change]:
    """Return what was changed of a row of the model, for the page of changes, newest first."""
    return [_change(model, wording or WORDINGS.get(model, Wording()), one) for one in kept]


def history_in_words(row: models.Model | None, wording: Wording | None = None) -> list[Change]:
    """Return the latest changes of a row, for its own page, newest first; none where there is no row."""
    return [] if row is None else changes_in_words(type(row), changes_about(row), wording)


def task_history(task: Task, person: Person) -> list[Change]:
    """Return the changes of a task, for somebody: whom it was for by name, where that one sees them."""

    def name(number: int | None) -> str:
        seen = customers_visible_to(person).filter(pk=number or 0)
        return seen.values_list("name", flat=True).first() or "–"

    return history_in_words(task, Wording({"removed_at": _("removed")}, {"customer_id": name}))


def rule_history(switch: models.Model | None, labels: Mapping[str, str]) -> list[Change]:
    """Return the changes of a signal's rule: switched on or off, each threshold by its label."""
    return history_in_words(switch, Wording(labels, {"is_on": _yes}))


def _change(model: type[models.Model], wording: Wording, kept: Kept) -> Change:
    place = {name: number for number, name in enumerate(_order_of(model))}
    names = sorted(kept.before | kept.after, key=lambda name: place.get(name, len(place)))
    return Change(
        subject=kept.kind,
        number=kept.pk,
        row=kept.object,
        name="",
        at=kept.at,
        by=kept.by.name if kept.by else "",
        how=kept.how,
        made=kept.how == MADE,
        fields=tuple(_fact(model, wording, name, kept) for name in names),
        may_be_undone=False,
    )


def _order_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return a model's facts in the order they are told; PostgreSQL forgets the one they were kept in."""
    columns = (name for column in model._meta.concrete_fields for name in (column.name, column.attname))
    return getattr(model, "FACTS", None) or tuple(columns)


def _fact(model: type[models.Model], wording: Wording, name: str, kept: Kept) -> FieldChange:
    try:
        column: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        column = None
    label = wording.labels.get(name) or (column.verbose_name if column else name)
    write = wording.writes.get(name) or (lambda value: _written(column, value))
    one, other = (write(told[name]) if name in told else "" for told in (kept.before, kept.after))
    return FieldChange(name, str(label), one, other)


def _written(column: Any, value: Any) -> Any:
    if value in (None, "") or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if column is None:
        return value
    read = dict(column.flatchoices).get(value) or column.to_python(value)
    return number_words(read) if isinstance(read, Decimal) else read


def _names(known: Mapping[str, Promise]) -> Write:
    return lambda codes: ", ".join(str(known.get(code, code)) for code in codes)


def _prices(prices: list[dict[str, str]]) -> str:
    intervals = dict(Interval.choices)
    return ", ".join(
        f"{number_words(Decimal(one['amount']))} {one['currency']} {intervals.get(one['interval'], '')}"
        for one in prices
    )


def _definition(stored: Any) -> str:
    try:
        definition = definition_of(stored)
    except BadInput:
        return "?"
    return words_of(clause_of(definition, fields=Fields(), write=lambda _type, value: value))


def _named(model: type[models.Model]) -> Write:
    """Return what says a row's id by its name; one that is gone is known by number."""

    def write(number: Any) -> str:
        if not number:
            return ""
        return str(
            model._base_manager.filter(pk=number).values_list("name", flat=True).first() or f"#{number}"
        )

    return write


def _yes(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


WORDS_OF_MAILS: Final = {
    f"{name}_{language}": format_lazy("{} ({})", label, language)
    for language in LANGUAGES
    for name, label in (("subject", _("Subject")), ("body", _("Text")))
}

WORDS_BY_LANGUAGE: Final = {
    f"words_{language}": format_lazy("{} ({})", _("What they are told"), language) for language in LANGUAGES
}


def _steps(steps: list[dict[str, Any]]) -> str:
    language = get_language() or "en"
    told = [f"{said(one.words, language)} ({one.days})" for one in map(step_from, steps)]
    return " · ".join(told) or gettext("The ready plan")


WORDINGS: Final[dict[type[models.Model], Wording]] = {
    Segment: Wording({"definition": _("Who belongs to it")}, {"definition": _definition, "shared": _yes}),
    Plan: Wording({"product": _("Product"), "prices": _("List price")}, {"prices": _prices, "product": str}),
    Company: Wording(writes={"stations": _names(STATION_NAMES), "second_factor_roles": _names(ROLE_NAMES)}),
    AttributeKind: Wording(),
    Template: Wording(WORDS_OF_MAILS),
    Criterion: Wording(
        {
            "definition": _("Who belongs to it"),
            "place": _("place in the list"),
            "off_at": _("switched off"),
            "ready": _("name"),
        },
        {"definition": _definition, "ready": lambda code: named(code) if code else ""},
    ),
    DuplicateSearch: Wording({"automatic": _("merging by itself")}, {"automatic": _names(LIKENESSES)}),
    Lesson: Wording(
        {"segment_id": _("Segment"), "retired_at": _("retired"), "removed_at": _("removed")},
        {"segment_id": _named(Segment)},
    ),
    Improvement: Wording(
        {"owner_id": _("Who does it"), "removed_at": _("removed")},
        {"owner_id": _named(Person), "reason": lambda code: ready_text(WHY, code)},
    ),
    Problem: Wording(
        {"removed_at": _("removed")}, {"owner_id": _named(Person), "voiced_by_id": _named(Contact)}
    ),
    Wish: Wording({"removed_at": _("removed")}),
    Review: Wording({"removed_at": _("removed")}, {"reviewer_id": _named(Person)}),
    PostMortem: Wording({"removed_at": _("removed")}, {"auditor_id": _named(Person)}),
    WinBackText: Wording(WORDS_BY_LANGUAGE, {"segment_id": _named(Segment)}),
    StartUpPlan: Wording({"begins": _("Begins by itself for"), "steps": _("Steps")}, {"steps": _steps}),
    Finding: Wording({"done_at": _("done")}),
    Person: Wording({"team": _("Team")}, {"team": str, "is_active": _yes}),
}
"""How each table's facts are told."""
