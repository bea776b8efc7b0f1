"""Where one works on what a task asks for: per kind of task, a page and what it is called."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.models import Task

PAGES: Final[dict[str, tuple[str, Promise]]] = {
    "care.answer": ("expectation_list", _("what the client answered")),
    "care.promise": ("promise", _("the promise")),
    "care.recap": ("recap", _("the recap")),
    "care.review": ("review", _("the review")),
    "care.review_team": ("review_team", _("the review")),
    "farewell.authority": ("notice_page", _("the notice")),
    "farewell.code_reason": ("code_reason", _("the reason")),
    "farewell.match": ("notice_page", _("the notice")),
    "farewell.refund": ("notice_page", _("the notice")),
    "lessons.exposed": ("finding", _("the lesson")),
    "lessons.find_out": ("finding", _("the lesson")),
    "lessons.improvement": ("improvement", _("the improvement")),
    "lessons.post_mortem": ("look", _("the look back")),
    "lessons.round": ("lesson_share", _("the round")),
    "survey": ("survey_answer", _("the answer")),
}
"""Per origin: the page of the row that asked for the task, by the row's number, and what it is called."""

PAGES_OF_CUSTOMER: Final[dict[str, tuple[str, Promise]]] = {
    "care.rhythm": ("customer_rhythm", _("the rhythm")),
    "care.after_sales": ("customer_rhythm", _("the rhythm")),
    "care.after_solved": ("customer_problems", _("the problem")),
    "care.after_taken_up": ("customer_problems", _("what is normal to us")),
    "care.after_promise": ("expectations", _("the expectations")),
    "care.ask": ("expectations", _("the expectations")),
    "care.step": ("start_up", _("the start-up")),
    "care.problem": ("customer_problems", _("the problem")),
    "care.review_follow_up": ("customer_reviews", _("the review")),
    "care.tell": ("customer_wishes", _("what they asked for")),
    "farewell.step": ("customer_goodbye", _("the goodbye")),
    "plays.keep_in_touch": ("customer", _("the customer")),
    "fit.check": ("customer_fit", _("the criteria")),
    "fit.decide": ("customer_fit", _("the criteria")),
    "fit.again": ("customer_fit", _("the criteria")),
    "fit.step": ("customer_fit", _("the decision")),
}
"""Per origin: the page of the customer where one works on it."""


_STEPS: Final[dict[str, tuple[str, list[str], Promise]]] = {
    "procedure": ("procedure", [], _("how leaving works")),
    "erase": ("person_kept", ["customer"], _("what is kept, and erasing it")),
}
"""Steps of a goodbye that are done on a page of their own, by the step's code."""

PAGES_OF_ALL: Final[dict[str, tuple[str, Promise]]] = {
    "care.payment": ("failed_payments", _("failed payments")),
    "farewell.reminder": ("renewal_reminders", _("reminders of renewals")),
}
"""Per origin: the list on which one works on it."""


def address_of(task: Task) -> tuple[str, Promise] | None:
    """Return where one works on a task, and what it is called; None where there is no such page."""
    name, words = PAGES.get(task.origin, ("", _("the page")))
    number = task.number
    # Of a company its contacts are erased, one by one, from the goodbye's page.
    code = str(task.facts.get("step")) if task.origin == "farewell.step" else ""
    if (step := _STEPS.get(code)) and (code != "erase" or task.facts.get("is_person")):
        where, args, said = step
        return reverse(where, args=[*args, task.customer_id] if args else []), said
    if task.origin in PAGES_OF_ALL:
        name, words = PAGES_OF_ALL[task.origin]
        return reverse(name), words
    if not name:
        name, words = PAGES_OF_CUSTOMER.get(task.origin, ("", words))
        number = task.customer_id
    try:
        return reverse(name, args=[number]), words
    except NoReverseMatch:
        return None
