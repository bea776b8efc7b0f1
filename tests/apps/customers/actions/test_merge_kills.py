"""kill -9 at every step of a merge and of taking it apart: all of it, or none, and doing it again works."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# Django starts once; each deed is a process of its own, forked from it, on a data folder of its own.
DRIVER = """
import json, os, shutil, sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from karn.cli.installation import prepare
root = Path(sys.argv[1])
prepare(root / "empty")
from django.conf import settings
from django.db import connection
from karn.apps.contracts.models import Order
from karn.apps.customers.actions.merges import merge_customers, undo_merge
from karn.apps.customers.models import Contact, Customer, Merge
from karn.apps.people.models import Person
from karn.kernel import points as points_passed
AT = datetime(2026, 11, 1, tzinfo=UTC)
TABLES = ("customers_customer", "customers_contact", "customers_merge", "contracts_order",
          "customers_historicalcustomer")

def fill():
    Person.objects.create(email="eva@example.org", name="Eva", role="manager")
    for number in (1, 2):
        fact = {"source": "test", "source_id": f"C{number}", "known_at": AT}
        customer = Customer.objects.create(name=f"Acme {number}", phone="020"[: number], **fact)
        Contact.objects.create(customer=customer, name="Jo", **fact)
        Order.objects.create(customer=customer, ordered_on=date(2026, 1, 1), amount=1, currency="EUR", **fact)

def merge():
    merge_customers(kept=1, lost=2, by=Person.objects.get(), at=AT + timedelta(hours=1))

def take_apart():
    undo_merge(merge=Merge.objects.get().pk, by=Person.objects.get(), at=AT + timedelta(hours=2))

def tables():
    read = {}
    with connection.cursor() as cursor:
        for name in TABLES:
            told = "id, phone, history_type, merged_into_id"
            columns = told if name == "customers_historicalcustomer" else "*"
            cursor.execute(f"SELECT {columns} FROM {name} ORDER BY 1")
            read[name] = cursor.fetchall()
    return read

def forked(data, work, **environment):
    pid = os.fork()
    if pid == 0:
        os.environ.update(environment)
        points_passed._passed = 0
        settings.INSTALLATION.data = data
        connection.settings_dict["NAME"] = data / "karn.sqlite3"
        try:
            result = work()
            if result is not None:
                (data / "tables.json").write_text(json.dumps(result, default=str))
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def read(data):
    assert forked(data, tables) == 0
    return json.loads((data / "tables.json").read_text())

connection.close()
before = root / "empty"
assert forked(before, fill) == 0
told = {}
for deed in (merge, take_apart):
    whole = Path(shutil.copytree(before, root / f"{deed.__name__}-whole"))
    points = root / f"{deed.__name__}-points"
    assert forked(whole, deed, KARN_COUNT_POINTS=str(points)) == 0
    found = []
    for number, name in enumerate(points.read_text().splitlines(), start=1):
        data = Path(shutil.copytree(before, root / f"{deed.__name__}-{number}"))
        killed = forked(data, deed, KARN_KILL_AT=str(number))
        after = read(data)
        again = forked(data, deed) if after == read(before) else None
        found.append([name, killed, after, again, read(data)])
        shutil.rmtree(data)
    told[deed.__name__] = {"before": read(before), "after": read(whole), "found": found}
    before = whole
print(json.dumps(told))
"""


def test_a_kill_at_any_point_leaves_all_or_nothing_and_a_repeat_completes_it(tmp_path: Path) -> None:
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
    for deed, steps in (
        ("merge", {"merge.begun", "merge.moved", "merge.stored", "merge.done"}),
        ("take_apart", {"unmerge.begun", "unmerge.moved", "unmerge.stored", "unmerge.done"}),
    ):
        its = told[deed]
        assert steps <= {name for name, *_ in its["found"]}
        assert its["before"] != its["after"]
        for name, killed, after, again, repeated in its["found"]:
            assert (name, killed) == (name, -9)
            assert after in (its["before"], its["after"]), name
            if name.startswith(("merge.", "unmerge.")):
                assert (after == its["after"]) == name.endswith(".done"), name
            assert again in (0, None), name
            assert repeated == its["after"], name
