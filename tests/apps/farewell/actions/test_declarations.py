"""What a declaration does: four dates, the figures, and what is left of who is erased or merged."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.dispatch import Signal

from karn.apps.contracts.actions.departures import change_departure
from karn.apps.contracts.models import Departure, PriceState
from karn.apps.customers.models import Customer
from karn.apps.desk.queries.figures import FigureAsked, figure
from karn.apps.farewell.actions.declarations import make_cancel_link, receive_declaration
from karn.apps.farewell.actions.settling import undo_declaration
from karn.apps.farewell.actions.verification import look_whose
from karn.apps.farewell.holders.declarations import DECLARATIONS
from karn.apps.farewell.models import Declaration
from karn.apps.farewell.queries.declarations import opened_customer
from karn.apps.farewell.rules.declarations import Said
from karn.apps.farewell.timeline import Declarations
from karn.apps.mailing.models import Mail
from karn.apps.measures.actions import refresh_measures
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Role
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.tasks.models import Task
from karn.kernel.period import Period
from karn.platform.links import NoSuchLink
from karn.platform.timeline import Reach
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db(databases=["default", "exits"])
AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
SAID = Said("Jo Bakker", "", "jo@elsewhere.nl")
MARCH, APRIL = Period(date(2026, 3, 1), date(2026, 4, 1)), Period(date(2026, 4, 1), date(2026, 5, 1))


@pytest.fixture
def own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)
    monkeypatch.setattr("karn.apps.desk.actions.refreshed", Signal())


@pytest.fixture
def member(world: Any) -> Any:
    """Make private members of a sports club in the Netherlands, without a term, a month's notice at most."""
    world.company(country="NL", language="nl")

    def made(name: str, starts_on: date = date(2025, 1, 10), **values: Any) -> Customer:
        customer = world.customer(name, kind="person", country="NL", **values)
        world.price(world.subscription(customer, notice_days=30), starts_on=starts_on, mrr=25)
        return customer

    return made


def leave(customer: Customer, sort: str = "cancel", at: datetime = AT, **more: Any) -> Declaration:
    return receive_declaration(
        sort=sort, said=SAID, language="nl", customer=customer, at=at, **more
    ).declaration


def test_a_notice_where_nothing_was_agreed_takes_over_the_end_that_was_stated_before(world: Any) -> None:
    world.company(country="NL", language="nl")
    firm = world.customer("Firma", kind="company", country="NL")
    agreement = world.subscription(firm)
    world.price(agreement, starts_on=date(2025, 1, 10), mrr=25)
    unknown = leave(firm, subscription=agreement)
    assert (unknown.ends_on, Departure.objects.get().contract_ends_on) == (None, None)
    departure = Departure.objects.get()
    change_departure(
        departure=departure.pk,
        facts={"contract_ends_on": date(2026, 5, 1)},
        by=None,
        at=AT + timedelta(hours=1),
    )
    again = leave(firm, subscription=agreement, at=AT + timedelta(days=2))
    assert (again.ends_on, Departure.objects.get().pk) == (date(2026, 5, 1), departure.pk)
    assert [step["code"] for step in again.told[0]["steps"]] == ["received", "last_day"]


@pytest.mark.usefixtures("own_folder")
def test_who_gives_notice_is_churn_on_the_day_it_ends_and_who_withdraws_never_is(
    member: Any,
) -> None:
    leaves, withdraws, _stays = member("Jo"), member("Bo", date(2026, 3, 5)), member("Kim")
    taken_back = member("Eva")
    leave(leaves)
    leave(withdraws, "withdraw")
    undo_declaration(declaration=leave(taken_back).pk, by=None, at=AT + timedelta(days=1))
    told = {one.customer_id: one for one in Departure.objects.filter(undone_on=None)}
    left, gone = told[leaves.pk], told[withdraws.pk]
    on = date(2026, 4, 9)
    assert (left.kind, left.notice_on, left.contract_ends_on) == ("voluntary", date(2026, 3, 10), on)
    assert (left.access_ends_on, left.recognised_on) == (on, on)
    assert (gone.kind, gone.notice_on, gone.contract_ends_on) == (
        "withdrawal",
        date(2026, 3, 10),
        date(2026, 3, 10),
    )
    refresh_measures(as_of=date(2026, 5, 15), at=datetime(2026, 5, 15, 12, tzinfo=UTC))
    rates = [figure(FigureAsked("customer_churn", period)).rate for period in (MARCH, APRIL)]
    assert [(one.numerator, one.denominator) for one in rates if one] == [(0, 3), (1, 3)]


