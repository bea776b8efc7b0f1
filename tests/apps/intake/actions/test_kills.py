"""kill -9 at every durable step of an import: each row once, whatever was done before."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

# One row ends before it starts, one stands there twice, one has an impossible date.
FILE = (
    "subscription_id,customer_id,plan,starts_on,ends_on,mrr\n"
    + "".join(f"S{n % 3},C{n % 5},P{n},2025-0{n + 1}-01,2025-0{n + 2}-01,{n + 1}.5\n" for n in range(5))
    + "S4,C1,P,2025-03-01,2025-02-01,1\nS0,C0,P0,2025-01-01,2025-02-01,1.5\nS9,C1,P,never,,1\n"
)

DRIVER = """
file = Path(sys.argv[2])
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.intake.models import Run
from karn.apps.intake.rules import Options
from karn.engine.readers import uploads
from karn.engine.readers.delimited import write_delimited
# The reading child has no durable step of its own, and starting it takes longest.
uploads._read_in_child = lambda path, target, dialect, limits: write_delimited(path, target, dialect, limits)

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

whole = copied(root / "empty", "whole")
found = []
for name, killed, data in killed_at_each_point(root / "empty", run_import, whole=whole):
    repeated = forked(data, run_import)
    found.append([name, killed, repeated, told_by(data, tables)])
print(json.dumps({"expected": told_by(whole, tables), "found": found}))
"""


def test_a_kill_at_any_point_and_a_repeat_leave_each_row_once(
    tmp_path: Path, driven: Callable[..., Any]
) -> None:
    file = tmp_path / "subscriptions.csv"
    file.write_text(FILE, encoding="utf-8")
    told = driven(DRIVER, str(file))
    expected = told["expected"]
    assert (expected["rows"], expected["counted"], len(expected["states"])) == (8, 8, 5)
    assert expected["refused"] == [[7, "ends_before_start"], [9, "not_a_date"]]
    steps = {
        "import.run_created",
        "import.checked",
        "import.begun",
        "import.batch_written",
        "import.finished",
    }
    assert steps <= {name for name, *_ in told["found"]}
    for name, killed, repeated, tables in told["found"]:
        assert (name, killed, repeated) == (name, -9, 0)
        assert tables == expected, name
