from datetime import date, timedelta

import pytest

from karn.apps.threats.signals.lost_contact import LostContact

ON = date(2026, 3, 20)
GONE = ON - timedelta(days=10)


@pytest.mark.parametrize(("days", "fires"), [(0, True), (90, True), (91, False), (-1, False)])
def test_a_champion_counts_for_90_days_after_leaving(world, look, days, fires):
    customer = world.paying()
    world.contact(customer, "Other")
    world.contact(customer, "Ann", champion=True, ends_on=ON - timedelta(days=days))
    assert bool(list(LostContact().find(look(ON)))) is fires


def test_a_lost_champion_is_named(world, look):
    customer = world.paying()
    world.contact(customer, "Other")
    ann = world.contact(customer, "Ann", champion=True, ends_on=GONE)
    (finding,) = LostContact().find(look(ON))
    assert (finding.customer_id, finding.strength, finding.since) == (customer.pk, 2, GONE)
    assert finding.facts == {"name": "Ann", "day": "2026-03-10", "nobody_left": False}
    assert finding.evidence == [{"model": "customers.contact", "id": ann.pk}]


def test_the_only_contact_gone_is_for_today(world, look):
    world.contact(world.paying(), "Bo", ends_on=GONE)
    (finding,) = LostContact().find(look(ON))
    assert (finding.strength, finding.facts["nobody_left"]) == (3, True)


def test_an_ordinary_contact_leaving_others_behind_is_no_threat(world, look):
    customer = world.paying()
    world.contact(customer, "Bo", ends_on=GONE)
    world.contact(customer, "Cas")
    assert list(LostContact().find(look(ON))) == []


def test_a_newer_contact_in_the_same_role_or_another_champion_replaces(world, look):
    for successor in (
        {"role": "head of marketing", "starts_on": GONE},
        {"champion": True},
    ):
        customer = world.paying()
        left = {"role": "Head of Marketing", "champion": True, "starts_on": date(2024, 1, 1), "ends_on": GONE}
        world.contact(customer, "Ann", **left)
        world.contact(customer, "New", **successor)
    assert list(LostContact().find(look(ON))) == []
