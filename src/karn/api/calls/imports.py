"""Imports: a file comes in, is checked, is loaded; what became of its rows, and which were refused."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body, File, Form, Path, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from karn.api.access import Asking, needs, person_of
from karn.api.once import Made, once
from karn.api.paging import cursor_after, place_of
from karn.api.problems import PROBLEMS, WRITE_PROBLEMS, not_found
from karn.api.values import LARGEST, Day, text
from karn.apps.intake.actions.checks import Weighed, weighed_of
from karn.apps.intake.actions.descriptions import Description, describe_run
from karn.apps.intake.actions.files import discard_run, receive_file
from karn.apps.intake.jobs import begin_check, begin_load
from karn.apps.intake.models import RefusedRow, Run
from karn.apps.intake.queries import likely_source, refused_cells_page, runs_page, stage_of
from karn.apps.intake.rules import Options, reason_of
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event, Scope
from karn.kernel.errors import BadInput

router = Router(tags=["imports"])

ImportNumber = Annotated[
    int, Path(ge=1, le=LARGEST, description="The import's number: `id` in the list of imports.")
]
Short = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class ImportsAsked(Asking):
    """Where the page begins."""

    cursor: str = text(2000, means="`next` of the page before; empty for the first page.")


class NewImport(BaseModel):
    """What is said of a file."""

    target: str = text(
        40, shortest=1, means="The kind of data: customers, subscriptions, …; docs/imports.md."
    )
    source: str = text(60, means="Where it comes from, in a word; empty for where the last file came from.")


class ImportChoice(BaseModel):
    """How a file is understood. What is not said stays as it was, or is guessed from the headings."""

    model_config = ConfigDict(extra="forbid")

    mapping: dict[Short, Short] | None = Field(
        None, description="Which heading of the file holds which field: `{field: heading}`; null as it was."
    )
    constants: dict[Short, Short] = Field({}, description="Values for all rows: `{field: value}`.")
    date_order: Literal["ymd", "dmy", "mdy"] | None = Field(
        None, description="How days are written; null to find out."
    )
    decimal: Literal["comma", "point"] | None = Field(
        None, description="How numbers are written; null to find out."
    )
    on: Day | None = Field(None, description="The day a snapshot was taken; only for those.")


class CheckTold(BaseModel):
    """What loading the file would do, row for row."""

    rows: int = Field(description="How many rows the file has.")
    new: int = Field(description="How many would be new.")
    changed: int = Field(description="How many would change what is there.")
    same: int = Field(description="How many are there already.")
    duplicates: int = Field(description="How many stand twice in the file.")
    refused: int = Field(description="How many would be refused.")


class ImportListed(BaseModel):
    """One import in the list."""

    id: int = Field(description="The import's number.")
    file_name: str = Field(description="What the file was called.")
    target: str = Field(description="The kind of data.")
    source: str = Field(description="Where it comes from.")
    stage: str = Field(description="waiting, running, interrupted, failed, done or discarded.")
    problem: str = Field(description="Why it failed; empty where it did not.")
    rows: int = Field(description="How many rows were read; 0 before it is loaded.")
    new: int = Field(description="How many were new.")
    changed: int = Field(description="How many changed what was there.")
    same: int = Field(description="How many were there already.")
    duplicates: int = Field(description="How many stood twice in the file.")
    refused: int = Field(description="How many were refused.")
    progress: int = Field(description="How far a check or an import that runs is, in per cent.")
    created_at: datetime = Field(description="When the file came in.")
    finished_at: datetime | None = Field(description="When it was loaded.")


class ImportPage(BaseModel):
    """A page of imports."""

    items: list[ImportListed] = Field(description="At most 50, the newest first.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


class ImportTold(ImportListed):
    """One import, with how its file is understood while it waits."""

    headings: list[str] = Field(description="The headings of the file, while it waits.")
    mapping: dict[str, str] = Field(description="Which heading holds which field, as chosen or guessed.")
    lacking: list[str] = Field(description="Fields that are needed and not chosen yet.")
    check: CheckTold | None = Field(
        description="What the last check found; null before one, or where something else was chosen since."
    )


class RefusedTold(BaseModel):
    """One cell that could not be used."""

    line: int = Field(description="The line of the file.")
    column: str = Field(description="The heading it stood under; empty for the row as a whole.")
    value: str = Field(description="What stood there.")
    code: str = Field(description="Why, as a stable word: not_a_date, unknown_customer, ….")
    reason: str = Field(description="Why, in English.")
    kept: bool = Field(description="The row was stored all the same, without this value.")


class RefusedPage(BaseModel):
    """A page of refused cells."""

    items: list[RefusedTold] = Field(description="At most 50, in the order they were found.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last.")


@router.get("", response={200: ImportPage} | PROBLEMS, url_name="imports")
@needs(Scope.IMPORTS_READ)
def list_imports(request: HttpRequest, asked: Query[ImportsAsked]) -> ImportPage:  # noqa: ARG001 (ninja's)
    """List the files that came in, the newest first, 50 at a time."""
    question = {"imports": ""}
    place = place_of(asked.cursor, question)
    runs, before = runs_page(before=int(place) if place else None)
    items = [ImportListed(**_listed(run)) for run in runs]
    return ImportPage(items=items, next=cursor_after(str(before or ""), question))


@router.post("", response={201: ImportTold} | WRITE_PROBLEMS, url_name="imports")
@needs(Scope.IMPORTS_WRITE)
@once
def add_import(
    request: HttpRequest,
    told: Form[NewImport],
    file: Annotated[UploadedFile, File(description="The file: CSV, Excel, JSON or Parquet.")],
) -> Made:
    """Send a file (multipart/form-data). Nothing of it is stored before it is loaded."""
    run = receive_file(
        file=file.file,
        file_name=file.name or "file",
        target=told.target,
        source=told.source.strip() or likely_source(),
        by=person_of(request),
        at=timezone.now(),
    )
    return Made(told_of(run), None)


@router.get("/{int:number}", response={200: ImportTold} | PROBLEMS, url_name="import")
@needs(Scope.IMPORTS_READ)
def get_import(request: HttpRequest, number: ImportNumber) -> ImportTold:  # noqa: ARG001 (ninja's)
    """Say where an import stands: how its file is understood, how far it is, what became of its rows."""
    return told_of(_run(number))


@router.post("/{int:number}/check", response={200: ImportTold} | WRITE_PROBLEMS, url_name="check_import")
@needs(Scope.IMPORTS_WRITE)
def check_import(
    request: HttpRequest,  # noqa: ARG001 (ninja's)
    number: ImportNumber,
    told: Body[ImportChoice],
) -> ImportTold:
    """Say what loading the file would do; store nothing. A large file is checked later: ask again."""
    run = _waiting(number)
    mapping, options = _chosen(run, told)
    begin_check(run=run, mapping=mapping, options=options, at=timezone.now())
    return told_of(_run(number))


@router.post("/{int:number}/load", response={200: ImportTold} | WRITE_PROBLEMS, url_name="load_import")
@needs(Scope.IMPORTS_WRITE)
def load_import(
    request: HttpRequest,  # noqa: ARG001 (ninja's)
    number: ImportNumber,
    told: Body[ImportChoice],
) -> ImportTold:
    """Load the file, or go on where a load was interrupted. What is loaded already is not loaded again.

    A large file is loaded after the answer: ask again until the stage is `done`.
    """
    run, now = _run(number), timezone.now()
    stage = stage_of(run)
    if stage == "interrupted":
        begin_load(run=run, at=now)
    elif stage != "done":
        mapping, options = _chosen(_waiting(number), told)
        begin_load(run=run, mapping=mapping, options=options, at=now)
    return told_of(_run(number))


@router.post(
    "/{int:number}/discard", response={200: ImportListed} | WRITE_PROBLEMS, url_name="discard_import"
)
@needs(Scope.IMPORTS_WRITE)
def discard_import(request: HttpRequest, number: ImportNumber) -> ImportListed:
    """Let go of a file that was not loaded; only who sent it, or an administrator."""
    run = _run(number)
    told = _listed(run) | {"stage": "discarded"}
    discard_run(run=run, by=person_of(request))
    return ImportListed(**told)


@router.get("/{int:number}/refused", response={200: RefusedPage} | PROBLEMS, url_name="refused")
@needs(Scope.IMPORTS_READ)
def list_refused(request: HttpRequest, number: ImportNumber, asked: Query[ImportsAsked]) -> RefusedPage:
    """List the cells that could not be used, and why, 50 at a time."""
    run, question = _run(number), {"refused": number}
    after = place_of(asked.cursor, question)
    cells, further = refused_cells_page(run, after=int(after) if after else 0)
    record(by=person_of(request), deed=Event.REFUSED_EXPORTED, about=run, at=timezone.now())
    items = [_refused(cell) for cell in cells]
    return RefusedPage(items=items, next=cursor_after(str(further or ""), question))


def _run(number: int) -> Run:
    found = Run.objects.filter(pk=number).first()
    if found is None:
        raise not_found()
    return found


def _waiting(number: int) -> Run:
    """Return a run that can still be understood in another way. Raises BadInput for another one."""
    run = _run(number)
    stage = stage_of(run)
    if stage == "running":
        raise BadInput("This file is being checked or loaded already: ask again soon.")
    if stage in {"done", "interrupted"}:
        raise BadInput("This file is loaded, or its loading has begun: send it again to check it again.")
    if stage == "failed":
        raise run.problem
    return run


def _chosen(run: Run, told: ImportChoice) -> tuple[dict[str, str], Options]:
    """Return how the file is to be understood: as said, else as chosen before, remembered or guessed."""
    described = describe_run(run=run)
    said = told.model_dump(exclude={"mapping"}, exclude_unset=True, exclude_none=True)
    options = described.options.overruled_by(Options(**said))
    return (described.mapping if told.mapping is None else told.mapping), options


def told_of(run: Run) -> ImportTold:
    """Return the import as the API tells it."""
    described = _described(run)
    understood: dict[str, Any] = {"headings": [], "mapping": dict(run.mapping), "lacking": []}
    if described is not None:
        lacking = [field.name for field in described.fields if field.lacking]
        headings = list(described.headings)
        understood = {"headings": headings, "mapping": described.mapping, "lacking": lacking}
    return ImportTold(**_listed(run), **understood, check=_checked(run) if described else None)


def _described(run: Run) -> Description | None:
    """Return how the file of a run that waits is understood; None for others, or where it is gone."""
    if stage_of(run) != "waiting":
        return None
    try:
        return describe_run(run=run)
    except BadInput:
        return None


def _checked(run: Run) -> CheckTold | None:
    try:
        weighed = weighed_of(run)
    except BadInput:
        return None
    return _weighed(weighed) if weighed else None


def _weighed(weighed: Weighed) -> CheckTold:
    return CheckTold(
        rows=weighed.rows,
        new=weighed.accepted,
        changed=weighed.updated,
        same=weighed.unchanged,
        duplicates=weighed.duplicates,
        refused=weighed.refused,
    )


def _listed(run: Run) -> dict[str, Any]:
    names = ("file_name", "target", "source", "rows", "duplicates", "refused", "progress")
    moments = ("created_at", "finished_at")
    told = {name: getattr(run, name) for name in (*names, *moments)}
    counts = {"new": run.accepted, "changed": run.updated, "same": run.unchanged}
    return told | counts | {
        "id": run.pk, "stage": stage_of(run), "problem": str(run.problem) if run.error else "",
    }  # fmt: skip


def _refused(cell: RefusedRow) -> RefusedTold:
    names = ("line", "column", "value", "code", "kept")
    told = {name: getattr(cell, name) for name in names}
    return RefusedTold(**told, reason=reason_of(cell.code, cell.detail, kept=cell.kept))
