"""Keys in files."""

from pathlib import Path

from karn.platform.keys import _make, kept_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    key = kept_key(path)
    assert len(bytes.fromhex(key.decode())) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_key(path) == key
    assert list(tmp_path.iterdir()) == [path]


def test_two_keys_are_never_the_same(tmp_path: Path) -> None:
    assert kept_key(tmp_path / "a") != kept_key(tmp_path / "b")


def test_who_makes_it_at_the_same_time_gets_the_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    key = kept_key(path)
    _make(path)
    assert kept_key(path) == key
    assert list(tmp_path.iterdir()) == [path]
