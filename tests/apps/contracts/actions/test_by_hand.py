"""What is entered by hand is worth what a file that says the same is worth, and can be taken back."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.actions import departures, subscriptions
from karn.apps.contracts.actions.changes import undo_edit
from karn.apps.contracts.actions.costs import add_hours, change_hours, remove_hours
from karn.apps.contracts.actions.money import add_invoice, add_order, credit_invoice, mark_paid, note_return
from karn.apps.contracts.models import (
    Departure,
    Edit,
    Hours,
    Invoice,
    Order,
    Payment,
    PriceState,
    Return,
    Subscription,
)
from karn.apps.contracts.queries import purse_of
from karn.apps.contracts.queries.edits import told_of
from karn.apps.contracts.rules.prices import Price
from karn.apps.customers.actions.rows import ChangedMeanwhile
from karn.apps.customers.models import Customer
from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.measures.exporters.subscriptions import SUBSCRIPTIONS
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST = date(2026, 1, 1)
_numbers = count(1)


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    person: Person = world.person(role="service")
    return person


def lake_by_customer() -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for batch in SUBSCRIPTIONS.batches():
        for row in batch.to_pylist():
            del row["subscription_id"]
            found[int(row.pop("customer_id"))].append(row)
    return found


def lake_of(customer: Customer) -> list[dict[str, Any]]:
    return lake_by_customer()[customer.pk]


SEGMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "days": st.integers(1, 90),
            "amount": st.integers(1, 50_000).map(lambda cents: Decimal(cents) / 100),
            "interval": st.sampled_from(["day", "week", "4-week", "month", "quarter", "year"]),
            "quantity": st.integers(1, 9),
            "plan": st.sampled_from(["Basis", "Plus"]),
            "percent": st.sampled_from([0, 0, 10, 33]),
            "off": st.sampled_from([0, 0, 5]),
            "paused": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)


# A file takes a second, whatever is in it: so there are many contracts in few files.
@given(contracts=st.lists(st.tuples(SEGMENTS, st.booleans()), min_size=8, max_size=8))
@settings(max_examples=2, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_by_hand_and_by_file_give_the_same_rows_of_the_lake(
    world: Any, tmp_path: Path, contracts: list[tuple[list[dict[str, Any]], bool]]
) -> None:
    eva, pairs, lines = world.person(role="service"), [], []
    for segments, leaves in contracts:
        by_hand, by_file = world.customer(), world.customer()
        pairs.append((by_hand, by_file))
        end = dated(segments, leaves=leaves)
        put_in(by_hand, segments, eva)
        if leaves:
            departures.note_departure(
                customer=by_hand.pk, contract_ends_on=end, notice_on=FIRST, kind="voluntary", by=eva, at=AT
            )
        kinds = [""] * (len(segments) - 1) + ["voluntary" if leaves else ""]
        key = f"S{by_file.pk},{by_file.source_id}"
        lines += [f"{key},{line_of(*one)}\n" for one in zip(segments, kinds, strict=True)]
    path = tmp_path / f"{next(_numbers)}.csv"
    path.write_text(HEAD + "".join(lines))
    run = import_file(Delivery(path=path, target="subscriptions", source="test"), at=AT)
    assert (run.accepted, run.refused) == (len(lines), 0)
    lake = lake_by_customer()
    for by_hand, by_file in pairs:
        assert lake[by_hand.pk] == lake[by_file.pk]


def dated(segments: list[dict[str, Any]], *, leaves: bool) -> date:
    """Give each piece its days, one after the other; return the day after the last."""
    day = FIRST
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        segment["from"], day = day, day + timedelta(days=segment["days"])
        segment["until"] = day if leaves or not last else None
        segment["paused"] = segment["paused"] and not last
    return day


HEAD = (
    "subscription_id,customer_id,plan,starts_on,ends_on,amount,interval,quantity,discount_percent,"
    "discount_amount,currency,status,resumes_on,end_kind\n"
)


def line_of(one: dict[str, Any], end_kind: str) -> str:
    state, resumes_on = ("paused", one["until"]) if one["paused"] else ("active", "")
    cells = [
        one["plan"], one["from"], one["until"] or "", one["amount"], one["interval"], one["quantity"],
        one["percent"], one["off"], "EUR", state, resumes_on, end_kind,
    ]  # fmt: skip
    return ",".join(str(cell) for cell in cells)


def put_in(customer: Customer, segments: list[dict[str, Any]], by: Person) -> None:
    prices = [
        Price(one["amount"], one["interval"], Decimal(one["quantity"]), one["plan"]) for one in segments
    ]
    subscriptions.add_subscription(
        customer=customer.pk, price=prices[0], currency="eur", starts_on=FIRST, by=by, at=AT
    )
    told: dict[str, Any] = {
        "subscription": Subscription.objects.get(customer=customer).pk,
        "by": by,
        "at": AT,
    }
    for one, price in zip(segments[1:], prices[1:], strict=True):
        subscriptions.change_price_from(on=one["from"], price=price, **told)
    for one in segments:
        if one["percent"] or one["off"]:
            off = {"percent": Decimal(one["percent"]), "amount": Decimal(one["off"])}
            subscriptions.give_discount(on=one["from"], until=one["until"], **off, **told)
        if one["paused"]:
            subscriptions.pause_subscription(on=one["from"], until=one["until"], **told)


def state_of_everything() -> dict[str, Any]:
    models = (Subscription, PriceState, Departure, Invoice, Payment, Order, Return, Hours)
    untold = {"known_at", "ends_known_at"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in untold}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in models
    }


def deeds(world: Any, by: Person) -> dict[str, Callable[[], Edit | None]]:
    """Everything one can do by hand, on one customer."""
    customer = world.customer()
    subscription = world.subscription(customer, plan="Basis")
    state = world.price(subscription, mrr=50, starts_on=FIRST)
    invoice, order = world.invoice(customer), world.order(customer, FIRST)
    left = world.departure(customer, contract_ends_on=date(2027, 1, 1))
    hours = Hours.objects.create(**world._fact("h"), customer=customer, worked_on=FIRST, hours=2)
    who: dict[str, Any] = {"by": by, "at": AT}
    its: dict[str, Any] = {"subscription": subscription.pk, **who}
    day = date(2026, 5, 1)
    return {
        "contract": lambda: subscriptions.add_subscription(
            customer=customer.pk, price=Price(Decimal(9)), currency="EUR", starts_on=day, **who
        ),
        "terms": lambda: subscriptions.change_subscription(facts={"plan": "Plus", "term_months": 12}, **its),
        "price": lambda: subscriptions.change_price_from(on=day, price=Price(Decimal(60)), **its),
        "correction": lambda: subscriptions.correct_price(
            state=state.pk, starts_on=day, ends_on=None, price=Price(Decimal(1)), **who
        ),
        "pause": lambda: subscriptions.pause_subscription(on=day, until=date(2026, 6, 1), **its),
        "discount": lambda: subscriptions.give_discount(on=day, percent=Decimal(10), **its),
        "departure": lambda: departures.note_departure(
            customer=customer.pk, contract_ends_on=day, notice_on=FIRST, **who
        ),
        "later": lambda: departures.change_departure(
            departure=left.pk, facts={"contract_ends_on": day, "comment": "Sorry"}, **who
        ),
        "invoice": lambda: add_invoice(customer=customer.pk, amount=Decimal(5), currency="EUR", **who),
        "paid": lambda: mark_paid(invoice=invoice.pk, on=day, **who),
        "credited": lambda: credit_invoice(invoice=invoice.pk, on=day, **who),
        "order": lambda: add_order(
            customer=customer.pk, ordered_on=day, amount=Decimal(5), currency="EUR", **who
        ),
        "return": lambda: note_return(order=order.pk, on=day, amount=Decimal(5), **who),
        "hours": lambda: add_hours(customer=customer.pk, worked_on=day, hours=Decimal(3), **who),
        "more": lambda: change_hours(hours=hours.pk, facts={"hours": Decimal(4)}, **who),
        "none": lambda: remove_hours(hours=hours.pk, **who),
    }


def test_everything_done_by_hand_can_be_taken_back(world: Any, eva: Person) -> None:
    for name, act in deeds(world, eva).items():
        before = state_of_everything()
        edit = act()
        assert edit is not None, name
        assert state_of_everything() != before, name
        assert told_of(edit), name
        undo_edit(edit=edit.pk, by=eva, at=AT + timedelta(minutes=1))
        assert state_of_everything() == before, name
        with pytest.raises(BadInput):
            undo_edit(edit=edit.pk, by=eva, at=AT)


def test_what_something_newer_changed_is_not_taken_back(world: Any, eva: Person) -> None:
    subscription = world.subscription(world.customer())
    world.price(subscription, mrr=50, starts_on=FIRST)
    told: dict[str, Any] = {"subscription": subscription.pk, "by": eva, "at": AT}
    first = subscriptions.change_price_from(on=date(2026, 5, 1), price=Price(Decimal(60)), **told)
    second = subscriptions.pause_subscription(on=date(2026, 6, 1), until=date(2026, 7, 1), **told)
    assert first
    assert second
    before = state_of_everything()
    with pytest.raises(BadInput):
        undo_edit(edit=first.pk, by=eva, at=AT)
    assert state_of_everything() == before
    for edit in (second, first):
        undo_edit(edit=edit.pk, by=eva, at=AT)
    assert [state.mrr for state in subscription.price_states.all()] == [50]


def test_who_read_another_version_is_told(world: Any, eva: Person) -> None:
    left = world.departure(world.customer(), notice_on=FIRST)
    told: dict[str, Any] = {"departure": left.pk, "by": eva, "at": AT, "seen": left.version}
    departures.change_departure(facts={"reason": "price"}, **told)
    with pytest.raises(ChangedMeanwhile) as caught:
        departures.change_departure(facts={"reason": "service"}, **told)
    assert caught.value.stored.reason == "price"  # type: ignore[union-attr]


def test_a_notice_taken_back_before_the_end_moves_nothing(world: Any, eva: Person) -> None:
    customer = world.paying(mrr=50)
    before = lake_of(customer)
    left = {"contract_ends_on": date(2027, 1, 1), "notice_on": date(2026, 10, 1), "kind": "voluntary"}
    departures.note_departure(customer=customer.pk, **left, by=eva, at=AT)
    assert [(row["ends_on"], row["end_kind"]) for row in lake_of(customer)] == [
        (date(2027, 1, 1), "voluntary")
    ]
    departures.change_departure(
        departure=Departure.objects.get().pk, facts={"undone_on": date(2026, 11, 1)}, by=eva, at=AT
    )
    assert lake_of(customer) == before


def test_a_notice_before_the_first_failed_payment_is_their_own_choice(world: Any, eva: Person) -> None:
    customer = world.paying()
    world.payment(world.invoice(customer), "failed", failed_on=date(2026, 10, 5))
    told = {"kind": "payment_failure", "contract_ends_on": date(2026, 12, 1)}
    with pytest.raises(BadInput, match="left by choice"):
        departures.note_departure(customer=customer.pk, notice_on=date(2026, 10, 4), **told, by=eva, at=AT)
    departures.note_departure(customer=customer.pk, notice_on=date(2026, 10, 5), **told, by=eva, at=AT)
    assert Departure.objects.get().kind == "payment_failure"


def test_a_credited_invoice_is_owed_no_more(world: Any, eva: Person) -> None:
    customer = world.customer()
    invoice = world.invoice(customer, amount=60)
    credit_invoice(invoice=invoice.pk, on=date(2026, 10, 1), by=eva, at=AT)
    assert [purse.owed for purse in purse_of(customer, on=date(2026, 9, 30))] == [60]
    assert purse_of(customer, on=date(2026, 10, 1)) == []


def test_no_more_comes_back_than_was_ordered(world: Any, eva: Person) -> None:
    order = world.order(world.customer(), FIRST, amount=20)
    note_return(order=order.pk, on=FIRST, amount=Decimal(15), by=eva, at=AT)
    for amount in (6, 0, -1):
        with pytest.raises(BadInput):
            note_return(order=order.pk, on=FIRST, amount=Decimal(amount), by=eva, at=AT)
    assert [one.amount for one in order.returns.all()] == [15]


def test_who_may_not_see_a_customer_changes_nothing_of_it(world: Any, eva: Person) -> None:
    sven = world.person(role="account_manager")
    tried = deeds(world, sven)
    before = state_of_everything()
    for act in tried.values():
        with pytest.raises(ObjectDoesNotExist):
            act()
    assert state_of_everything() == before
    edit = deeds(world, eva)["pause"]()
    assert edit
    with pytest.raises(Edit.DoesNotExist):
        undo_edit(edit=edit.pk, by=sven, at=AT)


def test_what_a_file_says_takes_the_place_of_what_was_put_between_its_prices(
    eva: Person, tmp_path: Path
) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text(f"{HEAD}S1,C1,Basis,2026-01-01,,50,month,1,,,EUR,,,\n")
    delivery = Delivery(path=path, target="subscriptions", source="test")
    import_file(delivery, at=AT)
    customer = Customer.objects.get(source_id="C1")
    before = lake_of(customer)
    told: dict[str, Any] = {"subscription": customer.subscriptions.get().pk, "by": eva, "at": AT}
    subscriptions.change_price_from(on=date(2026, 5, 1), price=Price(Decimal(60)), **told)
    subscriptions.pause_subscription(on=date(2026, 7, 1), until=date(2026, 8, 1), **told)
    assert len(lake_of(customer)) == 4
    run = import_file(delivery, at=AT)
    assert (run.updated, lake_of(customer)) == (1, before)
