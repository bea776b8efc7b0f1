"""The import door: choose a file, say what its columns mean, look, import, see what was refused."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from karn.apps.desk.queries.waiting import waits
from karn.apps.intake.actions.checks import Weighed, choice, choice_of, weighed_of
from karn.apps.intake.actions.descriptions import describe_run
from karn.apps.intake.actions.files import discard_run, receive_file
from karn.apps.intake.jobs import begin_check, begin_load
from karn.apps.intake.models import Run, RunState
from karn.apps.intake.queries import (
    known_sources,
    left_out,
    likely_source,
    may_discard,
    refused_page,
    refused_table,
    runs_newest_first,
    runs_page,
    stage_of,
)
from karn.apps.intake.rules import Options, notes_in_words, strange_sources, warnings_of
from karn.apps.intake.targets.lines import lines_of
from karn.apps.intake.targets.target import all_targets, target_named
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput, KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.downloads import table_file
from karn.web.frame import company_of
from karn.web.listings import Listing, list_as_file
from karn.web.words.stations import needs_target


@needs(Deed.IMPORT_FILES)
def imports(request: HttpRequest) -> HttpResponse:
    """List the runs, newest first."""
    runs, before = runs_page(before=_number(request.GET.get("before")))
    labels, person = _labels(), person_of(request)
    rows = [
        (run, labels.get(run.target, run.target), stage := stage_of(run), _may_clear(run, stage, person))
        for run in runs
    ]
    return render(
        request,
        "imports/list.html",
        {
            "rows": rows,
            "next_url": f"?before={before}" if before else "",
            "first": "before" not in request.GET,
        },
    )


@needs(Deed.IMPORT_FILES)
def new_import(request: HttpRequest) -> HttpResponse:
    """Choose a kind of data and a file; receive it."""
    source = request.POST.get("source", "").strip() or likely_source()
    company = company_of(request)
    page = {
        "targets": [(target, lines_of(target)) for target in all_targets()],
        "hidden": [target.name for target in all_targets() if not needs_target(company, target.name)],
        "chosen": request.POST.get("target", request.GET.get("target", "")),
        "source": source,
        "sources": known_sources(),
    }
    if request.method != "POST":
        return render(request, "imports/new.html", page)
    file = request.FILES.get("file")
    try:
        if file is None or file.name is None:
            raise BadInput("Choose a file.")
        run = receive_file(
            file=file.file,
            file_name=file.name,
            target=str(page["chosen"]),
            source=source,
            by=person_of(request),
            at=timezone.now(),
        )
    except KarnError as error:
        return render(request, "imports/new.html", page | {"error": in_words(error)}, status=400)
    return redirect("import", run.pk)


@needs(Deed.IMPORT_FILES)
def import_run(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a run stands: its mapping and last check, its progress, or its result."""
    run = get_object_or_404(Run, pk=number)
    stage = stage_of(run)
    if stage == "done":
        return _result(request, run)
    if stage in {"running", "interrupted"}:
        return render(
            request, "imports/running.html", {"run": run, "stage": stage, "target": target_named(run.target)}
        )
    if stage == "failed":
        return _mapping(request, run, error=run.problem)
    try:
        weighed = weighed_of(run)
    except KarnError as error:
        return _mapping(request, run, error=error)
    return _mapping(request, run, weighed=weighed)


@require_POST
@needs(Deed.IMPORT_FILES)
def check_import(request: HttpRequest, number: int) -> HttpResponse:
    """Say what importing with this mapping would do; store nothing."""
    return _check(request, get_object_or_404(Run, pk=number))


@require_POST
@needs(Deed.IMPORT_FILES)
def load_import(request: HttpRequest, number: int) -> HttpResponse:
    """Import with this mapping, or go on with what was interrupted.

    What was chosen differently since the check is checked again before anything is stored.
    """
    run = get_object_or_404(Run, pk=number)
    try:
        if "continue" in request.POST:
            begin_load(run=run, at=timezone.now())
            return redirect("import", run.pk)
        mapping, options = _chosen(request), _options(request, run)
        if request.POST.get("checked", choice(run, mapping, options)) != choice(run, mapping, options):
            return _check(request, run, changed=True)
        begin_load(run=run, mapping=mapping, options=options, at=timezone.now())
    except KarnError as error:
        return _mapping(request, run, error=error)
    return redirect("import", run.pk)


@require_POST
@needs(Deed.IMPORT_FILES)
def discard_import(request: HttpRequest, number: int) -> HttpResponse:
    """Let go of a file that was not imported."""
    run, person = get_object_or_404(Run, pk=number), person_of(request)
    if not may_discard(run, person):
        raise PermissionDenied(_("Only an administrator, or who brought this file in, can discard it."))
    try:
        discard_run(run=run, by=person)
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("import", run.pk)
    messages.success(request, _("The file is gone; nothing of it was stored."))
    return redirect("imports")


@needs(Deed.IMPORT_FILES)
def import_progress(request: HttpRequest, number: int) -> HttpResponse:
    """Say how far a check or an import is; make the page load again once it is no longer running."""
    run = get_object_or_404(Run, pk=number)
    if stage_of(run) != "running":
        return HttpResponseClientRefresh()
    return render(request, "imports/progress.html", {"run": run})


