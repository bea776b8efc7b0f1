"""Writes: reviews are planned, given a reviewer, answered by both sides, and opened once both are in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.care.actions.moments import tell
from karn.apps.care.actions.review_tasks import keep_review_tasks
from karn.apps.care.models.reviews import Cause, LearningGoal, Review, ReviewAnswer, Side
from karn.apps.care.queries.independence import independent_people, refuse_bound
from karn.apps.care.queries.review_seals import sealed, unsealed
from karn.apps.care.queries.reviews import PURPOSE, audience_of, open_review_of, seats_of
from karn.apps.care.rules.reviews import ASKED, BOUND, EXPERTISE, LINK_DAYS, QUESTIONS, WEAK, checked
from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Customer
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import store_changed
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Event
from karn.apps.tasks.actions import Origin, Wanted, make_task
from karn.apps.tasks.models import Task
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line
from karn.platform.facts import next_version
from karn.platform.links import make_link, revoke_links
from karn.platform.versions import refuse_unseen

FOLLOW_UP = "care.review_follow_up"
FOLLOW_UP_DAYS = 7


def plan_review(*, customer: Customer, cause: str, due_on: date, by: Person | None, at: datetime) -> Review:
    """Plan a review of a customer; one that is planned already is brought forward, never put off.

    Raises BadInput for a cause there is not.
    """
    if cause not in Cause.values:
        raise BadInput("Say why they are reviewed.")
    with transaction.atomic():
        Customer.everything.select_for_update().get(pk=customer.pk)
        review = open_review_of(customer.pk)
        if review is None:
            review = Review.objects.create(
                customer=customer, cause=cause, due_on=due_on, made_at=at, made_by=by, changed_at=at
            )
        elif due_on < review.due_on:
            review.cause, review.due_on = Cause(cause), due_on
        return _kept(review, "planned", by, at)


def choose_reviewer(
    *,
    review: Review,
    reviewer: Person | None = None,
    guest: str = "",
    excepted: str = "",
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> Review:
    """Say who holds the review: a colleague who is not on the account, or an outsider by name.

    Where nobody here is independent, a reason (`excepted`) lets somebody on the account hold it. Raises
    BadInput, saying why, for anybody else who is, and once somebody began; ChangedMeanwhile where another
    version than `seen` stands there now.
    """
    name = one_line(guest)[:120]
    if reviewer is not None and name:
        raise BadInput("Choose a colleague or an outsider, not both.")
    if name.casefold() in {one.name.casefold() for one in active_people()}:
        raise BadInput("%(name)s works here: choose the colleague, not an outsider.", name=name)
    with transaction.atomic():
        held = _held(review)
        refuse_unseen(held, seen)
        _refuse_begun(held)
        held.excepted, held.excepted_by = "", None
        if reviewer is not None:
            _refuse_or_except(held, reviewer, one_line(excepted)[:300], by, at)
        if name != held.guest or reviewer is not None:
            revoke_links(purpose=PURPOSE, audience=audience_of(held), at=at)
            held.expires_at = None
        held.reviewer, held.guest = reviewer, name
        who = f"person:{reviewer.pk}" if reviewer else "outsider" if name else "nobody"
        return _kept(held, f"reviewer {who}{' exception' if held.excepted else ''}", by, at)


def _refuse_or_except(review: Review, reviewer: Person, reason: str, by: Person, at: datetime) -> None:
    """Let an independent reviewer pass; one on the account only with a reason, where nobody else is there."""
    on = local_day(at, current_company())
    try:
        refuse_bound(reviewer, review.customer, on=on, team_by=review.team_by_id)
    except BadInput:
        if not reason:
            raise
        others = [
            one.name for one in independent_people(review.customer, on=on) if one.pk != review.team_by_id
        ]
        if others:
            raise BadInput(
                "There is somebody with fresh eyes: %(names)s. Or ask an outsider.",
                names=", ".join(others[:3]),
            ) from None
        review.excepted, review.excepted_by = reason, by


def make_guest_link(*, review: Review, by: Person, at: datetime) -> str:
    """Make the outsider's link anew; links given out before open nothing more. Return its secret.

    Raises BadInput where no outsider holds the review, or it was held.
    """
    with transaction.atomic():
        held = _held(review)
        if not held.guest or not held.is_open or held.client_at is not None:
            raise BadInput("A link is for an outsider, until the review was held.")
        revoke_links(purpose=PURPOSE, audience=audience_of(held), at=at)
        held.expires_at = at + timedelta(days=LINK_DAYS)
        _kept(held, "link", by, at)
        return make_link(purpose=PURPOSE, audience=audience_of(held), expires_at=held.expires_at, at=at)


def end_guest_link(*, review: Review, by: Person, at: datetime) -> None:
    """Let the outsider's link open nothing more."""
    with transaction.atomic():
        held = _held(review)
        revoke_links(purpose=PURPOSE, audience=audience_of(held), at=at)
        held.expires_at = None
        _kept(held, "link ended", by, at)


