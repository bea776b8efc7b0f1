"""The fit on its way out: to the engine's table, and to segments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.apps.fit.conftest import NOON, TODAY

from karn.apps.customers.actions.merges import merge_customers
from karn.apps.customers.models import Customer
from karn.apps.fit.exporters import FITS
from karn.apps.fit.queries import fits_on
from karn.apps.segments.queries import ids_in
from karn.apps.segments.rules.definitions import definition_of


def test_each_day_leaves_with_what_held_at_its_end(world, fits):
    fits.question("We click")
    customer = world.customer()
    fits.check(customer, **{"We click": "y"})
    fits.check(customer, **{"We click": "n"})
    fits.check(customer, days=5, **{"We click": "y"})
    rows = [row for batch in FITS.batches() for row in batch.to_pylist()]
    number = str(customer.pk)
    assert rows == [
        {"customer_id": number, "checked_on": TODAY, "fit": "not_right"},
        {"customer_id": number, "checked_on": TODAY + timedelta(5), "fit": "right"},
    ]


@pytest.mark.parametrize(
    ("operator", "asked", "found"),
    [
        ("is", ["right"], ["right"]),
        ("is", ["unchecked"], ["never"]),
        ("is_not", ["right"], ["wrong", "never"]),
        ("one_of", ["right", "not_right"], ["right", "wrong"]),
        ("not_empty", [], ["right", "wrong", "never"]),
    ],
)
def test_segments_find_by_the_fit(world, fits, operator, asked, found):
    fits.question("We click")
    customers = {name: world.customer(name).pk for name in ("right", "wrong", "never")}
    for name, met in (("right", "y"), ("wrong", "n")):
        fits.check(Customer.objects.get(name=name), **{"We click": met})
    condition = {"field": "fit.fit", "operator": operator, "values": asked}
    definition = definition_of({"version": 1, "root": {"match": "all", "parts": [condition]}})
    assert ids_in(definition, person=None, on=TODAY) == [customers[name] for name in found]


def test_merged_the_kept_ones_checks_hold(world, fits):
    fits.question("We click")
    kept, lost = world.customer("Kept"), world.customer("Lost")
    fits.check(kept, **{"We click": "y"})
    fits.check(lost, **{"We click": "n"})
    merge_customers(kept=kept.pk, lost=lost.pk, by=fits.person, at=NOON)
    assert fits_on(TODAY, [kept.pk]) == {kept.pk: "right"}
