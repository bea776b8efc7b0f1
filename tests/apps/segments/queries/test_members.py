"""Who belongs to a segment: against a plain reference in Python, over random customers and definitions."""

import dataclasses
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import AttributeKind, Customer
from karn.apps.people.models import Person, Role, Team
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import customers_in, ids_in
from karn.apps.segments.rules.definitions import Definition, definition_of, opposite
from karn.apps.threats.models import Signal
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 3, 29)
NASTY = [
    "", "%", "_", "'", "\\", '"', "a'b", "--", ";", "$1", "İstanbul", "istanbul", "ISTANBUL", "ıI", "straße",
    "STRASSE", "Straẞe", "Åsa", "åSA", "\u212bsa", "\u212a", "k", "ſ", "s", "Σς", "σσ", "😀", "x\n", "x",
    "a\nb", "[", "]", "^", "[^a]", "-", ".*", "(?i)a", "***=a", "a|b", " ", "é", "e\u0301", "NULL", "None",
    "🇳🇱", "\u200b", "\x01",
]  # fmt: skip


@dataclasses.dataclass
class Told:
    """One customer, as the reference knows it."""

    name: str
    country: str
    prospect: bool
    joined_on: date | None
    cost: int | None
    attributes: dict[str, str]
    prices: list[tuple[date, date | None, int, str]]
    talks: list[datetime]
    signals: list[str]