def store_voice(
    *,
    review: Review,
    seat: str,
    scores: Mapping[str, str],
    words: Mapping[str, str],
    by: Person | None,
    at: datetime,
) -> None:
    """Keep, sealed, what somebody at the client said (`seat`: the code of a Seat); said again it replaces it.

    `by` is the reviewer, None the outsider by the link. Raises BadInput for anybody else, for somebody who
    is not to be asked, and without three scores.
    """
    kept_scores, kept_words = checked(scores, words)
    with transaction.atomic():
        held = _held(review)
        _refuse_other_than_reviewer(held, by)
        seats = {one.code: one for one in seats_of(held, on=local_day(at, current_company()))}
        if seat not in seats:
            raise BadInput("Say whom you spoke with.")
        its = ReviewAnswer.objects.filter(review=held, side=Side.CLIENT, contact=seats[seat].contact)
        if by is None and its.exists():  # whoever holds the link cannot write over what was said
            raise BadInput("This was answered already, and stays as it was said.")
        ReviewAnswer.objects.update_or_create(
            review=held,
            side=Side.CLIENT,
            contact=seats[seat].contact,
            defaults={"by": by, "at": at, "sealed": sealed(kept_scores, kept_words)},
        )
        _kept(held, "somebody asked", by, at)


def finish_client(*, review: Review, by: Person | None, at: datetime) -> Review:
    """Say that everybody at the client was asked. Opens the review where the team's view is in.

    Raises BadInput before somebody was asked, and for anybody but the reviewer.
    """
    with transaction.atomic():
        held = _held(review)
        _refuse_other_than_reviewer(held, by)
        if not ReviewAnswer.objects.filter(review=held, side=Side.CLIENT).exists():
            raise BadInput("Ask somebody at the client first.")
        held.client_at = at
        return _opened_or_kept(held, "client in", by, at)


def store_team_view(
    *, review: Review, scores: Mapping[str, str], words: Mapping[str, str], by: Person, at: datetime
) -> Review:
    """Keep, sealed, how the account's team thinks the client sees them. Opens the review where both are in.

    Until then whoever wrote it can say it anew. Raises BadInput for the reviewer, for a second writer, and
    without three scores.
    """
    kept_scores, kept_words = checked(scores, words)
    with transaction.atomic():
        held = _held(review)
        if not held.is_open:
            raise BadInput("Both sides are in: nothing is changed any more.")
        if held.reviewer_id == by.pk and not held.excepted:
            raise BadInput("You hold this review: our own view is for somebody on the account.")
        if held.team_by_id not in (None, by.pk):
            raise BadInput("Our own view is in already.")
        ReviewAnswer.objects.update_or_create(
            review=held,
            side=Side.TEAM,
            defaults={"by": by, "at": at, "sealed": sealed(kept_scores, kept_words)},
        )
        held.team_at, held.team_by = at, by
        return _opened_or_kept(held, "team in", by, at)


