"""Keys in files."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from karn.platform.keys import kept_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    key = kept_key(path)
    assert len(bytes.fromhex(key.decode())) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_key(path) == key


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    assert kept_key(tmp_path / "a") != kept_key(tmp_path / "b")


def test_all_who_make_it_at_the_same_time_get_the_same(tmp_path: Path) -> None:
    told: list[bytes] = []
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: kept_key(tmp_path / "some.key", told.append), range(16)))
    assert keys == set(told)
    assert len(told) == 1


def test_what_cannot_be_prepared_makes_no_key(tmp_path: Path) -> None:
    def refuse(_key: bytes) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 (whatever it raises)
        kept_key(tmp_path / "some.key", refuse)
    assert not (tmp_path / "some.key").exists()
