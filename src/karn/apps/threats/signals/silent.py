"""Nobody spoke with them for long: the customer may feel like a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from karn.apps.conversations.queries import personal_contacts
from karn.apps.customers.models import Customer
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import (
    FEWEST_GAPS,
    HABIT_DAYS,
    SILENT_FEWEST_DAYS,
    silence_limit,
    silent_strength,
    usual,
)
from karn.apps.threats.signals.card import Card
from karn.platform.plain_rows import as_text, moment_of, plain_rows


class Silent:
    """No personal contact for much longer than usual with this customer."""

    code = "silent"
    card = Card(
        name=_("Silent"),
        question=_("Has nobody spoken with them for long?"),
        evidence=_("Personal calls, mails, chats and meetings. Mail sent to many does not count."),
        threshold=_(
            "Longer than three times this customer's usual gap, and than any in the last year. With too "
            "little past: longer than your contact rhythm, where most customers are within it."
        ),
        blind_to=_("Contacts nobody recorded, and customers who are happy to be left alone."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return customers whose last personal contact is longer ago than their limit."""
        zone = ZoneInfo(look.zone)
        contacted = personal_contacts(look.until).order_by().values_list("customer")
        last = {
            number: moment_of(told).astimezone(zone).date()
            for number, told in plain_rows(contacted.annotate(last=as_text(Max("happened_at"))))
            if number in look.watched
        }
        quiet = {number for number, day in last.items() if (look.on - day).days > SILENT_FEWEST_DAYS}
        habits = _usual_gaps(look, quiet)
        keeps = _keeps_rhythm(look, last)
        for customer_id in sorted(quiet):
            yield from _finding(look, customer_id, last[customer_id], habits.get(customer_id), keeps=keeps)
        if keeps:
            yield from _never_spoken(look, look.watched - last.keys())


def is_quiet(look: Look, customer_id: int) -> bool:
    """Say whether nobody spoke with this customer lately: long enough to be called silence at all."""
    lately = look.until - timedelta(days=SILENT_FEWEST_DAYS)
    contacts = personal_contacts(look.until).filter(customer=customer_id, happened_at__gte=lately)
    return not contacts.exists()


def _keeps_rhythm(look: Look, last: dict[int, date]) -> bool:
    """Say whether at least half of the customers had contact in the last `rhythm_days`."""
    within = sum((look.on - day).days <= look.rhythm_days for day in last.values())
    return 2 * within >= len(look.watched)


def _finding(
    look: Look, customer_id: int, last: date, habit: tuple[int | None, int, int] | None, *, keeps: bool
) -> Iterator[Finding]:
    gap, longest, newest = habit or (None, 0, None)
    limit = silence_limit(gap, longest, look.rhythm_days, keeps_rhythm=keeps)
    strength = limit and silent_strength((look.on - last).days, limit, is_own=gap is not None)
    if strength:
        facts = {"day": last.isoformat(), "never": False, "usual": gap, "limit": limit}
        evidence = rows("conversations.conversation", newest) if newest else []
        yield Finding(customer_id, last, strength, facts, evidence)


def _usual_gaps(look: Look, quiet: set[int]) -> dict[int, tuple[int | None, int, int]]:
    """Return usual (with enough past) and longest days between contacts, and the last contact's id."""
    moments: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    year = personal_contacts(look.until).filter(happened_at__gt=look.until - timedelta(days=2 * HABIT_DAYS))
    listed = year.order_by("customer", "happened_at", "pk").values_list(
        "customer_id", as_text("happened_at"), "pk"
    )
    for customer_id, told, number in plain_rows(listed):
        if customer_id in quiet:
            moments[customer_id].append((moment_of(told), number))
    habits: dict[int, tuple[int | None, int, int]] = {}
    for customer_id, its in moments.items():
        first = its[-1][0] - timedelta(days=HABIT_DAYS)
        days = [(b - a).total_seconds() / 86_400 for (a, _a), (b, _b) in pairwise(its) if a >= first]
        habits[customer_id] = (usual(days, FEWEST_GAPS), ceil(max(days, default=0)), its[-1][1])
    return habits


def _never_spoken(look: Look, customers: set[int] | frozenset[int]) -> Iterator[Finding]:
    joined = Customer.objects.filter(joined_on__lt=look.on - timedelta(days=look.rhythm_days))
    for customer_id, day in joined.order_by("pk").values_list("pk", "joined_on").iterator():
        if customer_id in customers and day is not None:
            strength = silent_strength((look.on - day).days, look.rhythm_days, is_own=False) or 1
            facts = {"day": day.isoformat(), "never": True, "usual": None, "limit": look.rhythm_days}
            yield Finding(customer_id, day, strength, facts, rows("customers.customer", customer_id))