texts = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=4
)
days = st.dates(date(2026, 2, 20), date(2026, 4, 10)) | st.sampled_from([TODAY, date(2025, 2, 28)])
amounts = st.integers(-5, 3000)
minutes = st.integers(0, 96 * 60).map(
    lambda after: datetime(2026, 3, 27, tzinfo=UTC) + timedelta(minutes=after)
)
attributes = st.fixed_dictionaries(
    {},
    optional={
        "2024": texts,
        "size": st.sampled_from(["12.5", "12,5", "-3", "1 000", "abc", "1e3", "12.50", "", "007", "1.2.3"]),
        "be'gin\"": st.sampled_from(["2026-03-29", "2026-03-28", "2026-13-01", "29-3-2026", ""]),
        "vip": st.sampled_from(["yes", "JA", "no", "Nee", "maybe", ""]),
    },
)
customers = st.builds(
    Told,
    name=texts,
    country=st.sampled_from(["", "NL", "SE"]),
    prospect=st.booleans(),
    joined_on=st.none() | days,
    cost=st.none() | amounts,
    attributes=attributes,
    prices=st.lists(
        st.tuples(days, st.none(), amounts, st.sampled_from(["Basis", "Plus", ""]))
        | st.tuples(st.just(date(2026, 1, 31)), days, amounts, st.just("Basis")),
        max_size=2,
        unique_by=lambda price: price[0],
    ),
    talks=st.lists(minutes, max_size=2),
    signals=st.lists(st.sampled_from(["silent", "payment"]), max_size=2, unique=True),
)
zones = st.sampled_from(["UTC", "Europe/Amsterdam", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Beirut"])


def local(talk: datetime, zone: ZoneInfo) -> date:
    return talk.astimezone(zone).date()


def last_contact(it: Told, zone: ZoneInfo) -> list[date]:
    found = [day for talk in it.talks if (day := local(talk, zone)) <= TODAY]
    return [max(found)] if found else []


def paid(it: Told) -> list[tuple[date, date | None, int, str]]:
    return [one for one in it.prices if one[0] <= TODAY and (one[1] is None or one[1] > TODAY) and one[2] > 0]


def whole_months(start: date) -> int:
    count = 0
    while True:
        year, month = divmod(start.month + count, 12)
        following = next(
            date(start.year + year, month + 1, day)
            for day in range(start.day, 0, -1)
            if is_day(start.year + year, month + 1, day)
        )
        if following > TODAY:
            return count
        count += 1


def is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def number_told(text: str) -> list[Decimal]:
    plain = text.replace(" ", "").replace(",", ".")
    return [Decimal(plain)] if re.fullmatch(r"-?\d+(\.\d+)?", plain) else []


def day_told(text: str) -> list[date]:
    try:
        return [date.fromisoformat(text)]
    except ValueError:
        return []


def told_at(it: Told, name: str) -> list[str]:
    return [it.attributes[name]] if it.attributes.get(name) else []


def cost(it: Told) -> list[Decimal]:
    return [] if it.cost is None else [Decimal(it.cost) / 100]


def months(it: Told) -> list[Decimal]:
    began = [one[0] for one in it.prices if one[2] > 0 and one[0] <= TODAY]
    return [Decimal(whole_months(min(began)))] if began else []


YES = {"yes": [True], "ja": [True], "no": [False], "nee": [False]}
FIELDS: dict[str, tuple[str, Callable[[Told, ZoneInfo], list[Any]]]] = {
    "customers.name": ("text", lambda it, _: [it.name] if it.name else []),
    "customers.country": ("choice", lambda it, _: [it.country] if it.country else []),
    "customers.prospect": ("yes_no", lambda it, _: [it.prospect]),
    "customers.joined_on": ("date", lambda it, _: [it.joined_on] if it.joined_on else []),
    "customers.acquisition_cost": ("money", lambda it, _: cost(it)),
    "customers.attribute:2024": ("text", lambda it, _: told_at(it, "2024")),
    "customers.attribute:size": ("number", lambda it, _: number_told(it.attributes.get("size", ""))),
    "customers.attribute:be'gin\"": ("date", lambda it, _: day_told(it.attributes.get("be'gin\"", ""))),
    "customers.attribute:vip": (
        "yes_no",
        lambda it, _: YES.get(it.attributes.get("vip", "").lower(), []),
    ),
    "contracts.mrr": ("money", lambda it, _: [Decimal(sum(one[2] for one in paid(it))) / 100]),
    "contracts.plan": ("choice", lambda it, _: [one[3] for one in paid(it) if one[3]]),
    "contracts.months": ("number", lambda it, _: months(it)),
    "conversations.last_contact": ("date", last_contact),
    "conversations.days_without_contact": (
        "number",
        lambda it, zone: [Decimal((TODAY - day).days) for day in last_contact(it, zone)],
    ),
    "threats.signal": ("choice", lambda it, _: it.signals),
}  # fmt: skip

VALUES = {
    "text": texts.filter(bool),
    "choice": st.sampled_from(["NL", "SE", "Basis", "Plus", "silent", "'"]),
    "number": st.sampled_from(["0", "1", "2", "12.5", "-3", "999999999", "1000", "7", "0.5"]),
    "money": st.sampled_from(["0", "10", "12.345", "-0.01", "0.005", "20", "29.99"]),
    "date": days.map(date.isoformat),
    "yes_no": st.sampled_from(["yes", "no"]),
}
OPERATORS = {
    "text": ["is", "is_not", "one_of", "contains", "starts_with", "empty", "not_empty"],
    "choice": ["is", "is_not", "one_of", "empty", "not_empty"],
    "number": ["is", "is_not", "at_least", "at_most", "between", "empty", "not_empty"],
    "date": ["is", "before", "after", "between", "last_days", "next_days", "empty", "not_empty"],
    "yes_no": ["is"],
}
OPERATORS["money"] = OPERATORS["number"]


@st.composite
def conditions(draw: Any) -> dict[str, Any]:
    code = draw(st.sampled_from(sorted(FIELDS)))
    kind = FIELDS[code][0]
    operator = draw(st.sampled_from(OPERATORS[kind]))
    if operator in ("empty", "not_empty"):
        values = []
    elif operator in ("last_days", "next_days"):
        values = [str(draw(st.integers(0, 40)))]
    else:
        many = {"between": 2, "one_of": 3}.get(operator, 1)
        values = [draw(VALUES[kind]) for _ in range(many)]
    return {"field": code, "operator": operator, "values": values}


def groups(parts: Any) -> Any:
    return st.fixed_dictionaries(
        {"match": st.sampled_from(["all", "any", "none"]), "parts": st.lists(parts, min_size=1, max_size=3)}
    )


definitions = groups(conditions() | groups(conditions() | groups(conditions())))


def fold(text: str) -> str:
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in text)


def holds(condition: dict[str, Any], it: Told, zone: ZoneInfo) -> bool:
    kind, told = FIELDS[condition["field"]]
    values, operator = told(it, zone), condition["operator"]
    if operator in ("empty", "not_empty"):
        return (not values) == (operator == "empty")
    if operator == "is_not":
        return not holds(condition | {"operator": "is"}, it, zone)
    exact = kind == "choice"
    read: dict[str, Callable[[str], Any]] = {
        "text": fold, "choice": str, "number": Decimal, "money": Decimal, "date": date.fromisoformat,
        "yes_no": lambda text: text == "yes",
    }  # fmt: skip
    if operator in ("last_days", "next_days"):
        reach = timedelta(days=int(condition["values"][0]))
        first, last = (TODAY - reach, TODAY) if operator == "last_days" else (TODAY, TODAY + reach)
        return any(first <= value <= last for value in values)
    wanted = [read[kind](value) for value in condition["values"]]
    if kind == "text" and not exact:
        values = [fold(value) for value in values]
    compare: dict[str, Callable[[Any], bool]] = {
        "is": lambda value: value == wanted[0],
        "one_of": lambda value: value in wanted,
        "contains": lambda value: wanted[0] in value,
        "starts_with": lambda value: value.startswith(wanted[0]),
        "at_least": lambda value: value >= wanted[0],
        "at_most": lambda value: value <= wanted[0],
        "between": lambda value: wanted[0] <= value <= wanted[1],
        "before": lambda value: value < wanted[0],
        "after": lambda value: value > wanted[0],
    }
    return any(compare[operator](value) for value in values)


def belongs(group: dict[str, Any], it: Told, zone: ZoneInfo) -> bool:
    held = [belongs(part, it, zone) if "match" in part else holds(part, it, zone) for part in group["parts"]]
    return {"all": all(held), "any": any(held), "none": not any(held)}[group["match"]]


def store(its: list[Told]) -> None:
    def fact(number: Any) -> dict[str, Any]:
        return {"source": "test", "source_id": str(number), "known_at": KNOWN}

    rows = Customer.objects.bulk_create(
        Customer(
            **fact(number), name=it.name, country=it.country, prospect=it.prospect, joined_on=it.joined_on,
            acquisition_cost=None if it.cost is None else Decimal(it.cost) / 100, attributes=it.attributes,
        )
        for number, it in enumerate(its)
    )  # fmt: skip
    for number, (row, it) in enumerate(zip(rows, its, strict=True)):
        for place, (starts, ends, cents, plan) in enumerate(it.prices):
            paid_for = Subscription.objects.create(
                **fact(f"{number} {place}"), customer=row, currency="EUR", plan=plan
            )
            last = ends if ends is None or ends >= starts else starts
            mrr = Decimal(cents) / 100
            PriceState.objects.create(
                subscription=paid_for, starts_on=starts, ends_on=last, mrr=mrr, amount=mrr, known_at=KNOWN
            )
        Conversation.objects.bulk_create(
            Conversation(
                **fact(f"{number} {place}"), customer=row, channel="mail", direction="out", happened_at=talk
            )
            for place, talk in enumerate(it.talks)
        )
        for rule in it.signals:
            Signal.objects.create(
                customer=row, rule=rule, strength=1, since=TODAY, known_at=KNOWN, first_seen_on=TODAY,
                last_seen_on=TODAY,
            )  # fmt: skip


@pytest.fixture
def company() -> None:
    Company.objects.create(name="Acme", zone="UTC")
    for name, kind in (("2024", "text"), ("size", "number"), ("be'gin\"", "date"), ("vip", "yes_no")):
        AttributeKind.objects.create(name=name, type=kind)


@pytest.mark.usefixtures("company")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    its=st.lists(customers, min_size=3, max_size=5),
    told=st.lists(definitions, min_size=4, max_size=8),
    zone=zones,
)
def test_a_segment_holds_whom_plain_python_finds(
    its: list[Told], told: list[dict[str, Any]], zone: str
) -> None:
    wanted, found, others = [], [], []
    with transaction.atomic():
        Company.objects.update(zone=zone)
        store(its)
        for root in told:
            kept = Segment.objects.create(
                name="S", definition={"version": 1, "root": root}, made_at=KNOWN, known_at=KNOWN
            )
            stored = Segment.objects.get(pk=kept.pk)
            numbers = customers_in(stored, person=None, on=TODAY).values_list("source_id", flat=True)
            found.append(sorted(map(int, numbers)))
            against = opposite(definition_of(stored.definition))
            others.append(
                sorted(
                    map(int, customers_in(against, person=None, on=TODAY).values_list("source_id", flat=True))
                )
            )
            wanted.append([n for n, it in enumerate(its) if belongs(root, it, ZoneInfo(zone))])
        transaction.set_rollback(True)
    assert found == wanted
    assert others == [[n for n in range(len(its)) if n not in members] for members in wanted]


