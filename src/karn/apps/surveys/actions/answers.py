"""What was answered is kept: by the customer, or written down by one of us."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from itertools import chain

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.queries.covers import covers_on
from karn.apps.people.rules import Deed, Event, may
from karn.apps.surveys.models import Invitation, Page, Response, Survey, Way
from karn.apps.surveys.queries.opening import Opened, answers_on
from karn.apps.surveys.queries.people import receivers
from karn.apps.surveys.queries.surveys import habits, newest_version
from karn.apps.surveys.rules.questions import Answer, Form, fields_of, kept_answers, read_answers
from karn.apps.surveys.rules.task_kinds import COME_BACK
from karn.apps.surveys.signals import answered
from karn.apps.tasks.actions import Origin, Wanted, make_task
from karn.kernel.errors import BadInput, KarnError, message
from karn.kernel.points import point
from karn.platform.links import NoSuchLink

PER_MINUTE, PER_DAY = 30, 2000
"""So many answers a page without a person takes: a wall is not a door for machines."""


class TooMany(KarnError):
    """More answers come from a page than people could give."""

    def __init__(self) -> None:
        super().__init__(message("Many people are answering just now. Please try again in a minute."))


def answer(
    *, opened: Opened, fields: Mapping[str, str], asked: Collection[str], language: str, once: str = "",
    at: datetime,
) -> Response:  # fmt: skip
    """Keep what the reader of a link answered; answered again, it is changed.

    `fields` are a browser's, `asked` the codes of the questions that stood there: other answers stay.
    Raises BadInput for an empty answer, and one that can no longer be changed; TooMany on a page that
    gets more than people give; NoSuchLink where the reader was erased since the link was opened.
    """
    with transaction.atomic():
        stored = _stored(opened, once, at)
        before = stored.given
        told = read_answers(opened.form, _beside(opened.form, before, fields, asked))
        if not told:
            raise BadInput("Answer at least one question.")
        _answer(stored, opened.form, told, language, at)
        point("survey.answered")
    point("survey.stored")
    return stored


def _beside(
    form: Form, before: Mapping[str, Answer], fields: Mapping[str, str], asked: Collection[str]
) -> dict[str, str]:
    """Return the fields of the questions asked, and for the others what was answered before."""
    others = {code: given for code, given in before.items() if code not in asked}
    return fields_of(form, others) | {name: text for name, text in fields.items() if _is_of(name, asked)}


def _is_of(name: str, asked: Collection[str]) -> bool:
    return any(name == f"a-{code}" or name.startswith(f"a-{code}-") for code in asked)


def _stored(opened: Opened, once: str, at: datetime) -> Response:
    """Return the answer as it stands, held until the transaction ends; or a new one."""
    if opened.invitation is not None:
        # The invitation is held, because there may be no answer to hold yet.
        held = _held(opened.invitation, at)
        response = Response.objects.filter(invitation=held).first()
        if response is None:
            return Response(
                survey=opened.survey, version=opened.version, invitation=held, customer_id=held.customer_id,
                contact_id=held.contact_id, said_at=at,
            )  # fmt: skip
    else:
        assert opened.page is not None  # noqa: S101 (one of the two)
        held_page = Page.objects.select_for_update().get(pk=opened.page.pk)
        response = Response.objects.filter(page=held_page, once=once).first() if once else None
        if response is None:
            _refuse_too_many(held_page, at)
            return Response(
                survey=opened.survey, version=opened.version, page=held_page, once=once, said_at=at
            )
    if not Opened(opened.survey, opened.version, response=response).can_change(at):
        raise BadInput("This answer can no longer be changed.")
    return response


def _held(invitation: Invitation, at: datetime) -> Invitation:
    """Return the invitation, held. Raises NoSuchLink where an erasure ended it, or took it, meanwhile."""
    held = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    # Erasing ends it at its own moment, which may be later than that of this answer.
    if held is None or held.expires_at <= at or held.expires_at < invitation.expires_at:
        raise NoSuchLink
    return held


def _refuse_too_many(page: Page, at: datetime) -> None:
    if answers_on(page, since=at - timedelta(minutes=1)) >= PER_MINUTE:
        raise TooMany
    if answers_on(page, since=at - timedelta(days=1)) >= PER_DAY:
        raise TooMany


def record_answer(
    *,
    survey: Survey,
    customer: Customer,
    contact: Contact | None = None,
    fields: Mapping[str, str],
    by: Person,
    at: datetime,
) -> Response:
    """Write down what a customer told one of us. It counts as asked, too: they rest as after any survey.

    Raises BadInput for an empty answer, or a survey that is closed.
    """
    if not survey.is_open:
        raise BadInput("This survey is closed.")
    with transaction.atomic():
        version = newest_version(survey)
        told = read_answers(version.questions, fields)
        if not told:
            raise BadInput("Answer at least one question.")
        whom = receivers([customer], on=local_day(at, current_company()))[0]
        asked = Invitation.objects.create(
            survey=survey, version=version, customer=customer, contact=contact, way=Way.TALK,
            language=whom.language, asked_at=at, asked_by=by, expires_at=at,
        )  # fmt: skip
        response = Response(
            survey=survey, version=version, customer=customer, contact=contact, invitation=asked,
            said_at=at, recorded_by=by,
        )  # fmt: skip
        _answer(response, version.questions, told, whom.language, at)
        record(by=by, deed=Event.ANSWER_RECORDED, about=response, at=at)
    return response


def _answer(response: Response, form: Form, told: Mapping[str, Answer], language: str, at: datetime) -> None:
    was_unhappy = response.unhappy
    given = kept_answers(form, told)
    response.keep(given, form)
    response.language, response.changed_at = language, at
    response.unhappy, response.has_wish = form.is_unhappy(given), form.has_wish(given)
    response.save()
    if response.customer_id is not None and (response.unhappy or was_unhappy):
        if response.unhappy:
            _close_the_loop(response, at)
        customer = response.customer_id
        # Whoever listens must not keep the answer from being stored.
        transaction.on_commit(lambda: _tell(customer, at), robust=True)


def _tell(customer: int, at: datetime) -> None:
    answered.send_robust(sender=None, customer_id=customer, at=at)


def _close_the_loop(response: Response, at: datetime) -> None:
    """Make the task to come back to somebody who is unhappy; one for each answer, however often changed."""
    customer, company = response.customer, current_company()
    assert customer is not None  # noqa: S101 (asked before)
    owner = _who_comes_back(response.survey, customer, local_day(at, company))
    wanted = Wanted(
        customer=customer, owner=owner, due_on=local_day(at, company) + timedelta(days=habits().loop_days)
    )
    facts = {
        "customer": response.contact.name if response.contact else customer.name,
        "survey": response.survey.name,
    }
    make_task(wanted=wanted, origin=Origin(COME_BACK.code, response.pk, facts), by=None, at=at)


def _who_comes_back(survey: Survey, customer: Customer, on: date) -> Person | None:
    """Return whom the survey names, else who looks after the customer, else who covers for them.

    Only somebody who can do it: active, and sees the customer. Of nobody, whoever sees the customer does.
    """
    named = (one for one in (survey.closer, customer.owner) if one is not None)
    covering = (cover.covering for cover in covers_on(on).filter(away=customer.owner_id).order_by("pk"))
    return next((one for one in chain(named, covering) if _can_come_back(one, customer, on)), None)


def _can_come_back(person: Person, customer: Customer, on: date) -> bool:
    seen = customers_visible_to(person, on=on)
    return may(person.role, Deed.KEEP_TASKS) and seen.filter(pk=customer.pk).exists()
