"""Writes: a client is looked back at by somebody independent, and it ends in a lesson or a stated reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from karn.apps.care.actions.moments import tell, untell
from karn.apps.care.queries.independence import independent_people, refuse_bound
from karn.apps.care.rules.reviews import BOUND
from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Contact, Customer
from karn.apps.lessons.actions.look_tasks import keep_look_tasks
from karn.apps.lessons.models.lessons import Lesson
from karn.apps.lessons.models.post_mortems import OPEN_LOOK, Cause, PostMortem, PostMortemVoice, Side
from karn.apps.lessons.queries.post_mortems import PURPOSE, audience_of
from karn.apps.lessons.rules.post_mortems import LINK_DAYS, checked, due_after
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import store_changed
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Event
from karn.apps.threats.models import Case
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.links import make_link, revoke_links
from karn.platform.versions import refuse_unseen

STORY = "look_back"
"""The code of the line in the client's story."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked back at: why, since when, and the rows it is about."""

    cause: str
    happened_on: date
    due_on: date | None = None
    departure: Departure | None = None
    case: Case | None = None
    competitor: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose words, said on which day: the client's (a contact, or somebody by name), or the auditor's."""

    side: str
    told_on: date
    contact: Contact | None = None
    name: str = ""


def plan_look(*, customer: Customer, subject: Subject, by: Person, at: datetime) -> PostMortem:
    """Plan a look back at a customer. Raises BadInput while one is open, and for a cause there is not."""
    if subject.cause not in Cause.values:
        raise BadInput("Say why you look back.")
    with transaction.atomic():
        Customer.everything.select_for_update().get(pk=customer.pk)
        _refuse_second(customer.pk)
        look = PostMortem.objects.create(
            customer=customer,
            cause=subject.cause,
            happened_on=subject.happened_on,
            due_on=subject.due_on or due_after(subject.happened_on),
            departure=subject.departure,
            case=subject.case,
            competitor=one_line(subject.competitor)[:200],
            made_at=at,
            made_by=by,
            changed_at=at,
        )
        return _kept(look, f"planned {subject.cause}", by, at)


def choose_auditor(
    *,
    look: PostMortem,
    auditor: Person | None = None,
    guest: str = "",
    excepted: str = "",
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> PostMortem:
    """Say who looks back: a colleague who was not on the account, or an outsider by name.

    Where nobody here is independent, a reason (`excepted`) lets somebody on the account do it. Who asks
    about a competitor need not be independent of us. Raises BadInput, saying why, for anybody else, and once
    everybody was asked; ChangedMeanwhile where another version than `seen` stands there now.
    """
    name = one_line(guest)[:120]
    if auditor is not None and name:
        raise BadInput("Choose a colleague or an outsider, not both.")
    if name.casefold() in {one.name.casefold() for one in active_people()}:
        raise BadInput("%(name)s works here: choose the colleague, not an outsider.", name=name)
    with transaction.atomic():
        held = _held(look)
        refuse_unseen(held, seen)
        _refuse_done(held)
        held.excepted, held.excepted_by = "", None
        if auditor is not None and held.is_about_us:
            _refuse_or_except(held, auditor, one_line(excepted)[:300], by, at)
        if name != held.guest or auditor is not None:
            _end_links(held, at)
        held.auditor, held.guest = auditor, name
        who = f"person:{auditor.pk}" if auditor else "outsider" if name else "nobody"
        return _kept(held, f"auditor {who}{' exception' if held.excepted else ''}", by, at)


def _refuse_or_except(look: PostMortem, auditor: Person, reason: str, by: Person, at: datetime) -> None:
    """Let an independent auditor pass; one on the account only with a reason, where nobody else is there."""
    on = local_day(at, current_company())
    try:
        refuse_bound(auditor, look.customer, on=on)
    except BadInput:
        if not reason:
            raise
        if others := independent_people(look.customer, on=on):
            names = ", ".join(one.name for one in others[:3])
            raise BadInput(
                "There is somebody with fresh eyes: %(names)s. Or ask an outsider.", names=names
            ) from None
        look.excepted, look.excepted_by = reason, by


def make_guest_link(*, look: PostMortem, by: Person, at: datetime) -> str:
    """Make the outsider's link anew; links given out before open nothing more. Return its secret.

    Raises BadInput where no outsider looks back, or everybody was asked.
    """
    with transaction.atomic():
        held = _held(look)
        if not held.guest or not held.is_open or held.held_at is not None:
            raise BadInput("A link is for an outsider, until everybody was asked.")
        _end_links(held, at)
        held.expires_at = at + timedelta(days=LINK_DAYS)
        _kept(held, "link", by, at)
        return make_link(purpose=PURPOSE, audience=audience_of(held), expires_at=held.expires_at, at=at)


def end_guest_link(*, look: PostMortem, by: Person, at: datetime) -> None:
    """Let the outsider's link open nothing more."""
    with transaction.atomic():
        held = _held(look)
        _end_links(held, at)
        _kept(held, "link ended", by, at)


