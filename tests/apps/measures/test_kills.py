"""kill -9 at every durable step of a refresh: the answers of the one before, or all of the new ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# Django starts once; each refresh is a process of its own, forked from it, on a data folder of its own.
DRIVER = """
import json, os, shutil, sys
from datetime import UTC, date, datetime
from pathlib import Path
from karn.cli.installation import prepare
root = Path(sys.argv[1])
prepare(root / "empty")
from django.conf import settings
from django.db import connection
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.measures import actions
from karn.apps.measures.queries import last_refresh
from karn.apps.measures.rules import questions
from karn.engine import open_lake
from karn.engine import run, warehouses
from karn.engine.warehouses import duckdb
from karn.kernel import points as points_passed

AT = datetime(2026, 11, 1, tzinfo=UTC)
# One question shows what a refresh does with all of them.
actions.questions = lambda *given: [
    asked for asked in questions(*given) if asked.metric == "customer_churn"][:1]
connection.close()

def customers(numbers):
    for number in numbers:
        said = {"source": "test", "known_at": AT}
        customer = Customer.objects.create(source_id=f"C{number}", name=f"C{number}", **said)
        subscription = Subscription.objects.create(
            customer=customer, source_id=f"S{number}", currency="EUR", **said)
        PriceState.objects.create(subscription=subscription, starts_on=date(2026, 1, 1), mrr=10,
            amount=10, interval="month", known_at=AT)

def refresh():
    actions.refresh_measures(as_of=date(2026, 11, 1), at=AT)

def told():
    rows = {answer.name: answer.rows for answer in last_refresh().answers.all()}
    return {"answers": rows, "lake": open_lake(settings.INSTALLATION.lake).rows("customers")}

def forked(data, *works, **environment):
    pid = os.fork()
    if pid == 0:
        os.environ.update(environment)
        points_passed._passed = 0
        settings.INSTALLATION.data = data
        connection.settings_dict["NAME"] = data / "karn.sqlite3"
        try:
            for work in works:
                result = work()
            if result is not None:
                (data / "told.json").write_text(json.dumps(result, default=str))
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def read(data):
    assert forked(data, told) == 0
    return json.loads((data / "told.json").read_text())

old = root / "old"
shutil.copytree(root / "empty", old)
assert forked(old, lambda: customers(range(3)), refresh) == 0
before = read(old)
assert forked(old, lambda: customers(range(3, 5))) == 0
whole, points = Path(shutil.copytree(old, root / "whole")), root / "points"
assert forked(whole, refresh, KARN_COUNT_POINTS=str(points)) == 0
found = []
for number, name in enumerate(points.read_text().splitlines(), start=1):
    data = Path(shutil.copytree(old, root / f"killed-{number}"))
    killed = forked(data, refresh, KARN_KILL_AT=str(number))
    after_kill = read(data)
    found.append([name, killed, after_kill, forked(data, refresh), read(data)])
    shutil.rmtree(data)
print(json.dumps({"before": before, "whole": read(whole), "found": found}))
"""


def test_a_kill_at_any_point_leaves_the_old_answers_or_the_new_and_the_next_refresh_goes_through(
    tmp_path: Path,
) -> None:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KARN_")}
    surroundings["DJANGO_SETTINGS_MODULE"] = "karn.project.settings"
    driven = subprocess.run(
        [sys.executable, "-c", DRIVER, str(tmp_path)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert driven.returncode == 0, driven.stderr
    told = json.loads(driven.stdout)
    before, whole = told["before"], told["whole"]
    assert (before["lake"], whole["lake"], before["answers"] != whole["answers"]) == (3, 5, True)
    names = [name for name, *_ in told["found"]]
    assert {"refresh.started", "lake.committed", "refresh.lake_written", "refresh.stored"} <= set(names)
    stored = names.index("refresh.stored")
    for number, (name, killed, after_kill, repeated, after_repeat) in enumerate(told["found"]):
        answers = whole["answers"] if number >= stored else before["answers"]
        assert (name, killed, after_kill["answers"], repeated) == (name, -9, answers, 0)
        assert (name, after_repeat) == (name, whole)
