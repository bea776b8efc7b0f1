"""A data folder of its own for tests that read what lies in it."""

from pathlib import Path
from typing import Any

import pytest

from karn.project.installation import Installation


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.INSTALLATION = Installation(data=tmp_path)
    return tmp_path
