"""What is to be done: the list, one task, done and taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.apps.tasks import actions
from karn.apps.tasks.models import Task
from karn.apps.tasks.queries import all_tasks, moves_of, task_for, task_page
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back, safe_next
from karn.web.forms.task_moves import GiveForm, SnoozeForm
from karn.web.forms.tasks import TaskForm, texts_of_task
from karn.web.listings import Listing, list_as_file
from karn.web.saved_views import opening, views_of
from karn.web.undo import offer_undo
from karn.web.words.journal import task_history

WHOSE = ("me", "none", "all")


@needs(Deed.SEE_CUSTOMERS)
def tasks(request: HttpRequest) -> HttpResponse:
    """List what is to be done, the most urgent first; or what was done, the latest first."""
    if (opens := opening(request, "tasks")) is not None:
        return opens
    whose, state = word_asked(request.GET, "whose"), word_asked(request.GET, "state")
    whose, state, number = (
        whose if whose in WHOSE else "me",
        state if state == "done" else "open",
        _page(request),
    )
    page = task_page(person_of(request), whose=whose, state=state, page=number)
    shown = {"whose": whose, "state": state, "number": number, "today": timezone.localdate(), "page": page}
    return render(request, "tasks/list.html", shown | {"views": views_of(request, "tasks")})


def _rows(request: HttpRequest) -> QuerySet[Task]:
    whose, state = word_asked(request.GET, "whose"), word_asked(request.GET, "state")
    return all_tasks(person_of(request), whose=whose if whose in WHOSE else "me", state=state)


TASKS = list_as_file(
    Listing[Task](
        name="tasks",
        address="tasks/tasks",
        rows=_rows,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("What to do"), lambda task: task.title),
            (gettext_lazy("Why"), lambda task: task.because),
            (gettext_lazy("Customer"), lambda task: task.shown_customer.name if task.shown_customer else ""),
            (gettext_lazy("Who does it"), lambda task: task.owner.name if task.owner else ""),
            (gettext_lazy("By when"), lambda task: task.due_on),
            (gettext_lazy("Done"), lambda task: task.done_at),
            (gettext_lazy("What came of it"), lambda task: task.outcome),
        ],
    )
)


def _page(request: HttpRequest) -> int:
    asked = word_asked(request.GET, "page")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) <= 6 else 1


@needs(Deed.KEEP_TASKS)
def new_task(request: HttpRequest) -> HttpResponse:
    """Make a task, about a customer or about nobody."""
    person = person_of(request)
    customer = _customer(person, request.POST.get("customer") or request.GET.get("customer", ""))
    form = TaskForm(request.POST or None, customer=customer, texts={"owner": str(person.pk)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_task(wanted=form.wanted(), by=person, at=timezone.now())
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            offer_undo(request, _("The task is stored."), reverse("remove_task", args=[made.pk]))
            return back(request, reverse("customer", args=[customer.pk]) if customer else reverse("tasks"))
    return _form(request, form, None)


@needs(Deed.KEEP_TASKS)
def task(request: HttpRequest, number: int) -> HttpResponse:
    """Change a task; 409 with both values when somebody else did meanwhile."""
    person, its, status = person_of(request), task_or_404(request, number), 200
    form = TaskForm(request.POST or None, customer=its.customer, task=its)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_task(task=its, wanted=form.wanted(), by=person, at=timezone.now(), seen=form.seen)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Task):
                form.meet(error.stored.version, texts_of_task(error.stored))
            status = 409
        except KarnError as error:
            form.add_error("text", in_words(error))
        else:
            messages.success(request, _("The task is stored."))
            return back(request, reverse("tasks"))
    return _form(request, form, its, status)


def _form(request: HttpRequest, form: TaskForm, its: Task | None, status: int = 200) -> HttpResponse:
    customer = its.shown_customer if its else form.customer
    shown: dict[str, Any] = {"form": form, "task": its, "customer": customer, "next": safe_next(request)}
    if its is not None:
        shown |= {
            "moves": moves_of(its),
            "changes": task_history(its, person_of(request)),
            "snoozing": SnoozeForm(on=timezone.localdate()),
            "giving": GiveForm(),
        }
    return render(request, "tasks/task.html", shown, status=400 if form.errors else status)


@require_POST
@needs(Deed.KEEP_TASKS)
def finish_task(request: HttpRequest, number: int) -> HttpResponse:
    """Remember that a task is done, and what came of it."""
    its = task_or_404(request, number)
    _do(request, actions.finish_task, task=its, outcome=word_asked(request.POST, "outcome"))
    offer_undo(request, _("Done: %(what)s") % {"what": its.title}, reverse("reopen_task", args=[number]))
    return back(request, reverse("tasks"))


@require_POST
@needs(Deed.KEEP_TASKS)
def reopen_task(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that a task is done."""
    _do(request, actions.reopen_task, task=task_or_404(request, number))
    messages.success(request, _("The task is open again."))
    return back(request, reverse("tasks"))


@require_POST
@needs(Deed.KEEP_TASKS)
def remove_task(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a task away; it can be brought back."""
    its = task_or_404(request, number)
    _do(request, actions.remove_task, task=its)
    offer_undo(request, _("The task is gone."), reverse("restore_task", args=[number]))
    here = safe_next(request)
    return redirect("tasks") if here.startswith(reverse("task", args=[number])) else back(request, "/tasks/")


@require_POST
@needs(Deed.KEEP_TASKS)
def restore_task(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a task back."""
    _do(request, actions.restore_task, task=task_or_404(request, number, removed=True))
    messages.success(request, _("The task is back."))
    return back(request, reverse("tasks"))


def _do(request: HttpRequest, act: Any, **given: Any) -> None:
    act(**given, by=person_of(request), at=timezone.now())


def task_or_404(request: HttpRequest, number: int, *, removed: bool = False) -> Task:
    """Return a task this person may see; 404 for any other."""
    found = task_for(person_of(request), number, removed=removed)
    if found is None:
        raise Http404
    return found


def _customer(person: Person, number: str) -> Customer | None:
    """Return the customer with this number, None where none is asked; 404 for one that cannot be seen."""
    if not number:
        return None
    if not (number.isascii() and number.isdecimal()) or len(number) > 18:
        raise Http404
    customer = customers_visible_to(person).filter(pk=int(number)).first()
    if customer is None:
        raise Http404
    return customer
