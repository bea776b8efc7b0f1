"""A plan for the end of a term stands beside the renewal, and quiets the sign that nothing is planned."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from karn.apps.contracts.actions.renewal_plans import plan_renewal, unplan_renewal
from karn.apps.contracts.models import RenewalPlan, Subscription
from karn.apps.contracts.queries.renewals import plans_of, renewals_ahead
from karn.apps.measures.exporters.agreements import TERMS
from karn.apps.people.models import Role
from karn.apps.threats.actions import look_where_due, observe_signals
from karn.apps.threats.models import Signal, Switch
from karn.kernel.errors import BadInput
from karn.platform.versions import ChangedMeanwhile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
ON, END = AT.date(), date(2026, 6, 1)


def planned() -> list[Any]:
    return [row["renewal_planned_on"] for row in pa.Table.from_batches(TERMS.batches()).to_pylist()]


def test_a_plan_is_kept_for_one_end_replaced_and_taken_back(world: Any) -> None:
    world.company()
    eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
    contract = world.subscription(world.customer("Bakker", owner=eva), contract_ends_on=END, term_months=12)
    world.price(contract, starts_on=date(2025, 6, 1))
    told = {"subscription": contract.pk, "by": eva, "on": ON, "at": AT}
    with pytest.raises(BadInput, match="what is planned"):
        plan_renewal(words=" ", **told)
    plan_renewal(words="Ask for two years", **told)
    plan_renewal(words="Offer two years on the 10th", **told)
    [plan] = plans_of(renewals_ahead(eva, on=ON)).values()
    assert (plan.words, plan.for_end, plan.by, planned()) == ("Offer two years on the 10th", END, eva, [ON])
    with pytest.raises(ChangedMeanwhile):
        plan_renewal(words="Raise the price", seen="", **told)
    unplan_renewal(**told)
    assert (plans_of(renewals_ahead(eva, on=ON)), planned()) == ({}, [None])
    assert RenewalPlan.objects.count() == 2


def test_a_plan_quiets_the_sign_before_the_night(world: Any, django_capture_on_commit_callbacks: Any) -> None:
    world.company()
    eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
    Switch.objects.create(rule="contract_end", is_on=True, changed_at=AT)
    contract = world.subscription(
        world.customer("Bakker", owner=eva), contract_ends_on=END, term_months=12, known_at=AT
    )
    world.price(contract, starts_on=date(2025, 6, 1))
    observe_signals(on=ON, at=AT)
    assert [signal.rule for signal in Signal.objects.filter(ended_on=None)] == ["contract_end"]
    with django_capture_on_commit_callbacks(execute=True):
        plan_renewal(subscription=contract.pk, words="Offer two years", by=eva, on=ON, at=AT)
    assert look_where_due(on=ON, at=AT) == 1
    assert not Signal.objects.filter(ended_on=None).exists()
    with django_capture_on_commit_callbacks(execute=True):
        unplan_renewal(subscription=contract.pk, by=eva, on=ON, at=AT)
    look_where_due(on=ON, at=AT)
    assert Signal.objects.filter(ended_on=None, rule="contract_end").exists()


def test_nobody_plans_for_whom_he_does_not_see_nor_where_no_end_is_ahead(world: Any) -> None:
    world.company()
    eva = world.person(name="Eva", role=Role.ACCOUNT_MANAGER)
    foreign = world.subscription(world.customer("Other"), contract_ends_on=END)
    own = world.subscription(world.customer("Own", owner=eva))
    world.price(own, starts_on=date(2025, 6, 1))
    with pytest.raises(Subscription.DoesNotExist):
        plan_renewal(subscription=foreign.pk, words="x", by=eva, on=ON, at=AT)
    with pytest.raises(BadInput, match="No end"):
        plan_renewal(subscription=own.pk, words="x", by=eva, on=ON, at=AT)
