"""Looking for duplicates: at once, every night, and in the background where customers are many."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from karn.apps.customers.actions.duplicates import find_duplicates
from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.customers.models import Customer, DuplicateSearch
from karn.apps.customers.queries.duplicates import SEARCH
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.platform.runs import Job, RunHandle, begin_run

AT_ONCE = 5_000
"""Up to so many customers are compared while somebody waits: about a second."""


def begin_search(*, by: Person, at: datetime) -> DuplicateSearch | None:
    """Compare all customers: at once where they are few, else in the background.

    Returns the search that is done, or None while it is to come; its row says how far it is. Of one that is
    interrupted nothing is half kept, and it is begun again. Raises KarnError.
    """
    refuse_unless(by, Deed.MERGE_CUSTOMERS)
    if Customer.objects.count() <= AT_ONCE:
        return find_duplicates(by=by, at=at)
    begin_run(job=SEARCH, by_number=by.pk, at=at, key="all")
    return None


def _search(run: RunHandle) -> None:
    find_duplicates(by=None, at=run.at, progress=lambda percent: run.progress(percent, 100))


DUPLICATES = Job(SEARCH, _("Looking for duplicates"), _search, nightly=True)
