"""kill -9 at every step of a merge and of taking it apart: all of it, or none, and doing it again works."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

DRIVER = """
from karn.apps.contracts.models import Order
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.customers.models import Contact, Customer, Merge
from karn.apps.people.models import Person
TABLES = ("customers_customer", "customers_contact", "customers_merge", "contracts_order",
          "customers_historicalcustomer")

def fill():
    Person.objects.create(email="eva@example.org", name="Eva", role="manager")
    for number in (1, 2):
        fact = {"source": "test", "source_id": f"C{number}", "known_at": AT}
        customer = Customer.objects.create(name=f"Acme {number}", phone="020"[: number], **fact)
        Contact.objects.create(customer=customer, name="Jo", **fact)
        Order.objects.create(customer=customer, ordered_on=date(2026, 1, 1), amount=1, currency="EUR", **fact)

def merge():
    merge_customers(kept=1, lost=2, by=Person.objects.get(), at=AT + timedelta(hours=1))

def take_apart():
    undo_merge(merge=Merge.objects.get().pk, by=Person.objects.get(), at=AT + timedelta(hours=2))

def tables():
    read = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            told = "id, phone, history_type, merged_into_id"
            columns = told if name == "customers_historicalcustomer" else "*"
            cursor.execute(f"SELECT {columns} FROM {name} ORDER BY 1")
            read[name] = cursor.fetchall()
    return read

before = root / "empty"
assert forked(before, fill) == 0
told = {}
for deed in (merge, take_apart):
    whole = copied(before, f"{deed.__name__}-whole")
    found = []
    at_first = told_by(before, tables)
    for name, killed, data in killed_at_each_point(before, deed, whole=whole):
        after = told_by(data, tables)
        again = forked(data, deed) if after == at_first else None
        found.append([name, killed, after, again, told_by(data, tables)])
    told[deed.__name__] = {"before": at_first, "after": told_by(whole, tables), "found": found}
    before = whole
print(json.dumps(told))
"""


def test_a_kill_at_any_point_leaves_all_or_nothing_and_a_repeat_completes_it(
    driven: Callable[..., Any],
) -> None:
    told = driven(DRIVER)
    for deed, steps in (
        ("merge", {"merge.begun", "merge.moved", "merge.stored", "merge.done"}),
        ("take_apart", {"unmerge.begun", "unmerge.moved", "unmerge.stored", "unmerge.done"}),
    ):
        its = told[deed]
        assert steps <= {name for name, *_ in its["found"]}
        assert its["before"] != its["after"]
        for name, killed, after, again, repeated in its["found"]:
            assert (name, killed) == (name, -9)
            assert after in (its["before"], its["after"]), name
            if name.startswith(("merge.", "unmerge.")):
                assert (after == its["after"]) == name.endswith(".done"), name
            assert again in (0, None), name
            assert repeated == its["after"], name