def test_a_known_customer_without_a_contract_leaves_too(world: Any) -> None:
    world.company(country="NL")
    made = leave(world.customer("Jo", kind="person"))
    assert (made.state, Departure.objects.get().customer_id) == ("verified", made.customer_id)


def test_notice_of_one_of_two_contracts_lets_the_other_go_on(member: Any, world: Any) -> None:
    customer = member("Jo")
    other = world.subscription(customer, plan="Sauna", notice_days=30)
    world.price(other, mrr=10)
    leave(customer, subscription=other)
    ended = PriceState.objects.exclude(ends_on=None)
    assert [one.subscription_id for one in ended] == [other.pk]
    leave(customer)
    assert (PriceState.objects.filter(ends_on=None).count(), Departure.objects.count()) == (0, 2)


def test_whose_is_not_known_waits_for_a_manager_after_a_day_and_stands_in_the_log(world: Any) -> None:
    world.company()
    boss = world.person(role=Role.MANAGER)
    said = Said("Jo", "nobody@here.nl", "jo@elsewhere.nl")
    made = receive_declaration(sort="cancel", said=said, language="en", at=AT).declaration
    look_whose(declaration=made.pk, at=AT)
    look_whose(declaration=made.pk, at=AT)
    task = Task.objects.get()
    assert (task.origin, task.number, task.owner, task.due_on) == (
        "farewell.match",
        made.pk,
        boss,
        date(2026, 3, 11),
    )
    deeds = list(AuditEntry.objects.order_by("pk").values_list("deed", flat=True))
    assert deeds == ["declaration_received"]


def test_two_who_could_be_meant_get_no_code_and_one_of_us_decides(member: Any) -> None:
    member("Jo", email="jo@x.nl")
    member("Jo too", email="jo@x.nl")
    said = Said("Jo", "JO@x.nl", "jo@elsewhere.nl")
    made = receive_declaration(sort="cancel", said=said, language="en", at=AT).declaration
    look_whose(declaration=made.pk, at=AT)
    assert (Declaration.objects.get().state, Mail.objects.count()) == ("match", 1)


def test_of_who_is_erased_no_name_is_left_and_no_link_opens(member: Any, world: Any) -> None:
    customer, boss = member("Xan Canarie", email="xan@x.nl"), world.person(role=Role.ADMINISTRATOR)
    link = make_cancel_link(customer=customer, at=AT)
    receive_declaration(
        sort="cancel", said=Said("Xan Canarie", "me", "xan@x.nl", reason="Xan Canarie is ill"), at=AT,
        language="en", customer=customer,
    )  # fmt: skip
    PriceState.objects.update(ends_on=date(2026, 3, 11))
    erase_person(
        kind="customer", number=customer.pk, by=boss, on=date(2026, 6, 1), at=AT + timedelta(days=90)
    )
    left = repr([list(model.objects.values()) for model in (Declaration, Task)])
    assert ("Canarie" in left, "xan@" in left, Declaration.objects.get().ends_on is None) == (
        False,
        False,
        False,
    )
    with pytest.raises(NoSuchLink):
        opened_customer(link, at=AT + timedelta(days=91))


def test_declarations_move_with_a_customer_and_stand_in_its_story(member: Any) -> None:
    kept, lost = member("Kept"), member("Lost")
    leave(lost)
    moved = DECLARATIONS.move(lost=lost.pk, kept=kept.pk)
    story = Declarations().entries(kept.pk, Reach(zone=UTC), 5)  # type: ignore[arg-type]
    assert [(one.title, one.at) for one in story] == [("Notice received", AT)]
    DECLARATIONS.move_back(moved, lost=lost.pk, kept=kept.pk)
    assert (DECLARATIONS.count(kept.pk), DECLARATIONS.count(lost.pk)) == (0, 1)
