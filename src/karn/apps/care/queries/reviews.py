"""Reads of reviews by fresh eyes. What a side said is read from here once both are in, and not before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from karn.apps.care.models.reviews import OPEN_REVIEW, LearningGoal, Review, ReviewAnswer, Side
from karn.apps.care.rules.reviews import (
    QUESTIONS,
    Difference,
    Heard,
    differences,
    next_yearly,
)
from karn.apps.company.queries import current_company, local_day
from karn.apps.conversations.models import Hint, HintKind
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import contacts_on, is_visible_to
from karn.apps.people.models import Person
from karn.platform.links import NoSuchLink, open_link

PURPOSE = "care.review"
PAGE = 100
"""Reviews on one page."""

_LARGEST = 2**63 - 1


def audience_of(review: Review) -> str:
    """Return whom a link to this review is for."""
    return f"review:{review.pk}"


def address_of_link(secret: str) -> str:
    """Return the whole address of an outsider's link."""
    site = settings.INSTALLATION.site
    return f"{site}/r/{secret}"


def reviews_visible_to(person: Person) -> QuerySet[Review]:
    """Return the reviews of customers this person may see, and those this person holds.

    :attr:`Review.sees_customer` says whether it is the first.
    """
    its = Review.objects.filter(removed_at__isnull=True, customer__deleted_at__isnull=True)
    seen = its.annotate(sees_customer=is_visible_to(person, "customer"))
    seen = seen.filter(Q(sees_customer=True) | Q(reviewer=person))
    return seen.select_related("customer__owner", "reviewer", "excepted_by", "team_by")


def review_for(person: Person, number: int, *, removed: bool = False) -> Review | None:
    """Return a review this person may see, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    if removed:
        its = Review.objects.filter(is_visible_to(person, "customer")).select_related("customer__owner")
        return its.filter(pk=number).first()
    return reviews_visible_to(person).filter(pk=number).first()


def all_reviews(person: Person, *, state: str = "open") -> QuerySet[Review]:
    """Return the reviews this person may see: open ones by day, or held ones, the latest first."""
    its = reviews_visible_to(person)
    if state == "done":
        return its.filter(opened_at__isnull=False).order_by("-opened_at", "-pk")
    return its.filter(OPEN_REVIEW).order_by("due_on", "pk")


def reviews_of(customer: Customer) -> list[Review]:
    """Return every review of the customer: the open ones first, then the latest held. One query."""
    its = Review.objects.filter(customer=customer, removed_at__isnull=True).select_related("reviewer")
    return sorted(
        its, key=lambda one: (one.opened_at is not None, -(one.opened_at or one.made_at).timestamp(), -one.pk)
    )


def open_review_of(customer: int) -> Review | None:
    """Return the review of this customer that is still to be held, the soonest."""
    return Review.objects.filter(OPEN_REVIEW, customer=customer).order_by("due_on", "pk").first()


def opened_by_link(token: str, *, at: datetime) -> Review:
    """Return the review an outsider's link opens. Raises NoSuchLink, the same whatever is wrong with it."""
    link = open_link(token, purpose=PURPOSE, at=at)
    its = Review.objects.select_related("customer").filter(pk=int(link.audience.removeprefix("review:")))
    review = its.filter(removed_at__isnull=True, customer__deleted_at__isnull=True).first()
    if review is None or not review.guest or review.expires_at is None or review.expires_at <= at:
        raise NoSuchLink
    return review


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the client to be asked: a contact, or the client itself; `at` says when it was done."""

    contact: Contact | None
    name: str
    role: str = ""
    at: datetime | None = None

    @property
    def code(self) -> str:
        """How a form names this seat."""
        return str(self.contact.pk) if self.contact else "client"


def seats_of(review: Review, *, on: date) -> list[Seat]:
    """Return who is to be asked: the client's contacts on this day; without one the client itself.

    Nothing but their names and roles, and whether it was done. Two queries.
    """
    answers = ReviewAnswer.objects.filter(review=review, side=Side.CLIENT)
    done: dict[int | None, datetime] = dict(answers.values_list("contact", "at"))
    there = contacts_on(on).filter(customer=review.customer_id).order_by("-champion", "name", "pk")
    seats = [Seat(one, one.name, one.role, done.get(one.pk)) for one in there]
    if not seats or None in done:
        seats.append(Seat(None, review.customer.name, "", done.get(None)))
    return seats


@dataclass(frozen=True, slots=True)
class Result:
    """What a review found, both sides beside each other. `unread` answers were sealed with a lost key."""

    client: list[Heard]
    team: Heard | None
    differences: list[Difference]
    unread: int


def result_of(review: Review) -> Result | None:
    """Return what both sides said, or None while one is still to come. One query."""
    if review.opened_at is None:
        return None
    voices = list(ReviewAnswer.objects.filter(review=review).select_related("contact").order_by("pk"))
    read = [voice for voice in voices if voice.scores]
    client = [_heard(voice, review) for voice in read if voice.side == Side.CLIENT]
    team = next((_heard(voice, review) for voice in read if voice.side == Side.TEAM), None)
    return Result(client, team, differences(client, team), len(voices) - len(read))


def _heard(voice: ReviewAnswer, review: Review) -> Heard:
    name = voice.contact.name if voice.contact else review.customer.name
    return Heard(voice.pk, name, voice.scores, voice.words)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a client said in a review: per question the mean score (1 to 5) and the lowest, and the team's."""

    review: int
    on: datetime
    means: dict[str, float]
    lowest: dict[str, int]
    team: dict[str, int]


