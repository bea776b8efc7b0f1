"""`karn signals`, over a lake alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from karn.cli import app

STATES = "subscription_id;customer_id;starts_on;ends_on;mrr;currency\ns1;c1;31-01-2026;;1.234,50;EUR\n"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake of one who pays, and of whom nothing else is known."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "subscriptions.csv").write_text(STATES, encoding="utf-8")
    made = tmp_path / "lake"
    built = CliRunner().invoke(app, ["lake", "build", "--from", str(tmp_path / "files"), "--out", str(made)])
    assert built.exit_code == 0, built.output
    return made


def look(lake: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["signals", "--lake", str(lake), *options])


def test_of_a_past_day_it_says_what_it_cannot_know(lake: Path) -> None:
    told = look(lake, "--as-of", "2026-03-01", "--signal", "contract_end", "--signal", "unanswered")
    assert (told.exit_code, told.stdout) == (0, "0 found by 2 signals.\n")
    assert told.stderr == (
        "contract_end: Karn does not know the terms of past days, "
        "so it cannot say how often it would have fired.\n"
    )


def test_of_today_and_later_there_is_nothing_it_cannot_know(lake: Path) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=2)
    assert look(lake, "--as-of", str(ahead), "--signal", "contract_end").stderr == ""
