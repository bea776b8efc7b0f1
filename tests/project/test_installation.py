"""One installation: its folder, its key, and what is read from the environment."""

import stat
from pathlib import Path

import pytest

from karn.project.installation import Installation


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("KARN_DATA", "KARN_DATABASE", "KARN_DEBUG", "KARN_HOSTS", "KARN_HTTPS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_everything_karn_keeps_lies_in_one_folder(tmp_path: Path) -> None:
    found = Installation(data=tmp_path / "data")
    assert {path.parent for path in (found.lake, found.uploads, found.cache)} == {tmp_path / "data"}


def test_without_settings_it_is_for_this_machine_alone_and_tells_no_technical_errors(tmp_path: Path) -> None:
    found = Installation()
    assert (found.data, found.debug, found.https) == (tmp_path / "karn-data", False, False)
    assert found.hosts == ["127.0.0.1", "localhost", "[::1]"]


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KARN_DATA", "elsewhere")
    monkeypatch.setenv("KARN_HOSTS", '["karn.example.org"]')
    monkeypatch.setenv("KARN_HTTPS", "1")
    found = Installation()
    assert (found.data, found.hosts, found.https) == (tmp_path / "elsewhere", ["karn.example.org"], True)


def test_the_folder_stays_where_it_is_wherever_the_process_goes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = Installation(data=Path("data"))
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert found.data == tmp_path / "data"


def test_a_key_is_made_once_long_and_for_the_owner_alone(tmp_path: Path) -> None:
    one, other = Installation(data=tmp_path / "one"), Installation(data=tmp_path / "other")
    key = one.secret_key()
    assert one.secret_key() == key != other.secret_key()
    assert len(key) >= 64
    assert stat.S_IMODE((tmp_path / "one" / "secret.key").stat().st_mode) == 0o600


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    Installation(data=tmp_path / "made" / "here").secret_key()
    assert stat.S_IMODE((tmp_path / "made" / "here").stat().st_mode) == 0o700


@pytest.mark.parametrize("told", ["Karn <k@example.org>", "k@example.org\r\nBcc: all@evil.example", "k", ""])
def test_a_sender_that_is_no_plain_address_is_refused(told: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="KARN_MAIL_FROM is one address"):
        Installation(data=tmp_path, mail_from=told)
