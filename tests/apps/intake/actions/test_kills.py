"""kill -9 at every durable step of an import: each row once, whatever was done before."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# One row ends before it starts, one stands there twice, one has an impossible date.
FILE = (
    "subscription_id,customer_id,plan,starts_on,ends_on,mrr\n"
    + "".join(f"S{n % 3},C{n % 5},P{n},2025-0{n + 1}-01,2025-0{n + 2}-01,{n + 1}.5\n" for n in range(5))
    + "S4,C1,P,2025-03-01,2025-02-01,1\nS0,C0,P0,2025-01-01,2025-02-01,1.5\nS9,C1,P,never,,1\n"
)

# Django starts once; each import is a process of its own, forked from it, on a data folder of its own.
DRIVER = """
import json, os, shutil, sys
from datetime import UTC, datetime
from pathlib import Path
from karn.cli.installation import prepare
root, file = Path(sys.argv[1]), Path(sys.argv[2])
prepare(root / "empty")
from django.conf import settings
from django.db import connection
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.intake.models import Run
from karn.apps.intake.rules import Options
from karn.kernel import points as points_passed
from karn.engine.readers import uploads
from karn.engine.readers.delimited import write_delimited
# The reading child has no durable step of its own, and starting it takes longest.
uploads._read_in_child = lambda path, target, dialect, limits: write_delimited(path, target, dialect, limits)
AT = datetime(2026, 11, 1, tzinfo=UTC)
connection.close()

def run_import():
    import_file(Delivery(path=file, target="subscriptions", options=Options(batch=2)), at=AT)

def tables():
    done = Run.objects.filter(state="done").latest("id")
    return {
        "customers": list(Customer.objects.order_by("source_id").values_list("source_id", "known_at")),
        "subscriptions": list(Subscription.objects.order_by("source_id").values_list(
            "source_id", "customer__source_id", "plan", "known_at")),
        "states": list(PriceState.objects.order_by("subscription__source_id", "starts_on").values_list(
            "subscription__source_id", "starts_on", "ends_on", "mrr", "known_at")),
        "refused": list(done.refused_rows.values_list("line", "code")),
        "rows": done.rows,
        "counted": sum(getattr(done, name) for name in Run.COUNTS),
    }

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

def folder(name):
    return Path(shutil.copytree(root / "empty", root / name))

whole, points = folder("whole"), root / "points"
statuses = [forked(whole, run_import, KARN_COUNT_POINTS=str(points)), forked(whole, tables)]
names = points.read_text().splitlines()
found = []
for number, name in enumerate(names, start=1):
    data = folder(f"killed-{number}")
    killed = forked(data, run_import, KARN_KILL_AT=str(number))
    status = killed, forked(data, run_import), forked(data, tables)
    found.append([name, status, json.loads((data / "tables.json").read_text())])
    shutil.rmtree(data)
expected = json.loads((whole / "tables.json").read_text())
print(json.dumps({"statuses": statuses, "expected": expected, "found": found}))
"""


def test_a_kill_at_any_point_and_a_repeat_leave_each_row_once(tmp_path: Path) -> None:
    file = tmp_path / "subscriptions.csv"
    file.write_text(FILE, encoding="utf-8")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("KARN_")}
    surroundings["DJANGO_SETTINGS_MODULE"] = "karn.project.settings"
    driven = subprocess.run(
        [sys.executable, "-c", DRIVER, str(tmp_path), str(file)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert driven.returncode == 0, driven.stderr
    told = json.loads(driven.stdout)
    expected = told["expected"]
    assert told["statuses"] == [0, 0]
    assert (expected["rows"], expected["counted"], len(expected["states"])) == (8, 8, 5)
    assert expected["refused"] == [[7, "ends_before_start"], [9, "not_a_date"]]
    steps = {
        "import.run_created",
        "import.checked",
        "import.begun",
        "import.batch_written",
        "import.finished",
    }
    assert steps <= {name for name, _, _ in told["found"]}
    for name, (killed, repeated, read), tables in told["found"]:
        assert (killed, repeated, read) == (-9, 0, 0), (name, driven.stderr)
        assert tables == expected, name
