"""Surveys: which there are, what was answered, counted and one by one."""

from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from karn.api.access import Asking, needs, person_of
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS, not_found
from karn.api.values import LARGEST, Day, text
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Deed, Event, Scope
from karn.apps.surveys.models import Response, Survey
from karn.apps.surveys.queries.answers import Span, answers_page, results_of
from karn.apps.surveys.queries.surveys import (
    Asked,
    newest_version,
    standing_of,
    survey_numbered,
    surveys_page,
)
from karn.apps.surveys.rules.counting import Interval, Score, Tally

router = Router(tags=["surveys"])

SurveyNumber = Annotated[int, Path(ge=1, le=LARGEST, description="The survey's number.")]


class SurveysAsked(Asking):
    """Where the page begins."""

    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class SpanAsked(Asking):
    """The days that are asked about, both included."""

    first: Day | None = Field(None, description="From this day on.")
    last: Day | None = Field(None, description="Up to this day.")


class AnswersAsked(SpanAsked):
    """The days that are asked about, and where the page begins."""

    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class SurveyListed(BaseModel):
    """A survey in the list."""

    id: int = Field(description="The survey's number.")
    name: str = Field(description="Its name.")
    ready: str = Field(description="The ready one it was made of: nps, csat, ces, …; empty for an own one.")
    occasion: str = Field(description="When it asks: hand, segment, delivery or half_term.")
    is_open: bool = Field(description="It asks and takes answers.")
    asked: int = Field(description="How many were asked.")
    answered: int = Field(description="How many answers came, those without asking, too.")
    made_at: datetime = Field(description="When it was made.")


