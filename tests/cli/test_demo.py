"""`karn demo`: interrupted, taken up again, shown again, thrown away."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from karn.cli.demo import State, command_again, throw_away
from karn.kernel.errors import BadInput
from karn.platform.program import called_as

LONG = 600
DEMO = [sys.executable, "-m", "karn", "demo", "--company", "agency"]


def surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "KARN_DATA"} | {"TERM": "dumb"}


def demo(data: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DEMO, "--no-serve", "--data", str(data), *more],
        env=surroundings() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG,
    )


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Run `karn demo` with its pages and give what it has told once they are there; then press Ctrl-C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = data / "told.txt"
    with told.open("wb") as output:
        command = [*DEMO, "--data", str(data), "--port", str(port)]
        server = subprocess.Popen(command, env=surroundings(), stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + LONG
        while "Karn is on" not in told.read_text(encoding="utf-8"):
            assert server.poll() is None, told.read_text(encoding="utf-8")
            assert time.monotonic() < until, told.read_text(encoding="utf-8")
            time.sleep(0.3)
        yield told.read_text(encoding="utf-8")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def swedish_dashboard(told: str) -> str:
    """Log in as printed, choose Swedish, in which no chart was drawn ahead, and return the dashboard."""
    address, email, password = re.findall(r"(?:The pages:|e-mail|password) +(\S+)", told)
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))

    def post(path: str, **fields: str) -> str:
        token = next(cookie.value or "" for cookie in cookies if cookie.name == "csrftoken")
        data = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return str(browser.open(address + path, data, timeout=60).read().decode())

    for _ in range(100):
        try:
            browser.open(f"{address}/login/", timeout=60).read()
            break
        except URLError:
            time.sleep(0.2)
    post("/login/", username=email, password=password)
    return post("/preferences/language/", language="sv")


def counts(data: Path) -> dict[str, int]:
    with sqlite3.connect(data / "agency" / "karn.sqlite3") as database:
        tables = (
            "customers_customer",
            "customers_contact",
            "contracts_payment",
            "conversations_conversation",
        )
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def answer(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout[done.stdout.index("Bureau Zandlicht") :]


@pytest.mark.sqlite
@pytest.mark.slow
def test_an_interrupted_demo_is_taken_up_again_and_then_starts_at_once(
    tmp_path: Path, made_demo: Any
) -> None:
    assert (made_demo.killed, made_demo.was_done) == (-signal.SIGKILL, False)
    assert "Importing customers.csv (48 rows" in made_demo.told
    shutil.copytree(made_demo.folder, tmp_path / "agency")

    with served(tmp_path) as told:
        assert "Importing customers.csv" not in told
        page = swedish_dashboard(told)
    assert '<html lang="sv"' in page
    assert "karn-chart" in page

    made = demo(tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert "\x1b" not in made.stdout + made.stderr
    stored = counts(tmp_path)
    assert stored["customers_customer"] == 48
    assert re.search(r"Churn +\d of \d\d left in", made.stdout)  # names, no percentages
    assert "At risk" in made.stdout
    for kept in (tmp_path / "agency" / "login.txt", tmp_path / "agency" / "login-staff.txt"):
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert kept.read_text(encoding="utf-8") in made.stdout
    assert made.stdout.index("password ") < made.stdout.index("or as account manager: ")
    assert f"start {called_as()} demo --company agency --data {tmp_path}\n" in made.stdout

    again = demo(tmp_path, "--port", "8123")
    assert (again.returncode, again.stderr) == (0, "")
    # Nothing serves them: it says what does.
    assert "The pages:" not in again.stdout
    started = f" demo --company agency --data {tmp_path} --port 8123\nThey are then on http://127.0.0.1:8123."
    assert started in again.stdout
    assert answer(again).partition("To see")[0] == answer(made).partition("To see")[0]
    assert answer(again).partition("e-mail")[2] == answer(made).partition("e-mail")[2]
    assert counts(tmp_path) == stored


def test_what_to_type_again_names_only_what_is_not_usual(tmp_path: Path) -> None:
    assert command_again("subscription", Path("demo-data"), 8000) == f"{called_as()} demo"
    assert command_again("agency", tmp_path / "my demos", 8001) == (
        f"{called_as()} demo --company agency --data '{tmp_path / 'my demos'}' --port 8001"
    )


def test_a_company_that_is_not_there_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "karn", "demo", "--company", "circus"],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG,
    )
    assert done.returncode == 2
    assert done.stderr == "karn: There is no demo company “circus”. Known: agency, practice, subscription.\n"


def test_a_folder_that_is_no_demo_is_never_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "agency"
    folder.mkdir()
    (folder / "karn.sqlite3").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="not a demo"):
        throw_away(folder)
    assert (folder / "karn.sqlite3").exists()


def test_a_demo_can_be_thrown_away(tmp_path: Path) -> None:
    folder = tmp_path / "agency"
    State("agency", date(2026, 11, 22), done=True).keep(folder)
    throw_away(folder)
    assert not folder.exists()


def test_what_was_never_made_needs_no_throwing_away(tmp_path: Path) -> None:
    throw_away(tmp_path / "agency")
