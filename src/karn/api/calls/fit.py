"""Right clients: what was found of whom against the company's criteria, from which day until which."""

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from karn.api.access import Asking, needs, person_of
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS
from karn.api.values import text
from karn.apps.customers.queries import customers_visible_to
from karn.apps.fit.models import Check, Criterion
from karn.apps.fit.queries.overview import all_checks
from karn.apps.people.rules import Deed, Scope

router = Router(tags=["fit"])
PAGE = 50
_MET = {"y": "yes", "n": "no", "u": "unknown"}


class ChecksAsked(Asking):
    """Which checks, and where the page begins."""

    state: Literal["now", "all"] = Field("all", description="now: what holds. all: earlier ones, too.")
    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class FitAnswerTold(BaseModel):
    """What one criterion came to."""

    criterion: int = Field(description="The criterion's number.")
    name: str = Field(description="Its name.")
    met: str = Field(description="yes, no or unknown.")


class FitCheckTold(BaseModel):
    """What was found of a customer."""

    id: int = Field(description="The check's number.")
    customer: int = Field(description="The customer's number.")
    customer_name: str = Field(description="The customer's name.")
    on: date = Field(description="The day from which it holds.")
    until: date | None = Field(description="The first day on which it no longer does; null while it holds.")
    fit: str = Field(description="right, not_right or unchecked.")
    occasion: str = Field(description="check, signing, night (the rules looked) or criteria (they changed).")
    by: int | None = Field(description="The number of who checked; null where rules did.")
    answers: list[FitAnswerTold] = Field(description="What each criterion came to.")


class FitCheckPage(BaseModel):
    """A page of checks."""

    items: list[FitCheckTold] = Field(description="At most 50, the last made first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


@router.get("/checks", response={200: FitCheckPage} | PROBLEMS, url_name="fit_checks")
@needs(Scope.CUSTOMERS_READ, Deed.EXPORT)
def list_checks(request: HttpRequest, asked: Query[ChecksAsked]) -> FitCheckPage:
    """List checks of customers you may see against the company's criteria, 50 at a time."""
    question = {"checks": asked.state}
    place = place_of(asked.cursor, question)
    its = all_checks(customers_visible_to(person_of(request))).order_by("-pk")
    if asked.state == "now":
        its = its.filter(until__isnull=True)
    rows = list((its.filter(pk__lt=int(place)) if place else its)[: PAGE + 1])
    older = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    names = {one.pk: one.title for one in Criterion.objects.all()}
    return FitCheckPage(items=[_told(one, names) for one in rows[:PAGE]], next=cursor_after(older, question))


def _told(check: Check, names: dict[int, str]) -> FitCheckTold:
    answers = [
        FitAnswerTold(criterion=number, name=names.get(number, ""), met=_MET[met])
        for number, met in check.met.items()
    ]
    return FitCheckTold(
        id=check.pk, customer=check.customer_id, customer_name=check.customer.name, on=check.on,
        until=check.until, fit=check.fit, occasion=check.occasion, by=check.by_id, answers=answers,
    )  # fmt: skip
