"""A data folder of its own for each test that makes a lake."""

from pathlib import Path
from typing import Any

import pytest
from django.dispatch import Signal

from karn.project.installation import Installation


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.INSTALLATION = Installation(data=tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def no_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karn.apps.desk.actions.refreshed", Signal())