def store_voice(
    *, look: PostMortem, voice: Voice, words: Mapping[str, str], by: Person | None, at: datetime
) -> PostMortemVoice:
    """Keep what somebody said; the same person's words said again replace them, except for an outsider.

    `by` is who of us writes, None the outsider by the link. Raises BadInput for anybody but who looks back,
    for words of nobody, on a day to come, and without any words.
    """
    kept = checked(words)
    if voice.told_on > local_day(at, current_company()):
        raise BadInput("Choose a day that was.")
    with transaction.atomic():
        held = _held(look)
        _refuse_other_than_auditor(held, by)
        who = _who(held, voice)
        its = PostMortemVoice.objects.filter(post_mortem=held, **who)
        if by is None and its.exists():  # whoever holds the link cannot write over what was said
            raise BadInput("This was answered already, and stays as it was said.")
        told = {"told_on": voice.told_on, "words": kept, "by": by, "at": at}
        stored, _new = PostMortemVoice.objects.update_or_create(post_mortem=held, **who, defaults=told)
        _kept(held, f"voice {voice.side}", by, at)
    return stored


def _who(look: PostMortem, voice: Voice) -> dict[str, Any]:
    if voice.side == Side.AUDITOR:
        return {"side": Side.AUDITOR, "contact": None, "name": ""}
    name = "" if voice.contact else one_line(voice.name)[:120]
    if voice.contact is None and not name:
        raise BadInput("Say who of the client said so.")
    if voice.contact is not None and voice.contact.customer_id != look.customer_id:
        raise BadInput("This contact is somebody else's.")
    return {"side": Side.CLIENT, "contact": voice.contact, "name": name}


def say_what_to_learn(
    *, look: PostMortem, sentence: str, question: str, by: Person | None, at: datetime
) -> PostMortem:
    """Keep what who looks back thinks there is to learn. Raises BadInput for anybody else."""
    with transaction.atomic():
        held = _held(look)
        _refuse_other_than_auditor(held, by)
        held.sentence, held.question = one_line(sentence)[:300], one_line(question)[:300]
        return _kept(held, "what to learn", by, at)


def finish_asking(*, look: PostMortem, by: Person | None, at: datetime) -> PostMortem:
    """Say that everybody was asked: what it taught is left. Raises BadInput before anything was said."""
    with transaction.atomic():
        held = _held(look)
        _refuse_other_than_auditor(held, by)
        if not PostMortemVoice.objects.filter(post_mortem=held).exists():
            raise BadInput("Write down what was said first.")
        held.held_at = at
        _end_links(held, at)
        return _kept(held, "held", by, at)


def close_look(
    *, look: PostMortem, no_lesson: str = "", by: Person, at: datetime, seen: str | None = None
) -> PostMortem:
    """Close it: it has a lesson, or the reason why it has none is said. Raises BadInput without both."""
    with transaction.atomic():
        held = _held(look)
        refuse_unseen(held, seen)
        if not held.is_open:
            raise BadInput("This look back is closed already.")
        return close_held(held, one_line(no_lesson)[:300], by, at)


