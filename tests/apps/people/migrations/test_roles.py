"""Roles came in place of the staff."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from karn.apps.people.models import Person, Role

roles = import_module("karn.apps.people.migrations.0002_roles")


@pytest.mark.django_db
def test_the_staff_become_managers_and_nobody_else_changes() -> None:
    for name in ("staff", Role.ADMINISTRATOR, Role.ANALYST):
        Person.objects.create(email=f"{name}@example.nl", name=name, role=name)
    roles.staff_become_managers(apps, SimpleNamespace(connection=connection))
    assert dict(Person.objects.values_list("name", "role")) == {
        "staff": "manager",
        "administrator": "administrator",
        "analyst": "analyst",
    }
