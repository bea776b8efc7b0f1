"""Links to the questions: what is kept of them leads to nobody."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connections

from karn.apps.exits.actions.invitations import exit_link
from karn.apps.exits.actions.keeping import keep_exit_answers
from karn.apps.exits.models import Asked, Invitation
from karn.platform.models import Link

pytestmark = pytest.mark.django_db(databases=["default", "exits"])
AT = datetime(2026, 11, 4, 10, tzinfo=UTC)


def link(customer_id: int | None, **values: Any) -> str:
    told = {"left_on": date(2026, 10, 31), "language": "nl", "at": AT} | values
    return exit_link(customer_id=customer_id, **told)


def test_a_link_is_known_in_the_main_database_but_not_to_whom(world: Any) -> None:
    world.company()
    paths = [link(world.customer(joined_on=date(2025, 1, 1)).pk), link(None)]
    assert {(path[:3], len(path)) for path in paths} == {("/x/", 41)}
    assert set(Link.objects.values_list("purpose", "audience")) == {("exits.answer", "leaver")}
    assert sorted(Invitation.objects.values_list("language", "stay", "plan", "over_on")) == [
        ("nl", "", "", date(2027, 2, 1)),
        ("nl", "middle", "", date(2027, 2, 1)),
    ]


def test_who_gets_two_links_counts_once_as_asked(world: Any) -> None:
    world.company()
    number = world.customer(joined_on=date(2026, 5, 1)).pk
    assert link(number) != link(number)
    assert list(Asked.objects.values_list("month", "stay", "people")) == [(date(2026, 11, 1), "short", 1)]
    assert len(set(Invitation.objects.values_list("holder"))) == 1


def test_the_tables_lie_in_their_own_database_alone() -> None:
    told = {alias: set(connections[alias].introspection.table_names()) for alias in ("default", "exits")}
    assert {name for name in told["default"] if name.startswith("exits_")} == set()
    assert told["exits"] - {"django_migrations"} == {
        f"exits_{name}" for name in ("answer", "asked", "exithabits", "invitation", "sum", "tag", "themesum")
    }


def test_where_health_is_concerned_no_answer_leads_back_to_anybody(world: Any) -> None:
    company = world.company()
    number = world.customer(joined_on=date(2026, 5, 1)).pk
    link(number)
    company.health_data = True
    company.save()
    link(number)
    assert Invitation.objects.filter(holder="", stay="").count() == 1
    keep_exit_answers(at=AT)
    assert list(Invitation.objects.values_list("holder", "stay", "plan")) == [("", "", "")] * 2
