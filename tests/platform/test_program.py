"""What a person types to call Karn again."""

import sys
from pathlib import Path

import pytest

from karn.platform.program import called_as, shown_path


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in the working folder, whose programs are not found by name."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    monkeypatch.chdir(tmp_path)
    return programs


def make_program(path: Path) -> None:
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)


def test_a_program_that_is_not_found_by_name_is_named_by_its_place(environment: Path) -> None:
    make_program(environment / "karn")
    assert called_as() == ".venv/bin/karn"


def test_a_program_that_is_found_by_name_is_called_so(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_program(environment / "karn")
    monkeypatch.setenv("PATH", str(environment))
    assert called_as() == "karn"


def test_another_program_of_that_name_is_not_meant(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_program(environment / "karn")
    make_program(tmp_path / "karn")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert called_as() == ".venv/bin/karn"


@pytest.mark.usefixtures("environment")
def test_without_a_program_python_runs_the_package() -> None:
    assert called_as() == ".venv/bin/python -m karn"


def test_a_path_elsewhere_is_shown_in_full(environment: Path, tmp_path: Path) -> None:
    assert shown_path(environment) == ".venv/bin"
    assert shown_path(tmp_path.parent / "x") == str(tmp_path.parent / "x")
