"""`karn people link`: a way back in."""

import re
from importlib import import_module

import pytest
from django.test import Client
from typer.testing import CliRunner

from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry
from karn.cli import app
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _up_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("karn.cli.people"), "prepare", lambda _data: None)


def test_the_link_lets_somebody_set_a_password() -> None:
    anna = create_person(email="anna@x.nl", name="Anna", password="forgotten")
    told = CliRunner().invoke(app, ["people", "link", "Anna@x.nl"]).stdout
    address = re.search(r"/welcome/[\w-]{43}/", told)[0]
    assert Client().post(address, {"password": "hagelslag 12", "again": "hagelslag 12"}).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("hagelslag 12")
    assert list(AuditEntry.objects.order_by("number").values_list("deed", "person")) == [
        ("link_made", None),
        ("password_set", anna.pk),
    ]


def test_an_address_nobody_has_is_said() -> None:
    answer = CliRunner().invoke(app, ["people", "link", "nobody@x.nl"])
    assert isinstance(answer.exception, BadInput)
    assert str(answer.exception) == "Nobody logs in with nobody@x.nl."
