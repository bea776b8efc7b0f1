"""The figures, as the pages show them: stored answers, the same until the next refresh."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router
from pydantic import BaseModel, Field

from karn.api.access import needs, person_of
from karn.api.problems import PROBLEMS, not_found
from karn.apps.desk.queries.answers import answer_named, answers_index
from karn.apps.measures.models import Answer
from karn.apps.people.rules import Scope

router = Router(tags=["figures"])

FigureName = Annotated[
    str,
    Path(
        max_length=60,
        pattern=r"^[a-z0-9_.]+$",
        description="The figure's name in the list, such as `customer_churn.last_month`.",
    ),
]


class FigureListed(BaseModel):
    """One figure that was measured."""

    name: str = Field(description="What it is asked for by.")
    metric: str = Field(description="Which metric it is; docs/metrics says what that means.")
    starts_on: date = Field(description="The first day of what it speaks of.")
    ends_on: date = Field(description="The first day after it.")
    every: str | None = Field(description="In which steps: month; null for one step.")
    span: int = Field(description="How many steps each one reaches back.")
    error: str = Field(description="Why there is no answer; empty where there is one.")


class FigureList(BaseModel):
    """All figures of the last refresh."""

    as_of: date | None = Field(description="The day the figures are of; null before the first refresh.")
    refreshed_at: datetime | None = Field(description="When they were measured.")
    items: list[FigureListed] = Field(description="The figures, by name.")


class FigureTold(FigureListed):
    """One figure with its rows."""

    as_of: date = Field(description="The day the figure is of.")
    definition_sha256: str = Field(
        description="A hash of the definition: with another one numbers may differ."
    )
    rows: list[dict[str, Any]] = Field(
        description="The rows, with the columns docs/metrics names; amounts are text: no cent is lost."
    )
    left_out: int = Field(description="Rows of customers the token's person may not see.")


@router.get("", response={200: FigureList} | PROBLEMS, url_name="figures")
@needs(Scope.MEASURES_READ)
def list_figures(request: HttpRequest) -> FigureList:  # noqa: ARG001 (ninja passes it)
    """List the figures of the last refresh."""
    answers = answers_index()
    if answers is None:
        return FigureList(as_of=None, refreshed_at=None, items=[])
    items = [FigureListed(**_listed(answer)) for _, answer in sorted(answers.by_name.items())]
    return FigureList(as_of=answers.refresh.as_of, refreshed_at=answers.refresh.finished_at, items=items)


@router.get("/{name}", response={200: FigureTold} | PROBLEMS, url_name="figure")
@needs(Scope.MEASURES_READ)
def get_figure(request: HttpRequest, name: FigureName) -> FigureTold:
    """Say one figure with its rows: the numbers the pages show."""
    found = answer_named(name, person=person_of(request))
    if found is None:
        raise not_found()
    answers, read = found
    return FigureTold(
        **_listed(read.answer),
        as_of=answers.refresh.as_of,
        definition_sha256=read.answer.definition_sha256,
        rows=read.rows,
        left_out=read.left_out,
    )


def _listed(answer: Answer) -> dict[str, Any]:
    return {
        "name": answer.name,
        "metric": answer.metric,
        "starts_on": answer.request["from"],
        "ends_on": answer.request["to"],
        "every": answer.request["every"],
        "span": answer.request["span"],
        "error": answer.error,
    }
