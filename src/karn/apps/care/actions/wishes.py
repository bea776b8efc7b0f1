"""Writes: what customers ask for is noted, put to wishes, and who asked is told when it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from karn.apps.care.actions.innovations import Described, add_innovation
from karn.apps.care.actions.moments import tell, untell
from karn.apps.care.models.innovations import Innovation
from karn.apps.care.models.mailed import ON_ITS_WAY
from karn.apps.care.models.wishes import Need, Wish, WishState
from karn.apps.care.queries.wishes import may_change_wish, needs_of_wish, offered_by_surveys
from karn.apps.care.rules.wishes import TELL
from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import is_visible_to
from karn.apps.mailing.actions.queueing import Kind, Parts, Purpose, queue_mail
from karn.apps.mailing.models import Mail, State
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import store_changed
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.tasks.actions.asked import Asked, keep_tasks
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

TELL_DAYS = 14
_UNTOLD: Final[dict[str, None]] = {"asked_at": None, "told_at": None, "mail": None}
"""What they heard was of the wish they were put to before."""


def note_need(*, customer: Customer, words: str, by: Person, at: datetime) -> Need:
    """Note what a customer asked for. Raises BadInput without words."""
    told = one_line(words)[:500]
    if not told:
        raise BadInput("Say what they ask for.")
    with transaction.atomic():
        need = Need.objects.create(customer=customer, words=told, noted_at=at, noted_by=by)
        _tell_need(need, at)
        record(by=by, deed=Event.WISH_CHANGED, about=need, at=at, detail="need")
    return need


def remove_need(*, need: Need, by: Person, at: datetime) -> None:
    """Throw away what was noted; it can be brought back."""
    with transaction.atomic():
        Need.objects.filter(pk=need.pk, removed_at__isnull=True).update(removed_at=at)
        untell(customer_id=need.customer_id, code="need", number=need.pk)
        record(by=by, deed=Event.WISH_CHANGED, about=need, at=at, detail="removed")
    _keep_telling([need.customer_id], at)


def restore_need(*, need: Need, by: Person, at: datetime) -> None:
    """Bring back what was thrown away."""
    with transaction.atomic():
        if Need.objects.filter(pk=need.pk, removed_at__isnull=False).update(removed_at=None):
            _tell_need(need, at)
        record(by=by, deed=Event.WISH_CHANGED, about=need, at=at, detail="restored")
    _keep_telling([need.customer_id], at)


def _tell_need(need: Need, at: datetime) -> None:
    tell(customer_id=need.customer_id, code="need", number=need.pk, facts={"words": need.words}, at=at)


def make_wish(*, title: str, by: Person, at: datetime) -> Wish:
    """Make a wish to put needs to. Raises BadInput without a title."""
    with transaction.atomic():
        wish = Wish(title=_title(title), made_at=at, made_by=by, changed_at=at)
        wish.save()
        record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail="made")
    return wish


def change_wish(
    *,
    wish: Wish,
    title: str,
    state: str,
    because: str = "",
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> Wish:
    """Call a wish something else, or say what we make of it.

    Raises BadInput for a state there is not and for who may not (see :func:`may_change_wish`),
    ChangedMeanwhile where another version than `seen` stands there.
    """
    if state not in WishState.values:
        raise BadInput("Say what you make of it.")
    with transaction.atomic():
        held = _held(wish, by)
        refuse_unseen(held, seen)
        held.title, held.because = _title(title), one_line(because)[:300]
        if state == WishState.BUILT and held.state != WishState.BUILT:
            held.built_at = at
        held.state = WishState(state)
        return _kept(held, f"state {state}", by, at)


def remove_wish(*, wish: Wish, by: Person, at: datetime) -> None:
    """Throw a wish away; what was put to it waits for another one. It can be brought back."""
    with transaction.atomic():
        held = _held(wish, by)
        held.removed_at = held.removed_at or at
        _kept(held, "removed", by, at)


def restore_wish(*, wish: Wish, by: Person, at: datetime) -> None:
    """Bring a wish back."""
    with transaction.atomic():
        held = _held(wish, by)
        held.removed_at = None
        _kept(held, "restored", by, at)


def _held(wish: Wish, by: Person) -> Wish:
    """Return it as it is stored, locked until the transaction ends. Raises BadInput for who may not."""
    held = Wish.objects.select_for_update().get(pk=wish.pk)
    if not may_change_wish(held, by):
        raise BadInput("Others stand behind this wish, too: only who sees every customer may change it.")
    return held


def put_to_wish(
    *,
    wish: Wish | None,
    title: str = "",
    needs: Collection[int],
    answers: Collection[int] = (),
    by: Person,
    at: datetime,
) -> tuple[Wish, list[int]]:
    """Put needs (ids) and answers to surveys (ids) to a wish, or to a new one of this title.

    Only those of customers `by` may see; an answer becomes a need of its customer. Returns the wish and the
    needs (ids) that were put. Raises BadInput where nothing was ticked, and for a new wish without a title.
    """
    if not needs and not answers:
        raise BadInput("Tick what belongs together.")
    with transaction.atomic():
        wish = wish or make_wish(title=title, by=by, at=at)
        offered = [one for one in offered_by_surveys(by, at=at) if one.response in set(answers)]
        answered = [
            Need.objects.create(
                customer=one.customer,
                wish=wish,
                response_id=one.response,
                words=one.words[:500],
                noted_at=one.said_at,
            ).pk
            for one in offered
        ]
        noted = [need.pk for need in _visible(by, needs) if need.wish_id != wish.pk]
        Need.objects.filter(pk__in=noted).update(wish=wish, **_UNTOLD)
        record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail=f"{len(noted + answered)} put")
    return wish, noted + answered


def take_back_put(*, wish: Wish, needs: Collection[int], is_new: bool, by: Person, at: datetime) -> None:
    """Take needs (ids) out of the wish they were just put to: they wait for one again.

    A wish made for them (`is_new`) is thrown away with that, unless others stand behind it by now.
    """
    with transaction.atomic():
        its = [need for need in _visible(by, needs) if need.wish_id == wish.pk]
        Need.objects.filter(pk__in=[need.pk for need in its]).update(wish=None, **_UNTOLD)
        record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail=f"{len(its)} taken out")
        if is_new and its and not Need.objects.filter(wish=wish, removed_at__isnull=True).exists():
            remove_wish(wish=wish, by=by, at=at)
    _keep_telling([need.customer_id for need in its], at)


def take_from_wish(*, need: Need, by: Person, at: datetime) -> None:
    """Take a need out of its wish again."""
    with transaction.atomic():
        Need.objects.filter(pk=need.pk).update(wish=None, **_UNTOLD)
        record(by=by, deed=Event.WISH_CHANGED, about=need, at=at, detail="taken out")
    _keep_telling([need.customer_id], at)


def ask_to_tell(*, wish: Wish, by: Person, at: datetime) -> int:
    """Make a task for each customer who asked, was not told and has none yet; return how many.

    Who has one keeps it, and its day. Raises BadInput before it is built.
    """
    with transaction.atomic():
        waiting = [need for need in _to_be_told(wish, by) if not need.is_on_its_way]
        open_ones = [need for need in waiting if need.asked_at is None]
        Need.objects.filter(pk__in=[need.pk for need in open_ones]).update(asked_at=at)
        record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail=f"{len(open_ones)} to be told")
    _keep_telling([need.customer_id for need in open_ones], at)
    return len({need.customer_id for need in open_ones})


def take_back_asking(*, wish: Wish, asked_at: datetime, by: Person, at: datetime) -> int:
    """Withdraw the tasks to tell who asked that were made at that moment; return for how many customers.

    Whom somebody told meanwhile stays told.
    """
    with transaction.atomic():
        its = needs_of_wish(Wish.objects.select_for_update().get(pk=wish.pk), by)
        open_ones = [need for need in its if need.asked_at == asked_at and need.told_at is None]
        Need.objects.filter(pk__in=[need.pk for need in open_ones]).update(asked_at=None)
        record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail=f"{len(open_ones)} taken back")
    _keep_telling([need.customer_id for need in open_ones], at)
    return len({need.customer_id for need in open_ones})


def mail_who_asked(*, wish: Wish, subject: str, body: str, by: Person, at: datetime) -> int:
    """Put a mail to each customer who asked and was not told into the outbox; return how many.

    It is news: whether it may go to somebody is decided when it would, by what they allowed. Whose mail
    left counts as told; whose mail was kept back does not, and can be mailed again. Raises BadInput before
    it is built, without words, and for unknown placeholders.
    """
    parts = Parts(one_line(subject)[:200], body.replace("\x00", "").strip()[:5000])
    if not parts.subject or not parts.body:
        raise BadInput("Write a subject and a text.")
    with transaction.atomic():
        its = {one.customer_id: one.customer for one in _to_be_told(wish, by) if can_be_mailed(one)}
        mails = [_mailed(wish, customer, parts, by, at) for customer in its.values()]
        record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail=f"{len(its)} mailed")
    _keep_telling(list(its), at)
    return sum(mail.waits for mail in mails)


def can_be_mailed(need: Need) -> bool:
    """Say whether a mail could tell them: not twice, and not where nobody knows whether one arrived."""
    unknown = need.mail is not None and need.mail.state == State.UNKNOWN
    return bool(need.customer.email) and need.told_at is None and not need.is_on_its_way and not unknown


def _mailed(wish: Wish, customer: Customer, parts: Parts, by: Person, at: datetime) -> Mail:
    key = f"wish:{wish.pk}:{customer.pk}"
    before = Mail.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).count()
    mail = queue_mail(
        to=customer.email,
        key=f"{key}:{before}" if before else key,
        parts=parts,
        kind=Kind.MARKETING,
        purpose=Purpose.NEWS,
        about=customer,
        by=by,
        at=at,
    )
    its = Need.objects.filter(wish=wish, customer=customer, told_at__isnull=True, removed_at__isnull=True)
    its.update(mail=mail)
    return mail


def follow_wish_mails(*, at: datetime, mails: Collection[int] | None = None) -> None:
    """Let who asked be told, or not, by what became of these mails (ids); without them, of all that wait."""
    with transaction.atomic():
        its = Need.objects.select_for_update(of=("self",)).exclude(mail=None).select_related("mail")
        its = its.filter(told_at__isnull=True) if mails is None else its.filter(mail__in=mails)
        needs = list(its.order_by("pk"))
        for need in needs:
            if need.mail is not None and need.has_left:
                need.told_at = need.told_at or need.mail.settled_at
            elif need.mail is not None and need.told_at == need.mail.settled_at:
                need.told_at = None
        Need.objects.bulk_update(needs, ["told_at"], batch_size=500)
    _keep_telling({need.customer_id for need in needs}, at)


def offer_to_others(*, wish: Wish, by: Person, at: datetime) -> Innovation:
    """Make what was built one of the things that are new here, so that others are told, too; once."""
    with transaction.atomic():
        held = Wish.objects.select_for_update(of=("self",)).select_related("innovation").get(pk=wish.pk)
        if held.innovation is not None:
            return held.innovation
        told = Described(held.title, new_since=local_day(at, current_company()))
        held.innovation = made = add_innovation(told=told, by=by, at=at)
        _kept(held, "new here", by, at)
    return made


def mark_told(*, number: int, is_done: bool, at: datetime) -> None:
    """Let the needs that a task stood for be told, or not, as the task is done or open again."""
    need = Need.objects.filter(pk=number).first()
    if need is not None and need.wish_id is not None:
        its = Need.objects.filter(wish=need.wish_id, customer=need.customer_id, removed_at__isnull=True)
        its.update(told_at=at if is_done else None)


def _to_be_told(wish: Wish, by: Person) -> list[Need]:
    stored = Wish.objects.select_for_update().get(pk=wish.pk)
    if stored.state != WishState.BUILT:
        raise BadInput("It is not built yet: say so first.")
    return [need for need in needs_of_wish(stored, by) if need.told_at is None]


def _keep_telling(customers: Collection[int], at: datetime) -> None:
    """Keep the tasks in step: one for each customer and wish, under the number of the first of its needs."""
    if customers:
        asked = [*_asked(customers)]
        keep_tasks(kind=TELL.code, asked=asked, at=at, among=customers)


def _asked(customers: Collection[int]) -> Iterable[Asked]:
    its = Need.objects.exclude(ON_ITS_WAY).filter(
        customer__in=customers,
        asked_at__isnull=False,
        told_at__isnull=True,
        removed_at__isnull=True,
        wish__state=WishState.BUILT,
        wish__removed_at__isnull=True,
    )
    met: set[tuple[int, int | None]] = set()
    for need in its.select_related("customer", "wish").order_by("pk"):
        if (
            (need.customer_id, need.wish_id) not in met
            and need.wish is not None
            and need.asked_at is not None
        ):
            met.add((need.customer_id, need.wish_id))
            facts = {"title": need.wish.title, "words": need.words}
            due = _due(need.asked_at)
            yield Asked(need.pk, due, need.customer_id, need.customer.owner_id, facts)


def _due(asked_at: datetime) -> date:
    return local_day(asked_at, current_company()) + timedelta(days=TELL_DAYS)


def _visible(person: Person, numbers: Collection[int]) -> list[Need]:
    its = Need.objects.filter(is_visible_to(person, "customer"), pk__in=numbers, removed_at__isnull=True)
    return list(its)


def _title(title: str) -> str:
    told = one_line(title)[:200]
    if not told:
        raise BadInput("Give the wish a title.")
    return told


def _kept(wish: Wish, what: str, by: Person, at: datetime) -> Wish:
    wish.changed_at = next_version(wish.changed_at, at)
    store_changed(wish, by=by, at=at)
    record(by=by, deed=Event.WISH_CHANGED, about=wish, at=at, detail=what)
    its = Need.objects.filter(wish=wish, asked_at__isnull=False).order_by().values_list("customer", flat=True)
    _keep_telling(list(its.distinct()), at)
    return wish