def _opened_or_kept(review: Review, what: str, by: Person | None, at: datetime) -> Review:
    """Open both sides where both are in: the one place where what was sealed is read."""
    if review.client_at is None or review.team_at is None:
        return _kept(review, what, by, at)
    for voice in ReviewAnswer.objects.filter(review=review).select_related("contact").order_by("pk"):
        told = unsealed(voice.sealed)
        if told is None:
            continue  # sealed with a key that is gone: the page says so
        voice.scores, voice.words = told
        voice.sealed = ""
        voice.save(update_fields=["scores", "words", "sealed"])
        _note_goal(review, voice, at)
    review.opened_at = at
    who = review.reviewer.name if review.reviewer else review.guest
    tell(customer_id=review.customer_id, code="review", number=review.pk, facts={"by": who}, at=at)
    revoke_links(purpose=PURPOSE, audience=audience_of(review), at=at)
    return _kept(review, f"{what}, opened", by, at)


def _note_goal(review: Review, voice: ReviewAnswer, at: datetime) -> None:
    score = voice.scores.get(EXPERTISE)
    if voice.side == Side.CLIENT and score is not None and score <= WEAK:
        LearningGoal.objects.create(
            customer_id=review.customer_id,
            voice=voice,
            score=score,
            words=one_line(voice.words.get(EXPERTISE, ""))[:500],
            made_at=at,
        )


def make_follow_up(*, review: Review, voice: int, question: str, text: str, by: Person, at: datetime) -> Task:
    """Make a task of one answer, for who looks after the customer; asked twice it is the same task.

    Raises BadInput before both sides are in, and for an answer there is not.
    """
    its = ReviewAnswer.objects.filter(pk=voice, review=review, review__opened_at__isnull=False).first()
    if its is None or question not in QUESTIONS:
        raise BadInput("There is no such answer.")
    wanted = Wanted(
        text,
        why=str(ASKED[question]),
        customer=review.customer,
        owner=review.customer.owner or by,
        due_on=local_day(at, current_company()) + timedelta(days=FOLLOW_UP_DAYS),
    )
    number = its.pk * len(QUESTIONS) + QUESTIONS.index(question)
    return make_task(wanted=wanted, origin=Origin(FOLLOW_UP, number), by=by, at=at)


def remove_review(*, review: Review, by: Person, at: datetime) -> None:
    """Throw a review away, with what was said in it; it can be brought back."""
    with transaction.atomic():
        held = _held(review)
        held.removed_at = held.removed_at or at
        _kept(held, "removed", by, at)


def restore_review(*, review: Review, by: Person, at: datetime) -> None:
    """Bring a review back. Raises BadInput for one that was not held while another is planned."""
    with transaction.atomic():
        held = _held(review)
        if held.opened_at is None and open_review_of(held.customer_id) not in (None, held):
            raise BadInput("Another review is planned already: hold it or throw it away first.")
        held.removed_at = None
        _kept(held, "restored", by, at)


def _held(review: Review) -> Review:
    """Return it as it is stored, locked until the transaction ends."""
    return Review.objects.select_for_update(of=("self",)).select_related("customer__owner").get(pk=review.pk)


def _refuse_begun(review: Review) -> None:
    if not review.is_open or ReviewAnswer.objects.filter(review=review, side=Side.CLIENT).exists():
        raise BadInput("Somebody was asked already: who reviews stays.")


def _refuse_other_than_reviewer(review: Review, by: Person | None) -> None:
    is_guest = by is None and bool(review.guest)
    if not is_guest and (by is None or by.pk != review.reviewer_id):
        raise BadInput("Only who holds this review can do this.")
    if not review.is_open or review.client_at is not None:
        raise BadInput("The client's side is in: nothing is changed any more.")
    # The client may have been handed over to the reviewer since that one was chosen.
    if by is not None and by.pk == review.customer.owner_id and not review.excepted:
        why = BOUND["owner"]
        raise BadInput(why, name=by.name)


def _kept(review: Review, what: str, by: Person | None, at: datetime) -> Review:
    review.changed_at = next_version(review.changed_at, at)
    store_changed(review, by=by, at=at)
    record(by=by, deed=Event.REVIEW_CHANGED, about=review, at=at, detail=what)
    keep_review_tasks(on=local_day(at, current_company()), at=at, among=[review.customer_id])
    return review
