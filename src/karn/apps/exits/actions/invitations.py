"""Links to the questions for who leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Contact, Customer, Kind
from karn.apps.exits.models import Answer, Asked, Invitation
from karn.apps.exits.queries.holders import holder_of, seal_of
from karn.apps.exits.queries.opening import AUDIENCE, PURPOSE
from karn.apps.exits.queries.sealed_words import sealed_words
from karn.apps.exits.rules.coarseness import FEWEST, months_later, stay_of
from karn.apps.exits.rules.naming import words_of_leaver
from karn.apps.exits.rules.waiting import OPEN_DAYS
from karn.kernel.points import point
from karn.platform.databases import EXITS
from karn.platform.links import make_link
from karn.platform.redaction import Words


def exit_link(*, customer_id: int | None, left_on: date, language: str, at: datetime) -> str:
    """Return the path of a personal link to the questions for who leaves: `/x/…`.

    It can be answered once, within 60 days. In the main database stands that a link was given out, not to
    whom; in that of the exit answers keyed hashes alone. Who answered another link already, or nobody who
    is known here (None), gets a link all the same; of one's links only the first answer counts.
    Where the company keeps data about health nobody is told from another: each link's answer counts.
    """
    expires_at = at + timedelta(days=OPEN_DAYS)
    secret = make_link(purpose=PURPOSE, audience=AUDIENCE, expires_at=expires_at, at=at)
    company = current_company()
    on = local_day(at, company)
    # Where health is concerned no answer leads back to a person, not even by the key.
    known = None if company.health_data else customer_id
    holder = holder_of(known) if known is not None else ""
    stay, plan = _facts(known, left_on) if known is not None else ("", "")
    with transaction.atomic(using=EXITS):
        if not _has_answered(holder):
            if not _is_asked(holder):
                _count_asked(on.replace(day=1), stay, plan)
            Invitation(
                seal=seal_of(secret), holder=holder, stay=stay, plan=plan, language=language[:2],
                words=sealed_words(_words(customer_id), secret),
                over_on=months_later(on + timedelta(days=OPEN_DAYS), 1),
            ).save()  # fmt: skip
    point("exit.asked")
    return f"/x/{secret}"


def _has_answered(holder: str) -> bool:
    return bool(holder) and Answer.objects.filter(holder=holder).exists()


def _is_asked(holder: str) -> bool:
    return bool(holder) and Invitation.objects.filter(holder=holder).exists()


def _count_asked(month: date, stay: str, plan: str) -> None:
    its = Asked.objects.filter(month=month, stay=stay, plan=plan)
    if its.update(people=F("people") + 1):
        return
    try:
        with transaction.atomic(using=EXITS):
            Asked.objects.create(month=month, stay=stay, plan=plan, people=1)
    except IntegrityError:
        its.update(people=F("people") + 1)


def _words(customer_id: int | None) -> Words:
    """Return by which words the customer and its contacts are known."""
    customers = list(Customer.everything.filter(pk=customer_id)) if customer_id is not None else []
    contacts = list(Contact.everything.filter(customer__in=customers).order_by("pk"))
    persons = [one.name for one in contacts] + [one.name for one in customers if one.kind == Kind.PERSON]
    company = "".join(one.name for one in customers if one.kind != Kind.PERSON)
    told = [text for one in customers for text in (one.email, one.phone)]
    told += [text for one in contacts for text in (one.email, one.phone)]
    return words_of_leaver(persons, company, told)


def _facts(customer_id: int, left_on: date) -> tuple[str, str]:
    """Return how long the customer stayed, in bands, and the plan, where it is one that several have."""
    customer = Customer.everything.filter(pk=customer_id).first()
    if customer is None:
        return "", ""
    its = Subscription.objects.filter(customer=customer_id).exclude(plan="").order_by("-known_at", "-pk")
    plan = its.values_list("plan", flat=True).first() or ""
    shared = Subscription.objects.filter(plan=plan).order_by().values("customer").distinct()[:FEWEST]
    if plan and len(shared) < FEWEST:
        plan = ""
    return stay_of(customer.joined_on or _first_paid_on(customer_id), left_on), plan


def _first_paid_on(customer_id: int) -> date | None:
    its = PriceState.objects.filter(subscription__customer=customer_id).order_by("starts_on")
    return its.values_list("starts_on", flat=True).first()
