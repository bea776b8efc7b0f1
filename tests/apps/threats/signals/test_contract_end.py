from datetime import date, timedelta

import pytest

from karn.apps.threats.signals.contract_end import ContractEnd

ON = date(2026, 3, 20)


def contract(world, days, **values):
    customer = world.customer()
    terms = {"term_months": 12, "notice_days": 30, "contract_ends_on": ON + timedelta(days=days), **values}
    subscription = world.subscription(customer, **terms)
    world.price(subscription)
    return customer, subscription


@pytest.mark.parametrize(("days", "fires"), [(75, True), (76, False), (1, True), (0, False)])
def test_it_looks_as_far_as_notice_and_45_days(world, look, days, fires):
    contract(world, days)
    assert bool(list(ContractEnd().find(look(ON)))) is fires


def test_an_end_within_notice_and_two_weeks_is_for_this_week(world, look):
    customer, subscription = contract(world, 44)
    (finding,) = ContractEnd().find(look(ON))
    assert (finding.customer_id, finding.strength, finding.since) == (customer.pk, 2, date(2026, 2, 17))
    assert finding.facts == {"day": "2026-05-03", "notice_days": 30}
    assert finding.evidence == [{"model": "contracts.subscription", "id": subscription.pk}]


def test_a_month_s_notice_is_assumed_where_none_is_known(world, look):
    contract(world, 75, notice_days=None)
    contract(world, 76, notice_days=None)
    assert len(list(ContractEnd().find(look(ON)))) == 1


def test_a_price_agreed_for_after_is_a_renewal(world, look):
    _, subscription = contract(world, 40)
    world.price(subscription, starts_on=subscription.contract_ends_on)
    assert list(ContractEnd().find(look(ON))) == []


def test_short_terms_and_contracts_not_paid_for_say_nothing(world, look):
    contract(world, 20, term_months=1)
    world.subscription(world.customer(), term_months=12, contract_ends_on=ON + timedelta(days=20))
    assert list(ContractEnd().find(look(ON))) == []
