from datetime import timedelta

import pytest
from tests.apps.fit.conftest import NOON, TODAY

from karn.apps.fit.actions.checks import check_customer
from karn.apps.fit.models import Answer, Check
from karn.apps.fit.queries import fit_now, fits_on, right_among
from karn.apps.fit.rules.judging import Met
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile


def test_a_yes_to_all_that_is_required_is_right(world, fits):
    fits.question("We click")
    fits.rule("Near")
    customer = world.customer(city="Delft")
    assert fits.check(customer, **{"We click": "y"}).fit == "right"
    assert fit_now(customer) == "right"


def test_a_rule_that_does_not_hold_makes_it_not_right(world, fits):
    fits.question("We click")
    fits.rule("Near")
    assert fits.check(world.customer(), **{"We click": "y"}).fit == "not_right"


def test_dont_know_leaves_it_unchecked(world, fits):
    fits.question("We click")
    assert fits.check(world.customer(), **{"We click": "u"}).fit == "unchecked"


def test_earlier_checks_and_answers_stay(world, fits):
    fits.question("We click")
    customer = world.customer()
    fits.check(customer, **{"We click": "y"})
    fits.check(customer, days=10, **{"We click": "n"})
    found = [fits_on(TODAY + timedelta(days), [customer.pk]) for days in (-1, 0, 9, 10)]
    assert found == [{}, {customer.pk: "right"}, {customer.pk: "right"}, {customer.pk: "not_right"}]
    assert sorted(Answer.objects.values_list("met", "note", "by__name")) == [
        ("n", "because n", "Anna"), ("y", "because y", "Anna"),
    ]  # fmt: skip


def test_of_two_checks_on_a_day_the_last_one_holds(world, fits):
    fits.question("We click")
    customer = world.customer()
    fits.check(customer, **{"We click": "y"})
    fits.check(customer, **{"We click": "n"})
    assert fits_on(TODAY) == {customer.pk: "not_right"}
    assert Check.objects.count() == 2


def test_a_check_by_somebody_who_saw_an_older_one_is_refused(world, fits):
    question, customer = fits.question("We click"), world.customer()
    fits.check(customer, **{"We click": "y"})
    with pytest.raises(ChangedMeanwhile):
        check_customer(
            customer=customer, given={question.pk: (Met.NO, "")}, by=fits.person, on=TODAY, at=NOON, seen="0"
        )
    assert fit_now(customer) == "right"


def test_without_criteria_nothing_is_checked(world, fits):
    with pytest.raises(BadInput):
        fits.check(world.customer())


def test_before_signing_only_what_can_be_known_counts(world, fits):
    fits.question("We click")
    fits.rule("Near", at_signing=False)
    prospect = world.customer(prospect=True)
    check = fits.check(prospect, **{"We click": "y"})
    assert (check.fit, check.occasion) == ("right", "signing")


def test_right_among_is_a_set_in_one_query(world, fits, django_assert_num_queries):
    fits.question("We click")
    right, wrong, never = (world.customer(name) for name in "abc")
    fits.check(right, **{"We click": "y"})
    fits.check(wrong, **{"We click": "n"})
    with django_assert_num_queries(1):
        assert right_among([right.pk, wrong.pk, never.pk], TODAY) == {right.pk}
    assert right_among([right.pk], TODAY - timedelta(1)) == set()
