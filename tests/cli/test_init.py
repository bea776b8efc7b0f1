"""`karn init`: a new installation."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from karn.apps.company.models import Company
from karn.apps.company.rules.trades import PRESETS
from karn.cli.init import _create, new_password
from karn.kernel.errors import BadInput


def init(data: Path, *more: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "karn", "init", *more],
        env=os.environ | {"KARN_DATA": str(data)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.sqlite
@pytest.mark.slow
def test_an_installation_is_made_once(tmp_path: Path) -> None:
    made = init(tmp_path, "--name", "Zonnig", typed="anna@example.nl\nAnna\n")
    assert made.returncode == 0, made.stderr
    assert "Your e-mail address" in made.stdout
    assert re.fullmatch(r"Setting up Karn …\n  Making its tables: [0-9.]+ s\n", made.stderr)
    found = re.search(r"shown once: (\S+)", made.stdout)
    assert found is not None
    assert found[1].encode() not in (tmp_path / "karn.sqlite3").read_bytes()
    again = init(tmp_path, "--name", "Zonnig", "--email", "b@example.nl", "--person", "Bo")
    assert (again.returncode, again.stderr) == (2, "karn: This data folder already has a company.\n")


COMPANY = {
    "name": "Zonnig",
    "trade": "agency",
    "zone": "Europe/Amsterdam",
    "currency": "EUR",
    "language": "nl",
}
PERSON = {"email": "anna@example.nl", "name": "Anna", "password": "kaas en boter", "language": "nl"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"zone": "Mars/Base"}, "There is no time zone “Mars/Base”"),
        ({"currency": "EURO"}, "is not a currency"),
        ({"language": "fr"}, "It speaks: en, nl, sv"),
        ({"trade": "circus"}, "trade"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(setting: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        _create(COMPANY | setting, PERSON)
    assert not Company.objects.exists()


@pytest.mark.django_db
def test_with_an_address_that_cannot_be_nothing_is_stored() -> None:
    with pytest.raises(BadInput, match="email"):
        _create(COMPANY, PERSON | {"email": "anna"})
    assert not Company.objects.exists()


def test_passwords_are_long_and_never_the_same() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", password) for password in made)


@pytest.mark.django_db
def test_a_company_begins_with_what_its_trade_needs() -> None:
    _create(COMPANY | {"trade": "association", "zone": "Europe/Stockholm"}, PERSON)
    company = Company.objects.get()
    assert (company.stations, company.word, company.country) == (
        [*PRESETS["association"].stations], "member", "SE",
    )  # fmt: skip
