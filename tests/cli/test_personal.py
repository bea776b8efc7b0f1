"""`karn personal` from the command line, on a data folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def karn(data: Path, *words: str) -> tuple[int, str]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KARN_")}
    done = subprocess.run(
        [sys.executable, "-m", "karn", *words, "--data", str(data)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_person_is_found_handed_out_erased_and_found_no_more(
    tmp_path: Path, lay_tables: Callable[[Path], None]
) -> None:
    lay_tables(tmp_path / "data")
    data, file, packed = tmp_path / "data", tmp_path / "customers.csv", tmp_path / "her.zip"
    file.write_text("customer_id,name,kind\nX-1,Xanthippe Canarie,person\n")
    assert karn(data, "import", str(file), "--as", "customers")[0] == 0
    assert karn(data, "personal", "search", "canarie")[0] == 1
    assert karn(data, "personal", "export", "--customer", "1", "--to", str(packed))[0] == 0
    assert packed.stat().st_size > 0
    status, told = karn(data, "personal", "erase", "--customer", "1")
    assert (status, "Nothing is erased yet" in told) == (0, True)
    assert karn(data, "personal", "erase", "--customer", "1", "--yes")[0] == 0
    assert karn(data, "personal", "search", "canarie") == (0, "Nothing found.\n")
    assert karn(data, "personal", "erase", "--contact", "9")[:2] == (
        2,
        "karn: There is nobody with this number.\n",
    )
    assert karn(data, "personal", "replay") == (0, "0 erased again.\n0 left in peace again.\n")
