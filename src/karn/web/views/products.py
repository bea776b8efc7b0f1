"""What the company sells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.products import keep_plan, remove_plan, restore_plan, retire_plan
from karn.apps.contracts.models import Plan, Product
from karn.apps.contracts.queries.products import PlanRow, product_rows
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.products import PlanForm
from karn.web.listings import Listing, list_as_file
from karn.web.undo import offer_undo


@needs(Deed.SEE_CUSTOMERS)
def products(request: HttpRequest) -> HttpResponse:
    """Show the products, their plans and prices, and who has them."""
    rows = product_rows(person_of(request), on=timezone.localdate())
    return render(request, "products/list.html", {"rows": rows})


@needs(Deed.CHANGE_COMPANY)
def new_plan(request: HttpRequest) -> HttpResponse:
    """Make a plan."""
    name = word_asked(request.GET, "name")[:200]
    form = PlanForm(request.POST or None, currency=current_company().currency, name=name)
    return _filled(request, form, None)


@needs(Deed.CHANGE_COMPANY)
def edit_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Change a plan; 409 with both values when somebody else did meanwhile."""
    known = Plan.objects.select_related("product").filter(deleted_at__isnull=True)
    plan = get_object_or_404(known, pk=number)
    form = PlanForm(request.POST or None, currency=current_company().currency, plan=plan)
    return _filled(request, form, plan)


@require_POST
@needs(Deed.CHANGE_COMPANY)
def plan_retired(request: HttpRequest, number: int) -> HttpResponse:
    """Offer a plan no longer from today on."""
    plan = _retire(request, number, timezone.localdate())
    said = _("%(name)s is no longer offered; who has it keeps it.") % {"name": plan.name}
    offer_undo(request, said, reverse("plan_offered", args=[number]))
    return redirect("products")


@require_POST
@needs(Deed.CHANGE_COMPANY)
def plan_offered(request: HttpRequest, number: int) -> HttpResponse:
    """Offer a plan again."""
    plan = _retire(request, number, None)
    messages.success(request, _("%(name)s is offered again.") % {"name": plan.name})
    return redirect("products")


@require_POST
@needs(Deed.CHANGE_COMPANY)
def throw_plan(request: HttpRequest, number: int) -> HttpResponse:
    """Put a plan that no contract names into the bin."""
    try:
        plan = remove_plan(plan=number, by=person_of(request), at=timezone.now())
    except Plan.DoesNotExist:
        raise Http404 from None
    except BadInput as error:
        messages.error(request, in_words(error))
        return redirect("edit_plan", number)
    said = _("%(name)s is removed.") % {"name": plan.name}
    offer_undo(request, said, reverse("restore_plan", args=[number]))
    return redirect("products")


@require_POST
@needs(Deed.CHANGE_COMPANY)
def bring_plan_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a plan out of the bin."""
    try:
        plan = restore_plan(plan=number, by=person_of(request), at=timezone.now())
    except Plan.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("%(name)s is back.") % {"name": plan.name})
    return redirect("products")


def _retire(request: HttpRequest, number: int, on: Any) -> Plan:
    plan = get_object_or_404(Plan, pk=number)
    return retire_plan(plan=plan.pk, on=on, by=person_of(request), at=timezone.now())


def _filled(request: HttpRequest, form: PlanForm, plan: Plan | None) -> HttpResponse:
    status = 200
    if request.method == "POST" and form.is_valid():
        number, seen = (plan.pk, form.seen) if plan else (None, None)
        try:
            made = keep_plan(plan=number, **form.facts(), by=person_of(request), at=timezone.now(), seen=seen)
        except ChangedMeanwhile as error:
            stored = Plan.objects.select_related("product").get(pk=error.stored.pk)
            form.meet(stored.version, form.texts_of(stored))
            status = 409
        except BadInput as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("%(name)s is stored.") % {"name": made.name})
            return redirect("products")
    known = Product.objects.order_by("name").values_list("name", flat=True)
    shown = {"form": form, "plan": plan, "products": known}
    return render(request, "products/plan.html", shown, status=400 if form.errors else status)


def _plans(request: HttpRequest) -> Iterator[tuple[str, PlanRow]]:
    for row in product_rows(person_of(request), on=timezone.localdate()):
        for plan in row.plans:
            yield (row.product.name if row.product else "", plan)


def _standing(row: PlanRow) -> str:
    if row.plan is None:
        return _("not listed")
    return _("no longer offered") if row.plan.retired_on else ""


def _prices(row: PlanRow) -> list[str]:
    return [f"{one.amount.normalize():f} {one.currency} {one.get_interval_display()}" for one in row.prices]


def _brought(row: PlanRow) -> object:
    """Return what a plan brings a month: a number, or where it is in several currencies each with its own."""
    several = [f"{money.amount.normalize():f} {money.currency}" for money in row.sold.mrr]
    return row.sold.mrr[0].amount if len(several) == 1 else several


PRODUCTS = list_as_file(
    Listing[tuple[str, PlanRow]](
        name="products",
        address="products/products",
        rows=_plans,
        columns=[
            (gettext_lazy("Product"), lambda row: row[0]),
            (gettext_lazy("Plan"), lambda row: row[1].name),
            (gettext_lazy("State"), lambda row: _standing(row[1])),
            (gettext_lazy("List price"), lambda row: _prices(row[1])),
            (gettext_lazy("Customers"), lambda row: row[1].sold.customers),
            (gettext_lazy("MRR"), lambda row: _brought(row[1])),
            (gettext_lazy("Currency"), lambda row: [money.currency for money in row[1].sold.mrr]),
        ],
    )
)