class SurveyPage(BaseModel):
    """A page of surveys."""

    items: list[SurveyListed] = Field(description="At most 50, the newest first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class Between(BaseModel):
    """Between which values the truth lies in 95 of 100 such samples."""

    low: float = Field(description="The lower end.")
    high: float = Field(description="The upper end.")


class ScoreTold(BaseModel):
    """A survey's one number."""

    reading: str = Field(description="nps: -100 to 100. mean: the mean of the scale.")
    of: int = Field(description="How many answers it is made of.")
    value: float | None = Field(description="The number; null where fewer than 20 answered.")
    interval: Between | None = Field(description="How sure it is; null where fewer than 20 answered.")


class CountTold(BaseModel):
    """How often one answer was given."""

    code: str = Field(description="The answer: a choice's code, yes or no, or a place on the scale.")
    name: str = Field(description="The answer in words.")
    times: int = Field(description="How often it was given.")


class QuestionTold(BaseModel):
    """One question, counted. Of answers in words, only how many there are."""

    code: str = Field(description="The question's code.")
    kind: str = Field(description="scale, choice, yes_no, rating or text.")
    name: str = Field(description="The question.")
    thing: str = Field(description="Of a rating, what was rated.")
    of: int = Field(description="How many answered it.")
    counts: list[CountTold] = Field(description="How often which answer was given.")
    mean: float | None = Field(description="The mean; null where there is none, or fewer than 20 answered.")
    interval: Between | None = Field(description="How sure the mean is.")


class ResultsTold(SurveyListed):
    """A survey, and what it found out: counted over everybody."""

    unhappy: int = Field(description="How many answers are unhappy.")
    score: ScoreTold | None = Field(description="Its one number; null where it has none.")
    questions: list[QuestionTold] = Field(description="Each question of its newest version, counted.")


class AnswerTold(BaseModel):
    """One answer."""

    id: int = Field(description="The answer's number.")
    said_at: datetime = Field(description="When.")
    customer: int | None = Field(description="The number of the customer; null for somebody unknown.")
    contact: int | None = Field(description="The number of the contact; null for nobody named.")
    answers: dict[str, Any] = Field(description="The answers by question; words, too.")
    unhappy: bool = Field(description="The survey counts it as unhappy.")


class AnswerPage(BaseModel):
    """A page of answers."""

    items: list[AnswerTold] = Field(description="At most 50, the newest first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


@router.get("", response={200: SurveyPage} | PROBLEMS, url_name="surveys")
@needs(Scope.SURVEYS_READ)
def list_surveys(request: HttpRequest, asked: Query[SurveysAsked]) -> SurveyPage:  # noqa: ARG001 (ninja passes it)
    """List the surveys, the newest first, 50 at a time, with how many were asked and answered."""
    question = {"surveys": "all"}
    page = surveys_page(before=_number(place_of(asked.cursor, question)))
    return SurveyPage(
        items=[SurveyListed(**_listed(one)) for one in page.rows], next=cursor_after(page.older, question)
    )


@router.get("/{int:number}", response={200: ResultsTold} | PROBLEMS, url_name="survey")
@needs(Scope.SURVEYS_READ)
def get_survey(request: HttpRequest, number: SurveyNumber, asked: Query[SpanAsked]) -> ResultsTold:
    """Say what a survey found out, counted over all answers of the days asked about."""
    survey = _survey(number)
    found = results_of(
        survey, newest_version(survey).questions, person=person_of(request), span=_span(asked), zone=_zone(),
        language="en",
    )  # fmt: skip
    score = found.score
    (standing,) = standing_of([survey])
    return ResultsTold(
        **_listed(standing) | {"asked": found.asked, "answered": found.answered + found.without_asking},
        unhappy=found.unhappy,
        score=None if score is None else _score(score),
        questions=[_question(tally) for tally in found.tallies],
    )  # fmt: skip


@router.get("/{int:number}/answers", response={200: AnswerPage} | PROBLEMS, url_name="survey_answers")
@needs(Scope.SURVEYS_READ, Deed.EXPORT)
def list_answers(request: HttpRequest, number: SurveyNumber, asked: Query[AnswersAsked]) -> AnswerPage:
    """List the answers of the customers you may see, and of nobody in particular, 50 at a time."""
    question = {"answers": number, "first": asked.first, "last": asked.last}
    place, survey = place_of(asked.cursor, question), _survey(number)
    person = person_of(request)
    page = answers_page(survey, person=person, span=_span(asked), zone=_zone(), before=_number(place))
    record(by=person, deed=Event.ANSWERS_EXPORTED, about=survey, at=timezone.now(), detail="api")
    return AnswerPage(items=[_answer(one) for one in page.rows], next=cursor_after(page.older, question))


def _survey(number: int) -> Survey:
    found = survey_numbered(number)
    if found is None:
        raise not_found()
    return found


def _listed(one: Asked) -> dict[str, Any]:
    names = ("name", "ready", "occasion", "is_open", "made_at")
    facts = {name: getattr(one.survey, name) for name in names}
    return facts | {"id": one.survey.pk, "asked": one.asked, "answered": one.answered}


def _score(score: Score) -> ScoreTold:
    return ScoreTold(reading=score.reading, of=score.of, value=score.value, interval=_between(score.interval))


def _question(tally: Tally) -> QuestionTold:
    return QuestionTold(
        code=tally.code, kind=tally.kind.value, name=tally.name, thing=tally.thing, of=tally.of,
        counts=[CountTold(code=one.code, name=one.name, times=one.times) for one in tally.counts],
        mean=tally.mean, interval=_between(tally.mean_interval),
    )  # fmt: skip


def _answer(one: Response) -> AnswerTold:
    return AnswerTold(
        id=one.pk, said_at=one.said_at, customer=one.customer_id, contact=one.contact_id, answers=one.given,
        unhappy=one.unhappy,
    )  # fmt: skip


def _between(interval: Interval | None) -> Between | None:
    return None if interval is None else Between(low=interval.low, high=interval.high)


def _number(place: str) -> int | None:
    return int(place) if place else None


def _span(asked: SpanAsked) -> Span:
    first: date | None = asked.first
    return Span(first, asked.last)


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())