def last_review_of(customer: Customer) -> Opinion | None:
    """Return what the customer said in the last review of which both sides are in, or None. Two queries."""
    its = Review.objects.filter(customer=customer, removed_at__isnull=True, opened_at__isnull=False)
    review = its.order_by("-opened_at", "-pk").first()
    return _opinion(review, ReviewAnswer.objects.filter(review=review)) if review else None


def last_reviews(customers: Iterable[int]) -> dict[int, Opinion]:
    """Return the same for many customers (ids). Two queries."""
    later = Review.objects.filter(
        customer=OuterRef("customer"), removed_at__isnull=True, opened_at__gt=OuterRef("opened_at")
    )
    its = Review.objects.filter(
        ~Exists(later), customer__in=list(customers), removed_at__isnull=True, opened_at__isnull=False
    )
    newest = {review.customer_id: review for review in its.order_by("pk")}
    voices = list(ReviewAnswer.objects.filter(review__in=list(newest.values())))
    return {
        number: opinion
        for number, review in newest.items()
        if (opinion := _opinion(review, [one for one in voices if one.review_id == review.pk]))
    }


def _opinion(review: Review, voices: Iterable[ReviewAnswer]) -> Opinion | None:
    said = list(voices)
    client = [voice.scores for voice in said if voice.side == Side.CLIENT and voice.scores]
    team: dict[str, int] = next((voice.scores for voice in said if voice.side == Side.TEAM), {})
    if not client or review.opened_at is None:
        return None
    by_question = {one: [scores[one] for scores in client if one in scores] for one in QUESTIONS}
    return Opinion(
        review.pk,
        review.opened_at,
        {question: fmean(scores) for question, scores in by_question.items() if scores},
        {question: min(scores) for question, scores in by_question.items() if scores},
        team,
    )


@dataclass(frozen=True, slots=True)
class Yearly:
    """A key client without an open review, and by when the next is due."""

    customer: int
    due_on: date


def yearly_ahead(*, on: date) -> list[Yearly]:
    """Return the key clients nobody planned a review for. Two queries, however many there are."""
    planned = Review.objects.filter(OPEN_REVIEW, customer=OuterRef("pk"))
    key = Customer.objects.filter(~Exists(planned), is_key=True, prospect=False).order_by("pk")
    last = _last_reviewed(key)
    return [
        Yearly(number, next_yearly(last_on=last.get(number), joined_on=joined_on, on=on))
        for number, joined_on in key.values_list("pk", "joined_on")
    ]


def _last_reviewed(customers: QuerySet[Customer]) -> dict[int, date]:
    """Return when each was reviewed last; a review that was thrown away counts, or it would come back."""
    its = Review.objects.filter(customer__in=customers.order_by().values("pk")).exclude(OPEN_REVIEW)
    latest = its.order_by().values_list("customer").annotate(at=Max(Coalesce("opened_at", "removed_at")))
    company = current_company()
    return {number: local_day(at, company) for number, at in latest}


def new_contacts(*, since: date, on: date) -> QuerySet[Contact, Any]:
    """Return the customers (ids) that are key and got a contact after `since`, a while after they joined."""
    its = contacts_on(on).filter(starts_on__gt=since, customer__is_key=True, customer__prospect=False)
    present = its.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    others = Contact.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=since), customer=OuterRef("customer")
    )
    return present.filter(Exists(others)).order_by("customer").values_list("customer", flat=True).distinct()


def changed_lately(*, since: datetime) -> QuerySet[Hint, Any]:
    """Return the customers (ids) that are key and at whom somebody noticed a change after `since`."""
    its = Hint.objects.filter(
        kind=HintKind.CHANGE, noticed_at__gt=since, customer__is_key=True, customer__prospect=False
    )
    present = its.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    return present.order_by("customer").values_list("customer", flat=True).distinct()


def goals(person: Person, *, learned: bool = False) -> QuerySet[LearningGoal]:
    """Return what we should know better, of customers this person may see: the newest first."""
    may = is_visible_to(person, "customer") | Q(customer__isnull=True)
    its = LearningGoal.objects.filter(may, removed_at__isnull=True, learned_at__isnull=not learned)
    return its.select_related("customer", "voice").order_by("-made_at", "-pk")


def goal_for(person: Person, number: int) -> LearningGoal | None:
    """Return a goal this person may see, one that was thrown away, too."""
    if number > _LARGEST:
        return None
    may = is_visible_to(person, "customer") | Q(customer__isnull=True)
    return LearningGoal.objects.filter(may, pk=number).first()
