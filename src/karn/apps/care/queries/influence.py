"""Reads of who knows whom: from conversations, with people's own judgement beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from karn.apps.care.models.influence import ContactBond, Judgement
from karn.apps.care.rules.ties import YEAR_DAYS, Node, Tie, Web, is_recent, warms
from karn.apps.company.models import Company
from karn.apps.company.queries import current_company
from karn.apps.conversations.queries import personal_contacts
from karn.apps.customers.models import Contact, Customer, Influence
from karn.apps.customers.queries.customers import contacts_on, customers_visible_to, is_visible_to
from karn.apps.people.models import Person
from karn.kernel.text import one_line

_LARGEST = 2**63 - 1
Pair = tuple[str, int]
"""One of us, by key (an id, or the name of somebody who does not log in), and the id of a contact."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """What conversations say of one of us, as a source names them, and one of theirs."""

    customer: int
    contact: int
    handled_by: str
    logged_by: int | None
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who works here: people by id, and by what sources call them. Who works here no more has no key."""

    people: Mapping[int, Person]
    called: Mapping[str, Person]

    def key_of(self, talk: _Talk) -> str:
        """Return who of us that was; nothing where nobody knows, or they work here no more."""
        name = one_line(talk.handled_by)
        person = self.called.get(name.casefold()) if name else self.people.get(talk.logged_by or 0)
        if person is not None:
            return str(person.pk) if person.is_active else ""
        return f"name:{name}" if name else ""


def ties_of(customer: Customer, on: date) -> Web:
    """Return who knows whom at a customer, as of the day `on`. Six queries.

    Everybody there then, and of us who spoke with any of them, was judged to know any, or looks after them.
    """
    company = current_company()
    theirs = list(contacts_on(on).filter(customer=customer).order_by("-champion", "name", "pk"))
    talks = _talks(Q(customer=customer), on=on, company=company)
    judged = _judgements(Q(contact__customer=customer), on=on)
    owner = {customer.owner_id} if customer.owner_id else set()
    staff = _staff(talks, {one.person_id for one in judged.values()} | owner)
    ties = _ties(talks, judged, staff, {contact.pk for contact in theirs}, on=on, company=company)
    keys = [*(str(pk) for pk in sorted(owner)), *(tie.ours for tie in ties)]
    return Web(
        ours=[_ours(key, staff) for key in dict.fromkeys(keys) if _works_here(key, staff)],
        theirs=[_theirs(contact) for contact in theirs],
        ties=ties,
        bonds=_bonds(theirs),
        rhythm=company.rhythm_days,
    )


def warm_ties(customers: Collection[int] | QuerySet[Customer], on: date) -> dict[int, int]:
    """Return per customer (id) how many warm ties there are on `on`; who has none is left out.

    Warm is what had something said in person within the company's rhythm, or that somebody judged strong or
    fair within it. Five queries, however many customers.
    """
    company = current_company()
    since = on - timedelta(days=company.rhythm_days)
    talks = _talks(Q(customer__in=customers), on=on, company=company, since=since)
    judged = _judgements(Q(contact__customer__in=customers), on=on)
    staff = _staff(talks, {one.person_id for one in judged.values()})
    there = dict(contacts_on(on).filter(customer__in=customers).order_by().values_list("pk", "customer"))
    ties = _ties(talks, judged, staff, there.keys(), on=on, company=company)
    return dict(Counter(there[tie.theirs] for tie in ties if tie.is_warm))


def is_single_threaded(customers: Collection[int], on: date) -> dict[int, bool]:
    """Say of each of these customers (ids) whether one warm tie holds everything on `on`."""
    warm = warm_ties(customers, on)
    return {number: warm.get(number, 0) == 1 for number in customers}


@dataclass(frozen=True, slots=True)
class Thin:
    """A key client with one warm tie, or none: whom to look at first."""

    customer: Customer
    warm: int
    contacts: int


def thin_clients(person: Person, on: date) -> list[Thin]:
    """Return the key clients this person may see that have one warm tie or none, these first, by name."""
    clients = customers_visible_to(person).filter(is_key=True).select_related("owner")
    found = {client.pk: client for client in clients.order_by("name", "pk")}
    warm = warm_ties(found, on)
    counted = contacts_on(on).filter(customer__in=found).order_by().values_list("customer")
    contacts = dict(counted.annotate(many=Count("pk")))
    rows = [Thin(one, warm.get(pk, 0), contacts.get(pk, 0)) for pk, one in found.items()]
    return sorted((row for row in rows if row.warm < 2), key=lambda row: row.warm)


def single_threaded_key_clients(on: date) -> list[int]:
    """Return the ids of all key clients that one warm tie holds on `on`."""
    clients = list(Customer.objects.filter(is_key=True).order_by("pk").values_list("pk", flat=True))
    return [number for number, single in is_single_threaded(clients, on).items() if single]


def judgements_of(customer: Customer) -> list[Judgement]:
    """Return what was judged of a customer's ties, the newest first. One query."""
    its = Judgement.objects.filter(contact__customer=customer, removed_at__isnull=True)
    return list(its.select_related("contact", "person", "judged_by").order_by("-judged_on", "-pk")[:50])


# --- parts


def _until(on: date, company: Company) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), ZoneInfo(company.zone))


