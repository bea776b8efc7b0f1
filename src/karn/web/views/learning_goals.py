"""What we should know better: noted, learned, thrown away, and all of it taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.care.actions import learning_goals as actions
from karn.apps.care.models.reviews import LearningGoal
from karn.apps.care.queries.reviews import goal_for, goals
from karn.apps.company.rules.trades import Station
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.listings import Listing, list_as_file
from karn.web.station_pages import at_station
from karn.web.undo import offer_undo

GOALS = list_as_file(
    Listing[LearningGoal](
        name="learning_goals",
        address="reviews/goals",
        rows=lambda request: goals(person_of(request)),
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What to learn"), lambda goal: goal.words),
            (gettext_lazy("Customer"), lambda goal: goal.customer.name if goal.customer else ""),
            (gettext_lazy("Score"), lambda goal: goal.score),
            (gettext_lazy("Since"), lambda goal: goal.made_at),
        ],
    )
)


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.REVIEWS)
def new_goal(request: HttpRequest) -> HttpResponse:
    """Note something we should know better."""
    try:
        goal = actions.note_goal(
            words=word_asked(request.POST, "words"), by=person_of(request), at=timezone.now()
        )
    except BadInput as error:
        messages.error(request, in_words(error))
    else:
        offer_undo(request, _("Noted."), reverse("remove_goal", args=[goal.pk]))
    return redirect("reviews")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.REVIEWS)
def goal_learned(request: HttpRequest, number: int) -> HttpResponse:
    """Remember that we know it now."""
    _do(request, number, actions.mark_learned)
    offer_undo(request, _("Learned."), reverse("goal_open", args=[number]))
    return redirect("reviews")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.REVIEWS)
def goal_open(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that we know it."""
    _do(request, number, actions.mark_unlearned)
    return redirect("reviews")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.REVIEWS)
def remove_goal(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a goal away; it can be brought back."""
    _do(request, number, actions.remove_goal)
    offer_undo(request, _("It is gone."), reverse("restore_goal", args=[number]))
    return redirect("reviews")


@require_POST
@needs(Deed.LOG_CONVERSATIONS)
@at_station(Station.REVIEWS)
def restore_goal(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a goal back."""
    _do(request, number, actions.restore_goal)
    return redirect("reviews")


def _do(request: HttpRequest, number: int, act: Any) -> None:
    goal = goal_for(person_of(request), number)
    if goal is None:
        raise Http404
    act(goal=goal, by=person_of(request), at=timezone.now())