def of(*conditions: tuple[str, str, list[str]], match: str = "all") -> Definition:
    parts = [
        {"field": field, "operator": operator, "values": values} for field, operator, values in conditions
    ]
    return definition_of({"version": 1, "root": {"match": match, "parts": parts}})


def test_an_account_manager_finds_own_customers_alone(world: Any) -> None:
    mine = world.person(role=Role.ACCOUNT_MANAGER)
    own = world.customer("Bakker", owner=mine)
    other = world.customer("Bakker", owner=world.person())
    everybody = of(("customers.name", "is", ["bakker"]))
    assert ids_in(everybody, person=mine, on=TODAY) == [own.pk]
    assert ids_in(everybody, person=world.person(role=Role.ANALYST), on=TODAY) == [own.pk, other.pk]
    assert ids_in(everybody, person=Person(is_active=False), on=TODAY) == []


def test_who_is_in_the_bin_belongs_to_no_segment(world: Any) -> None:
    world.customer("Bakker", deleted_at=KNOWN)
    assert ids_in(of(("customers.name", "not_empty", [])), person=None, on=TODAY) == []


def test_the_team_is_the_one_named_or_else_that_of_the_account_manager(world: Any) -> None:
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    by_owner = world.customer(owner=world.person(team=north))
    named = world.customer(owner=world.person(team=south), team=north)
    world.customer(owner=world.person(team=south))
    nobodys = world.customer()
    assert ids_in(of(("customers.team", "is", [str(north.pk)])), person=None, on=TODAY) == [
        by_owner.pk,
        named.pk,
    ]
    assert ids_in(of(("customers.team", "empty", [])), person=None, on=TODAY) == [nobodys.pk]


