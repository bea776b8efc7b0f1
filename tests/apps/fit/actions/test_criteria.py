from datetime import timedelta

import pytest
from tests.apps.fit.conftest import HAS_CITY, NOON, TODAY

from karn.apps.fit.actions import criteria as actions
from karn.apps.fit.models import Criterion
from karn.apps.fit.queries import all_criteria, fit_now
from karn.apps.people.models import AuditEntry, Change
from karn.apps.segments.rules.definitions import definition_of
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile


@pytest.fixture
def told(fits):
    return {"by": fits.person, "at": NOON}


def test_the_starter_set_is_written_down_once(told):
    actions.begin_with_starter_set(trade="agency", **told)
    assert [one.title for one in all_criteria()] == [
        "Gets value from us",
        "We click",
        "Leaves a margin",
        "Pays",
    ]
    with pytest.raises(BadInput):
        actions.begin_with_starter_set(trade="agency", **told)
    assert AuditEntry.objects.filter(deed="fit_criteria_changed").count() == 4


def test_a_starter_kept_as_it_is_goes_on_in_every_language(told):
    first = actions.begin_with_starter_set(trade="agency", **told)[0]
    said = actions.Said(name=first.title, kind="question", question="Really?")
    stored = actions.change_criterion(criterion=first.pk, said=said, on=TODAY, **told)
    assert (stored.name, stored.question) == ("", "Really?")


def test_a_changed_criterion_judges_everybody_anew_and_keeps_what_was(world, fits, told):
    rule, customer = fits.rule("Near", required=False), world.paying()
    said = actions.Said(name="Near", kind="rule", definition=definition_of(HAS_CITY))
    actions.change_criterion(criterion=rule.pk, said=said, on=TODAY, **told)
    assert fit_now(customer) == "not_right"
    actions.switch_criterion(criterion=rule.pk, on=False, **told)
    assert fit_now(customer) == "not_right"  # without any criterion nobody looks again
    first = Change.objects.order_by("pk")[0]
    assert (first.before, first.after) == (
        {"required": False}, {"required": True},
    )  # fmt: skip


def test_who_read_an_older_one_is_refused(fits, told):
    one = fits.question()
    seen = one.version
    said = actions.Said(name="Other", kind="question", question="Other?")
    actions.change_criterion(criterion=one.pk, said=said, on=TODAY, seen=seen, **told)
    with pytest.raises(ChangedMeanwhile):
        actions.change_criterion(criterion=one.pk, said=said, on=TODAY, seen=seen, **told)


def test_thrown_away_it_comes_back(fits, told):
    one = fits.question()
    actions.remove_criterion(criterion=one.pk, **told)
    assert not all_criteria().exists()
    actions.restore_criterion(criterion=one.pk, by=told["by"], at=NOON + timedelta(1))
    assert list(all_criteria()) == [one]


def test_moved_up_it_changes_places_with_the_one_before(fits, told):
    for name in "abc":
        fits.question(name)
    actions.move_criterion(criterion=Criterion.objects.get(name="c").pk, up=True, **told)
    assert [one.name for one in all_criteria()] == ["a", "c", "b"]
    actions.move_criterion(criterion=Criterion.objects.get(name="a").pk, up=True, **told)
    assert [one.name for one in all_criteria()] == ["a", "c", "b"]


def test_a_rule_cannot_ask_whether_somebody_fits(told):
    circle = {"field": "fit.fit", "operator": "is", "values": ["right"]}
    definition = definition_of({"version": 1, "root": {"match": "all", "parts": [circle]}})
    with pytest.raises(BadInput, match="cannot ask whether somebody fits"):
        actions.create_criterion(
            said=actions.Said(name="Circle", kind="rule", definition=definition), on=TODAY, **told
        )


@pytest.mark.parametrize(
    "said",
    [
        actions.Said(name="", kind="question", question="So?"),
        actions.Said(name="A", kind="question", question=" "),
        actions.Said(name="A", kind="rule"),
        actions.Said(name="A", kind="other", question="So?"),
        actions.Said(name="A" * 121, kind="question", question="So?"),
    ],
)
def test_what_is_incomplete_is_refused(told, said):
    with pytest.raises(BadInput):
        actions.create_criterion(said=said, on=TODAY, **told)


def test_who_only_looks_after_customers_cannot_change_criteria(world):
    person = world.person(role="service")
    with pytest.raises(BadInput, match="may not do this"):
        actions.begin_with_starter_set(trade="agency", by=person, at=NOON)
