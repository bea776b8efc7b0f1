"""kill -9 at every durable step of a refresh: the answers of the one before, or all of the new ones."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

DRIVER = """
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.measures import actions
from karn.apps.measures.queries import last_refresh
from karn.apps.measures.rules import questions
from karn.engine import open_lake
from karn.engine import run, warehouses
from karn.engine.warehouses import duckdb

# One question shows what a refresh does with all of them.
actions.questions = lambda *given: [
    asked for asked in questions(*given) if asked.metric == "customer_churn"][:1]

def customers(numbers):
    for number in numbers:
        said = {"source": "test", "known_at": AT}
        customer = Customer.objects.create(source_id=f"C{number}", name=f"C{number}", **said)
        subscription = Subscription.objects.create(
            customer=customer, source_id=f"S{number}", currency="EUR", **said)
        PriceState.objects.create(subscription=subscription, starts_on=date(2026, 1, 1), mrr=10,
            amount=10, interval="month", known_at=AT)

def refresh():
    actions.refresh_measures(as_of=date(2026, 11, 1), at=AT)

def told():
    rows = {answer.name: answer.rows for answer in last_refresh().answers.all()}
    return {"answers": rows, "lake": open_lake(settings.INSTALLATION.lake).rows("customers")}

old = copied(root / "empty", "old")
assert forked(old, lambda: customers(range(3)), refresh) == 0
before = told_by(old, told)
assert forked(old, lambda: customers(range(3, 5))) == 0
whole = copied(old, "whole")
found = []
for name, killed, data in killed_at_each_point(old, refresh, whole=whole):
    after_kill = told_by(data, told)
    found.append([name, killed, after_kill, forked(data, refresh), told_by(data, told)])
print(json.dumps({"before": before, "whole": told_by(whole, told), "found": found}))
"""


def test_a_kill_at_any_point_leaves_the_old_answers_or_the_new_and_the_next_refresh_goes_through(
    driven: Callable[..., Any],
) -> None:
    told = driven(DRIVER)
    before, whole = told["before"], told["whole"]
    assert (before["lake"], whole["lake"], before["answers"] != whole["answers"]) == (3, 5, True)
    names = [name for name, *_ in told["found"]]
    assert {"refresh.started", "lake.committed", "refresh.lake_written", "refresh.stored"} <= set(names)
    stored = names.index("refresh.stored")
    for number, (name, killed, after_kill, repeated, after_repeat) in enumerate(told["found"]):
        answers = whole["answers"] if number >= stored else before["answers"]
        assert (name, killed, after_kill["answers"], repeated) == (name, -9, answers, 0)
        assert (name, after_repeat) == (name, whole)