@needs(Deed.IMPORT_FILES)
def refused_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Send all refused rows as a CSV or Excel file."""
    run = get_object_or_404(Run, pk=number)
    record(by=person_of(request), deed=Event.REFUSED_EXPORTED, about=run, at=timezone.now())
    return table_file(request, lambda: refused_table(run), f"refused-{run.pk}")


def _check(request: HttpRequest, run: Run, *, changed: bool = False) -> HttpResponse:
    """Check at once, or begin to and show how far it is."""
    try:
        weighed = begin_check(
            run=run,
            mapping=_chosen(request),
            options=_options(request, run),
            source=request.POST.get("source", ""),
            at=timezone.now(),
        )
    except KarnError as error:
        return _mapping(request, run, error=error)
    if weighed is not None:
        return _mapping(request, run, weighed=weighed, changed=changed)
    return HttpResponseClientRefresh() if request.htmx else redirect("import", run.pk)  # type: ignore[attr-defined]


def _mapping(
    request: HttpRequest,
    run: Run,
    *,
    error: KarnError | None = None,
    weighed: Weighed | None = None,
    changed: bool = False,
) -> HttpResponse:
    """Show the run's mapping: the whole page, or for htmx only what the check found."""
    page = {
        "run": run,
        "error": in_words(error) if error else "",
        "changed": changed,
        "may_discard": may_discard(run, person_of(request)),
        **_found(run, weighed),
    }
    if request.htmx:  # type: ignore[attr-defined]  # the middleware puts it there
        return render(request, "imports/weighed.html", page)
    page["target"] = target_named(run.target)
    posted = request.method == "POST" and any(name.startswith("map-") for name in request.POST)
    try:
        page["described"] = (
            describe_run(run=run, mapping=_chosen(request), options=_options(request, run))
            if posted
            else describe_run(run=run)
        )
    except KarnError as problem:
        page["error"] = page["error"] or in_words(problem)
    return render(
        request, "imports/mapping.html", page, status=400 if request.method == "POST" and error else 200
    )


def _found(run: Run, weighed: Weighed | None) -> dict[str, object]:
    """Return what a page shows of a check: counts, notes, and the sources that may be the right ones."""
    if weighed is None:
        return {}
    strange = strange_sources(weighed.elsewhere, weighed.rows)
    return {
        "weighed": weighed,
        "choice": choice_of(run),
        "notes": notes_in_words(weighed.notes, ahead=True),
        "warnings": list(zip(warnings_of(weighed.elsewhere, weighed.rows, run.source), strange, strict=True)),
    }


def _result(request: HttpRequest, run: Run) -> HttpResponse:
    refused, after = refused_page(run, after=_number(request.GET.get("after")) or 0)
    page = {
        "run": run,
        "waits": waits(run),
        "target": target_named(run.target),
        "refused": refused,
        "left_out": left_out(run),
        "next_url": f"?after={after}" if after else "",
        "notes": notes_in_words(run.notes),
        "warnings": warnings_of(run.elsewhere, run.rows, run.source),
    }
    return render(request, "imports/result.html", page)


def _may_clear(run: Run, stage: str, person: Person) -> bool:
    return stage in {"waiting", "failed"} and may_discard(run, person)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {
        name.removeprefix("map-"): heading
        for name, heading in request.POST.items()
        if name.startswith("map-") and isinstance(heading, str) and heading
    }


def _options(request: HttpRequest, run: Run) -> Options:
    constants = {
        name.removeprefix("set-"): value.strip()
        for name, value in request.POST.items()
        if name.startswith("set-") and isinstance(value, str) and value.strip()
    }
    return Options.of(
        run.options
        | {
            "date_order": request.POST.get("date_order") or None,
            "decimal": request.POST.get("decimal") or None,
            "on": _day(request.POST.get("on", "")),
            "constants": constants,
        }
    )


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise BadInput("“%(text)s” is not a day: write it as 2026-11-22.", text=text) from None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def _labels() -> dict[str, str | Promise]:
    return {target.name: target.label for target in all_targets()}


STAGES = {
    "done": gettext_lazy("Done"),
    "running": gettext_lazy("Running"),
    "interrupted": gettext_lazy("Interrupted"),
    "failed": gettext_lazy("Failed"),
    "waiting": gettext_lazy("Waiting for you"),
}


def _counted(run: Run, number: int) -> int | None:
    """Return a count of a run that was begun: before, there is none."""
    return number if run.state in {RunState.DONE, RunState.LOADING} else None


IMPORTS = list_as_file(
    Listing[Run](
        name="imports",
        address="imports/imports",
        rows=lambda _request: runs_newest_first().select_related("by"),
        deed=Deed.IMPORT_FILES,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("File"), lambda run: run.file_name),
            (gettext_lazy("Kind of data"), lambda run: _labels().get(run.target, run.target)),
            (gettext_lazy("Source"), lambda run: run.source),
            (gettext_lazy("When"), lambda run: run.created_at),
            (gettext_lazy("By"), lambda run: run.by and run.by.name),
            (gettext_lazy("State"), lambda run: STAGES[stage_of(run)]),
            (gettext_lazy("New"), lambda run: _counted(run, run.accepted)),
            (gettext_lazy("Changed"), lambda run: _counted(run, run.updated)),
            (gettext_lazy("Already there"), lambda run: _counted(run, run.unchanged)),
            (gettext_lazy("Refused"), lambda run: _counted(run, run.refused)),
        ],
    )
)
