"""`karn metric` as a program: what it prints, and how it refuses."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from karn.cli import run

ROWS = """subscription_id,customer_id,starts_on,ends_on,mrr,currency
s1,1,2026-01-01,,100,EUR
s2,2,2026-01-01,2026-03-15,50,EUR
"""
MARCH = ["--from", "2026-03-01", "--to", "2026-04-01"]


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def karn(*arguments: str) -> Done:
    """Run the command line in this process; :func:`test_the_program_starts` runs it as one."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["karn", *arguments]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            run()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = before
    return Done(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def lake(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("files")
    (folder / "subscriptions.csv").write_text(ROWS)
    out = tmp_path_factory.mktemp("made") / "lake"
    built = karn("lake", "build", "--from", str(folder), "--out", str(out))
    assert built.returncode == 0, built.stderr
    return str(out)


def test_json_is_the_contract(lake):
    done = karn("metric", "customer_churn", "--lake", lake, *MARCH, "--format", "json")
    told = json.loads(done.stdout)
    assert set(told) == {"metric", "modes", "engine", "from", "to", "definition_sha256", "rows"}
    assert told["rows"][0]["numerator"] == 1
    assert told["rows"][0]["denominator"] == 2
    assert told["rows"][0]["value"] == "0.5"


def test_csv_and_table_say_the_same(lake):
    done = karn("metric", "mrr_movements", "--lake", lake, *MARCH, "--format", "csv")
    rows = {row["movement"]: row["mrr"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (rows["opening"], rows["churn"], rows["closing"]) == ("150", "50", "100")
    shown = karn("metric", "mrr_movements", "--lake", lake, *MARCH).stdout.splitlines()
    assert shown[0].split() == ["movement", "mrr", "customers", "effect"]
    assert shown[6].split() == ["churn", "50", "1", "-50"]


def test_sql_and_rows_stand_behind_the_figure(lake):
    assert karn("metric", "arpa", "--lake", lake, *MARCH, "--sql").stdout.startswith("WITH ")
    behind = karn("metric", "arpa", "--lake", lake, *MARCH, "--rows", "--format", "json")
    assert json.loads(behind.stdout)["rows"] == [{"customer_id": "1", "mrr": "100"}]


def test_the_program_starts(lake):
    code = "from karn.cli import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "metric", "churn", "--lake", lake, *MARCH],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("karn: There is no metric “churn”. Known: activity_retention, arpa")


def test_list_names_metrics_and_modes():
    listed = karn("metric", "--list").stdout.splitlines()
    assert listed[0].split() == ["right_client_churn"]
    assert listed[1].split() == ["customer_churn", "modes:", "chartmogul,", "stripe,", "baremetrics,", "gold"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["churn"], "There is no metric “churn”"),
        (["arpa", "--mode", "totals"], "There is no mode of arpa “totals”"),
        (["arpa", "--by", "size"], "the lake needs the table customers"),
        (["arpa", "--format", "xml"], "There is no format “xml”"),
        (["lifetime_value", "--margin", "much"], "--margin needs a number"),
        (["lifetime_value", "--margin", "nan"], "--margin needs a number"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(lake, arguments, message):
    done = karn("metric", *arguments, "--lake", lake, *MARCH)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [["--from", "yesterday", "--to", "2026-04-01"], ["--from", "2026-04-01", "--to", "2026-03-01"], []],
)
def test_a_wrong_period_is_one_line_and_status_2(lake, arguments):
    done = karn("metric", "arpa", "--lake", lake, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_changed_file_is_one_line_and_status_2(lake, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in Path(lake).iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    next(copy.glob("*.parquet")).write_bytes(b"broken")
    done = karn("metric", "arpa", "--lake", str(copy), *MARCH)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_missing_lake_is_one_line_and_status_2(tmp_path):
    done = karn("metric", "arpa", "--lake", str(tmp_path / "none"), *MARCH)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