def _talks(whose: Q, *, on: date, company: Company, since: date | None = None) -> list[_Talk]:
    """Return what was said in person, by who of us and of them; from `since` on where only that counts."""
    until = _until(on, company)
    its = personal_contacts(until - timedelta(microseconds=1)).filter(whose, contact__isnull=False)
    if since is not None:
        its = its.filter(happened_at__gte=_until(since, company) - timedelta(days=1))
    grouped = its.order_by().values_list("customer", "contact", "handled_by", "logged_by")
    in_the_year = Q(happened_at__gte=until - timedelta(days=YEAR_DAYS))
    rows = grouped.annotate(times=Count("pk", filter=in_the_year), last_at=Max("happened_at"))
    return [_Talk(*row) for row in rows]


def _judgements(whose: Q, *, on: date) -> dict[tuple[int, int], Judgement]:
    """Return the newest judgement of each of us and each of theirs, up to and with `on`."""
    its = Judgement.objects.filter(whose, judged_on__lte=on, removed_at__isnull=True, person__is_active=True)
    found = its.select_related("judged_by").order_by("judged_on", "pk")
    return {(one.person_id, one.contact_id): one for one in found}


def _staff(talks: Iterable[_Talk], further: Collection[int]) -> _Staff:
    """Return who of us is named: sources call people by address or by name."""
    talks = list(talks)
    names = {one_line(talk.handled_by) for talk in talks if talk.handled_by}
    numbers = {talk.logged_by for talk in talks if talk.logged_by} | set(further)
    wanted = Q(pk__in=numbers) | Q(email__in={name.lower() for name in names}) | Q(name__in=names)
    found = list(Person.objects.filter(wanted).order_by("is_active", "-pk"))
    by_name = {one_line(person.name).casefold(): person for person in found}
    return _Staff(
        people={person.pk: person for person in found},
        called=by_name | {person.email.casefold(): person for person in found},
    )


def _ties(
    talks: Iterable[_Talk],
    judged: Mapping[tuple[int, int], Judgement],
    staff: _Staff,
    there: Collection[int],
    *,
    on: date,
    company: Company,
) -> list[Tie]:
    """Return a tie for each of us and of theirs who spoke, or were judged to: warm ones first.

    `there` are the ids of the contacts that are still there.
    """
    spoken = _spoken(talks, staff, there)
    said = {(str(person), contact): one for (person, contact), one in judged.items() if contact in there}
    zone, rhythm = ZoneInfo(company.zone), company.rhythm_days
    pairs = [*spoken, *(pair for pair in said if pair not in spoken)]
    ties = [_tie(pair, spoken.get(pair), said.get(pair), zone=zone, on=on, rhythm=rhythm) for pair in pairs]
    return sorted(ties, key=lambda tie: (not tie.is_warm, -tie.times, tie.ours, tie.theirs))


def _spoken(
    talks: Iterable[_Talk], staff: _Staff, there: Collection[int]
) -> dict[Pair, tuple[int, datetime]]:
    """Return per pair how often in the last year, and when last."""
    found: dict[Pair, tuple[int, datetime]] = {}
    for talk in talks:
        key = staff.key_of(talk)
        if key and talk.contact in there:
            times, last_at = found.get((key, talk.contact), (0, talk.last_at))
            found[key, talk.contact] = (times + talk.times, max(last_at, talk.last_at))
    return found


def _tie(
    pair: Pair,
    spoken: tuple[int, datetime] | None,
    said: Judgement | None,
    *,
    zone: ZoneInfo,
    on: date,
    rhythm: int,
) -> Tie:
    times, last_on = (spoken[0], spoken[1].astimezone(zone).date()) if spoken else (0, None)
    judged, judged_on = (said.strength, said.judged_on) if said else ("", None)
    return Tie(
        ours=pair[0],
        theirs=pair[1],
        times=times,
        last_on=last_on,
        is_warm=is_recent(last_on, on, rhythm) or warms(judged, judged_on, on, rhythm),
        judged=judged,
        judged_on=judged_on,
        judged_by=said.judged_by.name if said and said.judged_by else "",
        note=said.note if said else "",
    )


def _works_here(key: str, staff: _Staff) -> bool:
    person = staff.people.get(int(key)) if key.isdecimal() else None
    return person is None or person.is_active


def _ours(key: str, staff: _Staff) -> Node:
    person = staff.people.get(int(key)) if key.isdecimal() else None
    if person is None:
        return Node(key, key.removeprefix("name:"))
    return Node(key, person.name, role=str(person.get_role_display()), number=person.pk)


def _theirs(contact: Contact) -> Node:
    return Node(
        key=str(contact.pk),
        name=contact.name,
        role=contact.role,
        decides=contact.influence == Influence.DECIDES,
        champion=contact.champion,
        number=contact.pk,
    )


def _bonds(theirs: Collection[Contact]) -> list[tuple[int, int, str, int]]:
    its = ContactBond.objects.filter(contact__in=theirs, other__in=theirs).order_by("pk")
    return list(its.values_list("contact", "other", "bond", "pk"))


def judgement_for(person: Person, number: int) -> Judgement | None:
    """Return a judgement about a customer this person may see, or None."""
    its = Judgement.objects.filter(is_visible_to(person, "contact__customer"), removed_at__isnull=True)
    return its.select_related("contact__customer").filter(pk=number).first() if number <= _LARGEST else None


def bond_for(person: Person, number: int) -> ContactBond | None:
    """Return what ties two contacts of a customer this person may see, or None."""
    its = ContactBond.objects.filter(is_visible_to(person, "contact__customer"))
    return its.select_related("contact__customer").filter(pk=number).first() if number <= _LARGEST else None