@pytest.mark.parametrize(
    ("standing", "name"),
    [("active", "pays"), ("leaving", "leaves"), ("left", "left"), ("paused", "pauses"), ("none", "none")],
)
def test_everybody_stands_in_one_place(world: Any, standing: str, name: str) -> None:
    world.paying("pays")
    world.price(world.subscription(world.customer("leaves")), ends_on=TODAY + timedelta(days=9))
    world.price(world.subscription(world.customer("left")), ends_on=TODAY)
    world.price(world.subscription(world.customer("pauses")), state="paused")
    world.customer("none")
    found = customers_in(of(("contracts.standing", "is", [standing])), person=None, on=TODAY)
    assert [customer.name for customer in found] == [name]


def test_failed_payments_terms_orders_risk_and_waiting(world: Any) -> None:
    one, two = world.paying("one"), world.paying("two")
    world.payment(world.invoice(one), "failed", failed_on=TODAY)
    world.payment(world.invoice(two), "paid", paid_on=TODAY)
    world.subscription(one, contract_ends_on=TODAY + timedelta(days=30))
    world.subscription(two, contract_ends_on=TODAY - timedelta(days=1))
    world.order(one, TODAY)
    world.said(one, datetime(2026, 3, 28, tzinfo=UTC), direction="in", source="karn")
    Signal.objects.create(
        customer=one, rule="silent", strength=3, since=TODAY, known_at=KNOWN, first_seen_on=TODAY,
        last_seen_on=TODAY,
    )  # fmt: skip
    asked = {
        ("contracts.failed", "at_least", "1"): ["one"],
        ("contracts.failed", "at_most", "0"): ["two"],
        ("contracts.ends_on", "next_days", "30"): ["one"],
        ("contracts.ends_on", "next_days", "29"): [],
        ("contracts.last_order", "last_days", "0"): ["one"],
        ("contracts.orders", "is", "0"): ["two"],
        ("threats.at_risk", "is", "yes"): ["one"],
        ("threats.at_risk", "is", "no"): ["two"],
        ("conversations.waiting", "is", "yes"): ["one"],
    }
    found = {
        (field, operator, value): [
            it.name
            for it in customers_in(of((field, operator, [value])), person=None, on=TODAY).order_by("name")
        ]
        for field, operator, value in asked
    }
    assert found == asked


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("field", "operator", "values"),
    [
        ("customers.nme", "is", ["x"]),
        ("customers.attribute:gone", "is", ["x"]),
        ("customers.name", "at_least", ["3"]),
        ("customers.name", "is", []),
        ("customers.name", "is", [""]),
        ("customers.name", "is", ["a", "b"]),
        ("customers.name", "is", ["a\x00"]),
        ("customers.name", "is", ["\ud800"]),
        ("customers.name", "is", ["x" * 201]),
        ("customers.name", "empty", ["x"]),
        ("customers.joined_on", "before", ["yesterday"]),
        ("customers.joined_on", "before", ["20260101"]),
        ("customers.joined_on", "is", ["0001-01-01"]),
        ("customers.joined_on", "last_days", ["-1"]),
        ("customers.joined_on", "last_days", ["²"]),
        ("contracts.mrr", "at_least", ["1e400"]),
        ("contracts.mrr", "at_least", ["NaN"]),
        ("contracts.mrr", "between", ["1"]),
        ("customers.prospect", "is", ["1"]),
        ("customers.prospect", "is", ["1; DROP TABLE customers_customer"]),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(field: str, operator: str, values: list[str]) -> None:
    with pytest.raises(BadInput) as error:
        customers_in(of((field, operator, values)), person=None, on=TODAY)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"version": 2, "root": {"match": "all", "parts": [{"field": "x", "operator": "is"}]}},
        {"version": 1, "root": {"match": "all", "parts": []}},
        {"version": 1, "root": {"match": "xor", "parts": [{"field": "x", "operator": "is"}]}},
        {"version": 1, "root": {"match": "all", "parts": [{"field": "x", "operator": "regex"}]}},
        {"version": 1, "root": {"match": "all", "parts": [{"field": "x", "operator": "is", "sql": "1=1"}]}},
        {"version": 1, "root": {"match": "all", "parts": [{"field": 1, "operator": "is"}]}},
        json.loads("[" * 900 + "]" * 900),
    ],
)
def test_what_is_no_definition_is_refused(told: Any) -> None:
    with pytest.raises(BadInput):
        definition_of(told)


def test_groups_too_deep_are_refused() -> None:
    group: dict[str, Any] = {"field": "customers.name", "operator": "empty"}
    for _ in range(4):
        group = {"match": "all", "parts": [group]}
    with pytest.raises(BadInput, match="at most 3 deep"):
        definition_of({"version": 1, "root": group})
