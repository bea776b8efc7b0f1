"""The owner's dashboard, and the button that makes its figures anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.rules import reason_words
from karn.apps.desk.jobs import begin_refresh
from karn.apps.desk.queries.dashboard import NothingYet
from karn.apps.desk.queries.dashboard import dashboard as read_dashboard
from karn.apps.desk.queries.leavers import reasons_given
from karn.apps.measures.queries import last_refresh
from karn.apps.measures.rules import trailing_months
from karn.apps.people.rules import Deed, sees_every_customer
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.charts.gallery import gallery_of
from karn.web.downloads import Table, table_file
from karn.web.templatetags.karn_format import money_whole


@needs(Deed.SEE_FIGURES)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show who leaves and what it costs, or how to begin."""
    page = read_dashboard(local_day(timezone.now(), current_company()), person=person_of(request))
    if isinstance(page, NothingYet):
        return render(request, "dashboard_empty.html", {"nothing": page, "examples": _examples()})
    # Drawn only when the page's kept part is not there yet.
    pictures = SimpleLazyObject(lambda: gallery_of(page))
    return render(request, "dashboard.html", {"page": page, "pictures": pictures})


@require_POST
@needs(Deed.REFRESH)
def refresh(request: HttpRequest) -> HttpResponse:
    """Make the figures anew, as of today."""
    now = timezone.now()
    try:
        refresh = begin_refresh(by=person_of(request), at=now)
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        is_done = _("The figures are up to date.")
        messages.success(request, is_done if refresh else _("The figures are being made in the background."))
    return redirect("dashboard")


@needs(Deed.SEE_FIGURES)
def reasons_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the reasons for leaving out as a CSV or Excel file, for the twelve months of the dashboard."""
    refresh = last_refresh()
    if refresh is None:
        raise Http404
    period = trailing_months(refresh.as_of, 12)
    given = reasons_given(period, limit=None, own_words=sees_every_customer(person_of(request).role))

    def table() -> Table:
        headings = (_("Code"), _("Reason"), _("Customers"))
        return headings, ((code, reason_words(code) or _("Not known"), times) for code, times in given)

    return table_file(request, table, f"reasons_{period.starts_on}_{period.ends_on}")


def _examples() -> list[tuple[str, str, str]]:
    """Return made-up headlines: title, figure, text. The page says that they are an example."""
    return [
        (
            _("Customers lost"),
            _("%(left)s of %(opening)s left") % {"left": 3, "opening": 41},
            "Aurora, Beukenhof, Cirkel",
        ),
        (_("Revenue lost"), money_whole(2150), _("a month, of %(amount)s") % {"amount": money_whole(38400)}),
        (
            _("What they cost"),
            money_whole(29700),
            _("over time: what they would still have brought, and what winning as many new ones costs"),
        ),
        (_("Customers now"), "44", _("%(amount)s a month") % {"amount": money_whole(39900)}),
    ]
