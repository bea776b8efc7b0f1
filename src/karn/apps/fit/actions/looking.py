"""Judging customers: one when somebody checks, all of them every night and when the criteria change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, Min

from karn.apps.company.queries import current_company, local_day
from karn.apps.customers.models import Customer
from karn.apps.fit.actions.asking import ask_for_tasks
from karn.apps.fit.models import Check, Occasion
from karn.apps.fit.queries.criteria import criteria_in_force
from karn.apps.fit.queries.judging import Found, Judge
from karn.apps.fit.rules.judging import Met
from karn.apps.people.models import Person
from karn.kernel.points import point
from karn.platform.runs import begin_run

RANGE: Final = 5_000
"""Ids of customers judged at a time."""
AT_ONCE: Final = 2_000
"""Up to so many customers everybody is judged anew while somebody waits: well under a second."""
NIGHTLY: Final = "fit.looking"
_BATCH: Final = 500


def look_again(*, by: Person, at: datetime) -> None:
    """Judge everybody anew since the criteria changed: at once for few customers, else in the background."""
    if Customer.objects.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        begin_run(job=NIGHTLY, by_number=by.pk, at=at, key="looking")
        return
    look_at_everybody(on=local_day(at, current_company()), at=at, occasion=Occasion.CRITERIA)


def look_at_everybody(*, on: date, at: datetime, occasion: str = Occasion.NIGHT) -> int:
    """Judge everybody by the criteria in force; return of how many something else holds now.

    Stores what changed only, range by range: killed and begun again, it goes on. Without criteria it does
    nothing but withdraw what was to be done.
    """
    criteria, changed = criteria_in_force(), 0
    if criteria:
        judge = Judge(criteria, on)
        for low, high in _ranges():
            with transaction.atomic():
                changed += _store(judge.found(low=low, high=high), on=on, at=at, occasion=occasion)
            point("fit.looked")
    ask_for_tasks(on=on, at=at)
    return changed


def _ranges() -> Iterator[tuple[int, int]]:
    bounds = Customer.objects.aggregate(low=Min("pk"), high=Max("pk"))
    if bounds["low"] is None:
        return
    for low in range(bounds["low"], bounds["high"] + 1, RANGE):
        yield low, low + RANGE - 1


def _store(found: Sequence[Found], *, on: date, at: datetime, occasion: str) -> int:
    """Store what is news about the customers of one range, in the order of their ids; return how many."""
    if not found:
        return 0
    here = {"customer__gte": found[0].customer, "customer__lte": found[-1].customer}
    holding = Check.objects.filter(**here, until__isnull=True)
    now = {check.customer_id: check for check in holding.only("customer", "on", "fit", "answers", "owner")}
    news = [one for one in found if _is_news(one, now.get(one.customer))]
    ended = [now[one.customer] for one in news if one.customer in now]
    for check in ended:
        check.until = max(on, check.on)
    Check.objects.bulk_update(ended, ["until"], batch_size=_BATCH)
    made = [checked(one, on=max(on, _begun(now, one)), at=at, occasion=occasion) for one in news]
    Check.objects.bulk_create(made, batch_size=_BATCH)
    return len(news)


def _begun(now: dict[int, Check], one: Found) -> date:
    check = now.get(one.customer)
    return check.on if check else date.min


def _is_news(found: Found, now: Check | None) -> bool:
    if now is None:  # nobody answered anything: that is unchecked, and needs no row
        return any(met != Met.UNKNOWN for met in found.met.values())
    # Another account manager is news, too: a person has to look again, and the history says since when.
    return (now.answers, now.fit, now.owner_id) != (found.answers, found.fit, found.owner)


def checked(found: Found, *, on: date, at: datetime, occasion: str, by: Person | None = None) -> Check:
    """Return what was found as a row that is not stored yet."""
    return Check(
        customer_id=found.customer,
        on=on,
        fit=found.fit,
        answers=found.answers,
        occasion=occasion,
        by=by,
        owner_id=found.owner,
        at=at,
    )
