"""The import door: choose a file, say what its columns mean, look, import, see what was refused."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from karn.apps.intake.actions.checks import check_run, describe_run
from karn.apps.intake.actions.files import discard_run, receive_file
from karn.apps.intake.jobs import begin_load
from karn.apps.intake.models import Run
from karn.apps.intake.queries import refused_page, refused_table, runs_page, stage_of
from karn.apps.intake.rules import NOTES, Options
from karn.apps.intake.targets.target import all_targets, target_named
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput, KarnError
from karn.platform.sheets import write_csv


def imports(request: HttpRequest) -> HttpResponse:
    """List the runs, newest first."""
    runs, before = runs_page(before=_number(request.GET.get("before")))
    labels = {target.name: target.label for target in all_targets()}
    rows = [(run, labels.get(run.target, run.target), stage_of(run)) for run in runs]
    return render(
        request,
        "imports/list.html",
        {
            "rows": rows,
            "next_url": f"?before={before}" if before else "",
            "first": "before" not in request.GET,
        },
    )


def new_import(request: HttpRequest) -> HttpResponse:
    """Choose a kind of data and a file; receive it."""
    chosen = request.POST.get("target", request.GET.get("target", ""))
    page = {"targets": all_targets(), "chosen": chosen, "source": request.POST.get("source", "files")}
    if request.method != "POST":
        return render(request, "imports/new.html", page)
    file = request.FILES.get("file")
    try:
        if file is None or file.name is None:
            raise BadInput(_("Choose a file."))
        run = receive_file(
            file=file.file,
            file_name=file.name,
            target=chosen,
            source=str(page["source"]).strip() or "files",
            by=_person(request),
            at=timezone.now(),
        )
    except KarnError as error:
        return render(request, "imports/new.html", page | {"error": str(error)}, status=400)
    return redirect("import", run.pk)


def import_run(request: HttpRequest, number: int) -> HttpResponse:
    """Show where a run stands: its mapping, its progress, or its result."""
    run = get_object_or_404(Run, pk=number)
    stage = stage_of(run)
    if stage == "done":
        return _result(request, run)
    if stage in {"running", "interrupted"}:
        return render(
            request, "imports/running.html", {"run": run, "stage": stage, "target": target_named(run.target)}
        )
    return _mapping(request, run, error=run.error)


@require_POST
def check_import(request: HttpRequest, number: int) -> HttpResponse:
    """Say what importing with this mapping would do; store nothing."""
    run = get_object_or_404(Run, pk=number)
    try:
        weighed = check_run(
            run=run, mapping=_chosen(request), options=_options(request, run), at=timezone.now()
        )
    except KarnError as error:
        return _mapping(request, run, error=str(error))
    notes = [(NOTES.get(name, name), count) for name, count in weighed.notes.items()]
    return _mapping(request, run, weighed=weighed, notes=notes)


@require_POST
def load_import(request: HttpRequest, number: int) -> HttpResponse:
    """Import with this mapping, or go on with what was interrupted."""
    run = get_object_or_404(Run, pk=number)
    try:
        if "continue" in request.POST:
            begin_load(run=run, at=timezone.now())
        else:
            begin_load(run=run, mapping=_chosen(request), options=_options(request, run), at=timezone.now())
    except KarnError as error:
        return _mapping(request, run, error=str(error))
    return redirect("import", run.pk)


@require_POST
def discard_import(request: HttpRequest, number: int) -> HttpResponse:
    """Let go of a file that was not imported."""
    discard_run(run=get_object_or_404(Run, pk=number))
    messages.success(request, _("The file is gone; nothing of it was stored."))
    return redirect("imports")


def import_progress(request: HttpRequest, number: int) -> HttpResponse:
    """Say how far a running import is; make the page load again once it is no longer running."""
    run = get_object_or_404(Run, pk=number)
    if stage_of(run) != "running":
        return HttpResponseClientRefresh()
    return render(request, "imports/progress.html", {"run": run})


def refused_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:  # noqa: ARG001 (Django passes it)
    """Send all refused rows as a CSV file."""
    run = get_object_or_404(Run, pk=number)
    headings, rows = refused_table(run)
    response = StreamingHttpResponse(write_csv(rows, headings), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{run.pk}.csv"'
    return response


def _mapping(request: HttpRequest, run: Run, *, error: str = "", **shown: object) -> HttpResponse:
    """Show the run's mapping: the whole page, or for htmx only what the check found."""
    if request.htmx:  # type: ignore[attr-defined]  # the middleware puts it there
        return render(request, "imports/weighed.html", {"run": run, "error": error, **shown})
    page = {"run": run, "error": error, "target": target_named(run.target), **shown}
    try:
        page["described"] = describe_run(run=run)
    except KarnError as problem:
        page["error"] = error or str(problem)
    return render(
        request, "imports/mapping.html", page, status=400 if request.method == "POST" and error else 200
    )


def _result(request: HttpRequest, run: Run) -> HttpResponse:
    refused, after = refused_page(run, after=_number(request.GET.get("after")) or 0)
    page = {
        "run": run,
        "target": target_named(run.target),
        "refused": refused,
        "next_url": f"?after={after}" if after else "",
        "notes": [(NOTES.get(name, name), count) for name, count in run.notes.items()],
    }
    return render(request, "imports/result.html", page)


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
        raise BadInput(_("“%(text)s” is not a day: write it as 2026-11-22.") % {"text": text}) from None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def _person(request: HttpRequest) -> Person:
    person = request.user
    if not isinstance(person, Person):
        raise Http404  # the login middleware lets nobody else through
    return person
