"""Reviews with fresh eyes: the calendar, one review, both its sides, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import reviews as actions
from karn.apps.care.models.reviews import Cause, Review
from karn.apps.care.queries.independence import independent_people
from karn.apps.care.queries.reviews import (
    PAGE,
    Result,
    address_of_link,
    all_reviews,
    goals,
    result_of,
    review_for,
    reviews_of,
    seats_of,
)
from karn.apps.care.rules.reviews import AHEAD_DAYS, ASKED, LINK_DAYS, QUESTIONS
from karn.apps.company.rules.trades import Station
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, note_seen, person_of
from karn.web.asked import word_asked
from karn.web.charts.drawing import Picture, draw
from karn.web.charts.opinions import opinions
from karn.web.forms.reviews import NewReviewForm, ReviewerForm, texts_of_reviewer
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station, customer_or_404
from karn.web.undo import offer_undo
from karn.web.words.journal import history_in_words

MOST_DRAWN = 9
STATES = ("open", "done")


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.REVIEWS)
def reviews(request: HttpRequest) -> HttpResponse:
    """Show who is to be reviewed by when, or was; and what we should know better."""
    person, state = person_of(request), _state(request)
    rows = list(all_reviews(person, state=state)[: PAGE + 1])
    page = {
        "reviews": rows[:PAGE], "more": len(rows) > PAGE, "state": state, "today": timezone.localdate(),
        "goals": list(goals(person)[:PAGE]),
    }  # fmt: skip
    return render(request, "reviews/list.html", page)


def _state(request: HttpRequest) -> str:
    state = word_asked(request.GET, "state")
    return state if state in STATES else "open"


def _rows(request: HttpRequest) -> Iterable[Review]:
    return all_reviews(person_of(request), state=_state(request))


REVIEWS = list_as_file(
    Listing[Review](
        name="reviews",
        address="reviews/reviews",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Customer"), lambda one: one.customer.name),
            (gettext_lazy("By when"), lambda one: one.due_on),
            (gettext_lazy("Why"), lambda one: one.get_cause_display()),
            (gettext_lazy("Who reviews"), lambda one: one.reviewer.name if one.reviewer else one.guest),
            (gettext_lazy("The client's side in"), lambda one: one.client_at),
            (gettext_lazy("Our own view in"), lambda one: one.team_at),
            (gettext_lazy("Exception"), lambda one: one.excepted),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.REVIEWS)
def customer_reviews(request: HttpRequest, number: int) -> HttpResponse:
    """Show one customer's reviews, planned and held."""
    customer = customer_or_404(request, number)
    note_seen(request, customer, what="reviews")
    due = timezone.localdate() + timedelta(days=AHEAD_DAYS)
    form = NewReviewForm(version="", texts={"cause": Cause.HAND, "due_on": due.isoformat()})
    page = {
        "customer": customer,
        "reviews": reviews_of(customer),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "reviews/customer.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def new_review(request: HttpRequest, number: int) -> HttpResponse:
    """Plan a review of a customer; one that is planned is brought forward."""
    customer = customer_or_404(request, number)
    form = NewReviewForm(request.POST, version="", texts={})
    if not form.is_valid():
        page = {
            "customer": customer,
            "reviews": reviews_of(customer),
            "form": form,
            "today": timezone.localdate(),
        }
        return render(request, "reviews/customer.html", page, status=400)
    told = form.cleaned_data
    review = actions.plan_review(
        customer=customer,
        cause=told["cause"],
        due_on=told["due_on"],
        by=person_of(request),
        at=timezone.now(),
    )
    offer_undo(request, _("The review is planned."), reverse("remove_review", args=[review.pk]))
    return redirect("review", review.pk)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.REVIEWS)
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a review is; once both sides are in, what they said beside each other."""
    its = _review(request, number)
    if its.sees_customer:  # type: ignore[attr-defined]  # annotated by the query
        note_seen(request, its.customer, what="review")
    return _page(request, its)


def _page(
    request: HttpRequest, its: Review, form: ReviewerForm | None = None, status: int = 200
) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    page: dict[str, Any] = {"review": its, "today": today, "is_reviewer": its.reviewer_id == person.pk}
    page["changes"] = history_in_words(its)
    if its.opened_at is not None:
        page["result"] = result = result_of(its)
        page["picture"] = _picture(result) if result and result.client else None
    else:
        page["seats"] = seats = seats_of(its, on=today)
        begun = any(seat.at for seat in seats)
        if may(person.role, Deed.CHANGE_CUSTOMERS) and not begun and its.sees_customer:  # type: ignore[attr-defined]
            its_independent = independent_people(its.customer, on=today)
            page["form"] = form or ReviewerForm(review=its, independent=its_independent)
            page["nobody"] = not its_independent
    return render(request, "reviews/review.html", page, status=status)


def _picture(result: Result) -> Picture:
    points = [
        {"row": f"{one.short}: {one.name}", "theirs": one.theirs, "ours": one.ours}
        for one in result.differences[:MOST_DRAWN]
    ]
    return draw(opinions(points), _("The client's scores beside our own, the largest difference first."))


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def choose_reviewer(request: HttpRequest, number: int) -> HttpResponse:
    """Say who holds a review; who is on the account is refused, and told why."""
    its = _of_customer(request, number)
    form = ReviewerForm(
        request.POST, review=its, independent=independent_people(its.customer, on=timezone.localdate())
    )
    if not form.is_valid():
        return _page(request, its, form, 400)
    told = {"excepted": "", **form.cleaned_data}
    try:
        actions.choose_reviewer(review=its, **told, by=person_of(request), at=timezone.now(), seen=form.seen)
    except ChangedMeanwhile as error:
        if isinstance(error.stored, Review):
            form.meet(error.stored.version, texts_of_reviewer(error.stored))
        return _page(request, its, form, 409)
    except BadInput as error:
        form.add_error("reviewer", in_words(error))
        return _page(request, its, form, 400)
    messages.success(request, _("Stored."))
    return redirect("review", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def review_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make the outsider's link, and show it this once."""
    its = _of_customer(request, number)
    try:
        secret = actions.make_guest_link(review=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("review", number)
    page = {"review": its, "address": address_of_link(secret), "days": LINK_DAYS}
    return render(request, "reviews/link.html", page)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def end_review_link(request: HttpRequest, number: int) -> HttpResponse:
    """Let the outsider's link open nothing more."""
    actions.end_guest_link(review=_of_customer(request, number), by=person_of(request), at=timezone.now())
    messages.success(request, _("The link opens nothing more."))
    return redirect("review", number)


@needs(Deed.SEE_CUSTOMERS)
@at_station(Station.REVIEWS)
def review_client(request: HttpRequest, number: int) -> HttpResponse:
    """Let the reviewer write down, person by person, what the client said; it is not shown again."""
    its, person = _review(request, number), person_of(request)
    if its.reviewer_id != person.pk or its.client_at is not None:
        raise Http404
    seats = seats_of(its, on=timezone.localdate())
    page: dict[str, Any] = {"review": its, "seats": seats, "seat": seat_asked(request, seats), "said": {}}
    page["questions"] = asked_of(request, team=False)
    if request.method != "POST":
        return render(request, "reviews/client.html", page)
    try:
        if request.POST.get("done"):
            actions.finish_client(review=its, by=person, at=timezone.now())
            messages.success(request, _("The client's side is in."))
            return redirect("review", number)
        store_seat(request, its, person.pk)
    except BadInput as error:
        return render(request, "reviews/client.html", page | {"wrong": in_words(error)}, status=400)
    messages.success(request, _("Sealed. Nobody reads it before our own view is in, you neither."))
    return redirect("review_client", number)


def store_seat(request: HttpRequest, its: Review, by: int | None) -> None:
    """Keep what the form says of one person at the client."""
    scores, words = said_in(request)
    actions.store_voice(
        review=its, seat=word_asked(request.POST, "who"), scores=scores, words=words,
        by=person_of(request) if by else None, at=timezone.now(),
    )  # fmt: skip


def seat_asked(request: HttpRequest, seats: list[Any]) -> str:
    """Return whom the form is about: the one asked for, else the first who was not asked yet."""
    told = word_asked(request.POST, "who") or word_asked(request.GET, "who")
    codes = [seat.code for seat in seats]
    return told if told in codes else next((seat.code for seat in seats if not seat.at), codes[0])


def said_in(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Return the scores and the words of a form, by question."""
    scores = {one: word_asked(request.POST, f"score-{one}") for one in QUESTIONS}
    return scores, {one: word_asked(request.POST, f"words-{one}") for one in QUESTIONS}


def asked_of(request: HttpRequest, *, team: bool) -> list[dict[str, Any]]:
    """Return the three questions as a form shows them, with what was filled in and refused."""
    scores, words = said_in(request) if request.method == "POST" else ({}, {})
    return [
        {
            "code": one, "asked": ASKED[one], "steps": [str(step) for step in range(1, 6)],
            "score": scores.get(one, ""), "words": words.get(one, ""), "team": team,
        }
        for one in QUESTIONS
    ]  # fmt: skip


@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def review_team(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody on the account say how the client sees us; sealed until the client's side is in."""
    its, person = _of_customer(request, number), person_of(request)
    if its.opened_at is not None:
        return redirect("review", number)
    page: dict[str, Any] = {"review": its, "questions": asked_of(request, team=True)}
    page["is_mine"] = its.team_by_id in (None, person.pk) and (its.reviewer_id != person.pk or its.excepted)
    if request.method != "POST":
        return render(request, "reviews/team.html", page)
    scores, words = said_in(request)
    try:
        kept = actions.store_team_view(review=its, scores=scores, words=words, by=person, at=timezone.now())
    except BadInput as error:
        return render(request, "reviews/team.html", page | {"wrong": in_words(error)}, status=400)
    if kept.opened_at is None:
        messages.success(request, _("Sealed. It is opened when the client's side is in."))
    return redirect("review", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def review_follow_up(request: HttpRequest, number: int) -> HttpResponse:
    """Make a task of one answer."""
    its = _of_customer(request, number)
    result = result_of(its)
    voice, question = word_asked(request.POST, "voice"), word_asked(request.POST, "question")
    found = next(
        (
            one
            for one in (result.differences if result else [])
            if (str(one.voice), one.question) == (voice, question)
        ),
        None,
    )
    if found is None:
        raise Http404
    told = {"name": found.name, "about": found.short, "theirs": found.theirs, "ours": found.ours or "–"}
    text = _("Talk with %(name)s about %(about)s: they say %(theirs)s, we thought %(ours)s") % told
    task = actions.make_follow_up(
        review=its, voice=found.voice, question=question, text=text, by=person_of(request), at=timezone.now()
    )
    offer_undo(request, _("The task is stored."), reverse("remove_task", args=[task.pk]))
    return redirect("review", number)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def remove_review(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a review away; it can be brought back."""
    its = _of_customer(request, number)
    actions.remove_review(review=its, by=person_of(request), at=timezone.now())
    offer_undo(request, _("The review is gone."), reverse("restore_review", args=[number]))
    return redirect("customer_reviews", its.customer_id)


@require_POST
@needs(Deed.CHANGE_CUSTOMERS)
@at_station(Station.REVIEWS)
def restore_review(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a review back."""
    its = review_for(person_of(request), number, removed=True)
    if its is None:
        raise Http404
    try:
        actions.restore_review(review=its, by=person_of(request), at=timezone.now())
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("customer_reviews", its.customer_id)
    messages.success(request, _("The review is back."))
    return redirect("review", number)


def _review(request: HttpRequest, number: int) -> Review:
    found = review_for(person_of(request), number)
    if found is None:
        raise Http404
    return found


def _of_customer(request: HttpRequest, number: int) -> Review:
    """Return the review; 404 also for a reviewer who does not see the customer otherwise."""
    found = _review(request, number)
    if not found.sees_customer:  # type: ignore[attr-defined]  # annotated by the query
        raise Http404
    return found
