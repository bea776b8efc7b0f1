"""Who lifts what stands against an address, and who takes back a slip."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from karn.apps.mailing.actions.objections import (
    UNDO_WITHIN,
    lift_suppression,
    object_to_mail,
    undo_objection,
)
from karn.apps.mailing.models import Suppression
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Deed, Role, roles
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
JO = "jo@example.org"


def object_here(by: Any, **told: Any) -> int:
    told = {"address": JO, "way": "person", "at": AT, "by": by, **told}
    return object_to_mail(**told).pk


def test_a_slip_is_undone_by_its_own_hand_for_a_while(world: Any) -> None:
    tim, ada = world.person(role=Role.ACCOUNT_MANAGER), world.person(role=Role.SERVICE)
    number = object_here(tim)
    with pytest.raises(BadInput):
        undo_objection(suppression=number, by=ada, at=AT)
    with pytest.raises(BadInput):
        undo_objection(suppression=number, by=tim, at=AT + UNDO_WITHIN + timedelta(seconds=1))
    undo_objection(suppression=number, by=tim, at=AT + UNDO_WITHIN)
    assert not Suppression.objects.filter(lifted_at=None).exists()
    assert AuditEntry.objects.order_by("pk").values_list("deed", "detail")[::1][-2:] == [
        ("mail_objected", "objected person"), ("mail_objection_lifted", "objected undone"),
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["link", "person"])
def test_what_others_said_too_is_undone_by_nobody(world: Any, way: str) -> None:
    tim = world.person(role=Role.ACCOUNT_MANAGER)
    number = object_here(tim)
    object_here(world.person() if way == "person" else None, way=way)
    with pytest.raises(BadInput):
        undo_objection(suppression=number, by=tim, at=AT)


@pytest.mark.parametrize("role", [Role.ACCOUNT_MANAGER, Role.SERVICE, Role.ANALYST])
def test_no_other_role_lifts_anything(world: Any, role: Role) -> None:
    number = object_here(None, way="link")
    with pytest.raises(BadInput):
        lift_suppression(suppression=number, shown="Said so", by=world.person(role=role), at=AT)
    assert Suppression.objects.get().lifted_at is None


def test_nothing_is_lifted_without_evidence(world: Any) -> None:
    number = object_here(None, way="link")
    with pytest.raises(BadInput):
        lift_suppression(suppression=number, shown=" \n", by=world.person(role=Role.MANAGER), at=AT)
    assert Suppression.objects.get().lifted_at is None


def test_who_does_not_see_all_who_have_the_address_asks_somebody_who_does(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tim = world.person(role=Role.ACCOUNT_MANAGER)
    monkeypatch.setitem(roles._MAY, Role.ACCOUNT_MANAGER, frozenset(Deed))
    world.customer("Own", owner=tim, email=JO)
    number = object_here(None, way="link")
    foreign = world.contact(world.customer("Foreign"), email="JO@Example.org")
    with pytest.raises(BadInput, match="whom you do not see"):
        lift_suppression(suppression=number, shown="Said so", by=tim, at=AT)
    foreign.delete()
    assert lift_suppression(suppression=number, shown="Said so", by=tim, at=AT).lifted_by == tim
