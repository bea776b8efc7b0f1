import subprocess
import sys

import pytest
from typer.testing import CliRunner

from karn.cli import app
from karn.kernel.errors import BadInput, UnknownName


def run(*arguments):
    return CliRunner().invoke(app, ["simulate", *map(str, arguments)])


def test_a_company_is_written_and_summed_up_in_one_line(tmp_path):
    result = run("agency", "--out", tmp_path, "--until", "2026-11-22", "--customers", 10)
    assert result.exit_code == 0
    files = sum(path.is_file() for path in tmp_path.rglob("*"))
    assert result.stdout == f"Bureau Zandlicht: 10 customers up to 2026-11-22, {files} files in {tmp_path}.\n"
    assert (tmp_path / "truth" / "truth.csv").is_file()


def test_the_folder_must_be_named():
    assert run("agency").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["circus"], UnknownName),
        (["agency", "--until", "22-11-2026"], BadInput),
        (["agency", "--customers", "0"], BadInput),
    ],
)
def test_what_cannot_be_simulated_is_an_error_for_the_person(tmp_path, arguments, error):
    result = run(*arguments, "--out", tmp_path / "out")
    assert isinstance(result.exception, error)
    assert not (tmp_path / "out").exists()


def test_an_error_is_one_line_on_stderr_and_status_two(tmp_path):
    code = "import sys; from karn.cli import run; sys.argv = ['karn', *sys.argv[1:]]; run()"
    result = subprocess.run(
        [sys.executable, "-c", code, "simulate", "circus", "--out", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 2
    assert (
        result.stderr.splitlines()[-1]
        == "karn: There is no company “circus”. Known: agency, practice, subscription."
    )
    assert result.stdout == ""
