"""`karn refresh`."""

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from typer.testing import CliRunner

from karn.apps.company.models import Company
from karn.apps.measures.queries import last_refresh
from karn.cli import app
from karn.kernel.errors import BadInput
from karn.project.installation import Installation

# `karn.cli.refresh` names the command as well as its module.
command = import_module("karn.cli.refresh")


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)


@pytest.mark.django_db
def test_the_figures_are_made_for_the_day_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    Company.objects.create(name="Acme")
    monkeypatch.setattr(command, "prepare", lambda _: None)
    result = CliRunner().invoke(app, ["refresh", "--as-of", "2026-04-15"])
    assert (result.exit_code, result.stdout) == (0, "The figures are for 2026-04-15.\n")
    refresh = last_refresh()
    assert refresh is not None
    assert refresh.as_of == date(2026, 4, 15)


@pytest.mark.django_db
def test_a_folder_in_which_nothing_is_set_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "prepare", lambda _: None)
    result = CliRunner().invoke(app, ["refresh"])
    assert isinstance(result.exception, BadInput)
    assert str(result.exception).startswith("Nothing is set up in this data folder yet. Begin with: ")


@pytest.mark.django_db
def test_without_a_day_it_is_the_company_s_today() -> None:
    Company.objects.create(name="Acme", zone="Europe/Amsterdam")
    made = command.refresh_with_bar(None, datetime(2026, 4, 15, 23, 30, tzinfo=UTC))
    assert made.as_of == date(2026, 4, 16)


def test_a_day_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(app, ["refresh", "--as-of", "15-4-2026"])
    assert isinstance(result.exception, BadInput)
    assert str(result.exception) == "“15-4-2026” is not a day: write it as 2026-11-22."