def close_held(held: PostMortem, no_lesson: str, by: Person, at: datetime) -> PostMortem:
    """Close a look back that is locked. Raises BadInput without a lesson and without a reason."""
    has_lesson = Lesson.objects.filter(post_mortem=held, removed_at__isnull=True).exists()
    if not has_lesson and not no_lesson:
        raise BadInput("Write down what it taught, or why it taught nothing.")
    held.closed_at, held.closed_by, held.no_lesson = at, by, "" if has_lesson else no_lesson
    held.held_at = held.held_at or at
    _end_links(held, at)
    facts = {"cause": held.cause, "by": held.auditor.name if held.auditor else held.guest}
    tell(customer_id=held.customer_id, code=STORY, number=held.pk, facts=facts, at=at)
    return _kept(held, "closed with a lesson" if has_lesson else "closed without a lesson", by, at)


def reopen_look(*, look: PostMortem, by: Person, at: datetime) -> PostMortem:
    """Open it again. Raises BadInput while another one of the same customer is open."""
    with transaction.atomic():
        held = _held(look)
        if held.closed_at is None:
            return held
        _refuse_second(held.customer_id)
        held.closed_at, held.closed_by, held.no_lesson = None, None, ""
        untell(customer_id=held.customer_id, code=STORY, number=held.pk)
        return _kept(held, "reopened", by, at)


def remove_look(*, look: PostMortem, by: Person, at: datetime) -> None:
    """Throw a look back away, with what was said in it; it can be brought back."""
    with transaction.atomic():
        held = _held(look)
        held.removed_at = held.removed_at or at
        _end_links(held, at)
        _kept(held, "removed", by, at)


def restore_look(*, look: PostMortem, by: Person, at: datetime) -> None:
    """Bring a look back back. Raises BadInput where it is open and another one of the customer is, too."""
    with transaction.atomic():
        held = _held(look)
        if held.removed_at is None:
            return
        if held.closed_at is None:
            _refuse_second(held.customer_id)
        held.removed_at = None
        _kept(held, "restored", by, at)


def _held(look: PostMortem) -> PostMortem:
    """Return it as it is stored, locked until the transaction ends."""
    its = PostMortem.objects.select_for_update(of=("self",)).select_related("customer__owner", "auditor")
    return its.get(pk=look.pk)


def _refuse_second(customer: int) -> None:
    if PostMortem.objects.filter(OPEN_LOOK, customer=customer).exists():
        raise BadInput("Somebody looks back at this client already: go on there.")


def _refuse_done(look: PostMortem) -> None:
    if not look.is_open or look.held_at is not None:
        raise BadInput("Everybody was asked: nothing is changed any more.")


def _refuse_other_than_auditor(look: PostMortem, by: Person | None) -> None:
    is_guest = by is None and bool(look.guest)
    if not is_guest and (by is None or by.pk != look.auditor_id):
        raise BadInput("Only who looks back can do this.")
    _refuse_done(look)
    # The client may have been handed over to the auditor since that one was chosen.
    is_bound = by is not None and by.pk == look.customer.owner_id
    if is_bound and look.is_about_us and not look.excepted and by is not None:
        why = BOUND["owner"]
        raise BadInput(why, name=by.name)


def _end_links(look: PostMortem, at: datetime) -> None:
    revoke_links(purpose=PURPOSE, audience=audience_of(look), at=at)
    look.expires_at = None


def _kept(look: PostMortem, what: str, by: Person | None, at: datetime) -> PostMortem:
    look.changed_at = next_version(look.changed_at, at)
    store_changed(look, by=by, at=at)
    record(by=by, deed=Event.LOOK_BACK_CHANGED, about=look, at=at, detail=what)
    keep_look_tasks(at=at, among=[look.customer_id])
    return look
