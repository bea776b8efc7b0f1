"""What was answered: counted, in words, and as rows to take along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from karn.apps.customers.models import Customer
from karn.apps.customers.queries import visible_ids
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person
from karn.apps.surveys.models import Invitation, Response, Survey, Version
from karn.apps.surveys.rules.counting import Score, Tally, score, tallies
from karn.apps.surveys.rules.questions import Answers, Form, Kind, spoken

MOST_TEXTS = 100
"""So many texts stand on the page; the file has all."""

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are asked about, both ends included; None = open."""

    first: date | None = None
    last: date | None = None

    def condition(self, field: str, zone: ZoneInfo) -> Q:
        """Return the condition that an instant lies within."""
        found = Q()
        if self.first is not None:
            found &= Q(**{f"{field}__gte": datetime.combine(self.first, time(), zone)})
        if self.last is not None and self.last < date.max:
            found &= Q(**{f"{field}__lt": datetime.combine(self.last + timedelta(days=1), time(), zone)})
        return found


@dataclass(frozen=True, slots=True)
class Text:
    """Something said in words. `customer` is None where nobody may be named to this reader."""

    question: str
    words: str
    said_at: datetime
    customer: Customer | None
    response: int
    unhappy: bool
    wish: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey found out: counted over everybody, in words of the customers the reader may see."""

    asked: int
    answered: int
    without_asking: int
    unhappy: int
    score: Score | None
    tallies: list[Tally]
    texts: list[Text]
    hidden_texts: int


def results_of(
    survey: Survey, form: Form, *, person: Person, span: Span, zone: ZoneInfo, language: str
) -> Results:
    """Return what was answered in the span. The number of queries does not grow with the answers.

    Counts are over all answers, read by the questions of `form`, the newest version; who only sees the
    customers in their care reads no words of others, and nobody of those in the bin.
    """
    its = _within(survey, span, zone)
    rows = list(its.order_by("said_at", "pk").values_list("answers", "texts", "unhappy", "invitation_id"))
    given = [{**answers, **texts} for answers, texts, _unhappy, _asked in rows]
    asked = Invitation.objects.filter(span.condition("asked_at", zone), survey=survey).count()
    texts, hidden = _texts(its, form, person, language)
    return Results(
        asked=asked,
        answered=sum(invitation is not None for *_, invitation in rows),
        without_asking=sum(invitation is None for *_, invitation in rows),
        unhappy=sum(unhappy for *_, unhappy, _asked in rows),
        score=score(form, given),
        tallies=tallies(form, given, language),
        texts=texts,
        hidden_texts=hidden,
    )


def _within(survey: Survey, span: Span, zone: ZoneInfo) -> QuerySet[Response]:
    return Response.objects.filter(span.condition("said_at", zone), survey=survey, removed_at__isnull=True)


def _texts(its: QuerySet[Response], form: Form, person: Person, language: str) -> tuple[list[Text], int]:
    """Return what was said in words, the newest first, and how much of it this person may not read."""
    asked = [question for question in form.questions if question.kind == Kind.TEXT]
    seen = visible_ids(person)
    texts: list[Text] = []
    hidden = 0
    for response in its.select_related("customer").order_by("-said_at", "-pk").iterator():
        if response.customer is not None and not response.customer.is_present:
            continue  # in the bin: counted, like in the other lists neither named nor heard
        said = [(question, response.texts.get(question.code)) for question in asked]
        if response.customer_id is not None and seen is not None and response.customer_id not in seen:
            hidden += sum(bool(words) for _question, words in said)
            continue
        texts += [
            Text(
                spoken(question.words, language), str(words), response.said_at, response.customer,
                response.pk, response.unhappy, question.wish,
            )
            for question, words in said
            if words
        ]  # fmt: skip
    return texts[:MOST_TEXTS], hidden


def response_for(person: Person, number: int) -> Response | None:
    """Return an answer this person may read: of a customer they may see, or of nobody in particular."""
    if number > _LARGEST:
        return None
    may = is_visible_to(person, "customer") | Q(customer__isnull=True)
    its = Response.objects.filter(may, pk=number, removed_at__isnull=True)
    related = ("survey", "version", "customer", "contact", "invitation", "page", "recorded_by")
    return its.select_related(*related).first()


@dataclass(frozen=True, slots=True)
class Said:
    """One question of an answer, in words."""

    question: str
    answer: str


def in_words(form: Form, answers: Answers, language: str, *, yes: str, no: str) -> list[Said]:
    """Return the answers as people read them."""
    said: list[Said] = []
    for question in form.questions:
        given = answers.get(question.code)
        if given is None:
            continue
        names = {option.code: spoken(option.words, language) for option in question.options}
        if isinstance(given, dict):
            words = ", ".join(f"{names.get(thing, thing)}: {stars}" for thing, stars in given.items())
        elif question.kind == Kind.YES_NO:
            words = yes if given == "yes" else no
        else:
            words = names.get(str(given), str(given))
        said.append(Said(spoken(question.words, language), words))
    return said


def rows_of(survey: Survey, *, person: Person, span: Span, zone: ZoneInfo) -> Iterator[Response]:
    """Yield the answers this person may take along, the oldest first."""
    may = is_visible_to(person, "customer") | Q(customer__isnull=True)
    its = _within(survey, span, zone).filter(may).select_related("customer", "contact", "version")
    yield from its.order_by("said_at", "pk").iterator(chunk_size=500)


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """One page of answers; `older` is the place of the next one, empty at the end."""

    rows: list[Response]
    older: str


def answers_page(
    survey: Survey, *, person: Person, span: Span, zone: ZoneInfo, before: int | None = None, limit: int = 50
) -> AnswersPage:
    """Return a page of the answers this person may take along, the last stored first. One query."""
    may = is_visible_to(person, "customer") | Q(customer__isnull=True)
    its = _within(survey, span, zone).filter(may).order_by("-pk")
    rows = list((its.filter(pk__lt=before) if before else its)[: limit + 1])
    return AnswersPage(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")


def wishes(*, person: Person, since: datetime) -> list[Text]:
    """Return what customers this person may see asked for in surveys since then, the newest first."""
    may = is_visible_to(person, "customer") | Q(customer__isnull=True)
    its = Response.objects.filter(may, has_wish=True, said_at__gte=since, removed_at__isnull=True)
    return [
        Text(
            spoken(question.words, response.language), str(response.texts[question.code]),
            response.said_at, response.customer, response.pk, response.unhappy, wish=True,
        )
        for response in its.select_related("customer", "version").order_by("-said_at", "-pk")
        for question in response.version.questions.questions
        if question.wish and response.texts.get(question.code)
    ]  # fmt: skip


def unhappy_between(since: datetime, until: datetime) -> QuerySet[Response]:
    """Return each customer's newest answer per survey, where it is unhappy, from `since` on by `until`."""
    later = Response.objects.filter(
        survey=OuterRef("survey"), customer=OuterRef("customer"), removed_at__isnull=True, said_at__lte=until
    ).order_by("-said_at", "-pk")
    its = Response.objects.filter(
        unhappy=True, customer__isnull=False, removed_at__isnull=True, said_at__gt=since, said_at__lte=until
    )
    newest = its.annotate(newest=Subquery(later.values("pk")[:1])).filter(newest=F("pk"))
    return newest.select_related("survey").order_by("customer", "-said_at", "-pk")


def versions_of(survey: Survey) -> Sequence[Version]:
    """Return the survey's versions, the newest first."""
    return list(Version.objects.filter(survey=survey).order_by("-number"))
