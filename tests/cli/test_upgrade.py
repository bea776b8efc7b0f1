"""`karn upgrade`: an older data folder is tried on a copy, and a migration that is killed is run again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

OLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from karn.cli.installation import start
start(Path(sys.argv[1]))
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
ours = ("people", "company", "customers", "conversations", "contracts")
theirs = [("contenttypes", "0002_remove_content_type_name"), ("sessions", "0001_initial")]
executor = MigrationExecutor(connection)
executor.migrate([*((app, "0001_initial") for app in ours), *theirs])
models = executor.loader.project_state([(app, "0001_initial") for app in ours]).apps
known = datetime(2026, 1, 1, tzinfo=UTC)
Customer, Conversation = (
    models.get_model(*name) for name in (("customers", "Customer"), ("conversations", "Conversation"))
)
Customer.objects.bulk_create(
    Customer(source="old", source_id=f"c{n}", known_at=known, name=f"Kund {n} Åkesson") for n in range(300)
)
Conversation.objects.bulk_create(
    Conversation(
        source="old", source_id=f"m{n}", known_at=known, customer_id=customer.pk, channel="mail",
        direction="in", subject=f"Question {n}", happened_at=known,
    )
    for n, customer in enumerate(Customer.objects.order_by("pk"))
)
"""

KILLED = """
import json, os, shutil, sys
from pathlib import Path
from karn.cli.installation import start
from karn.kernel import points
from karn.platform.backups.sums import changed_tables, table_sums
data, told = Path(sys.argv[1]), []
start(data)
from karn.platform.upgrades import migrate, pending_migrations
from django.db import connections
connections.close_all()

def forked(copy, work, **environment):
    pid = os.fork()
    if pid == 0:
        os.environ.update(environment)
        points._passed = 0
        for one in connections.all():
            one.settings_dict["NAME"] = copy / Path(one.settings_dict["NAME"]).name
        try:
            (copy / "told").write_text(json.dumps(work()))
            os._exit(0)
        except BaseException:
            import traceback; traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def left_after():
    migrate()
    return len(pending_migrations())

before = table_sums({"ENGINE": "sqlite3", "NAME": data / "karn.sqlite3"})
copy = Path(shutil.copytree(data, data.with_name("killed")))
for kill_at in sys.argv[2:]:
    told.append(forked(copy, migrate, KARN_KILL_AT=kill_at))
told.append(forked(copy, left_after))
after = table_sums({"ENGINE": "sqlite3", "NAME": copy / "karn.sqlite3"}, like=before)
told += [json.loads((copy / "told").read_text()), changed_tables(before, after)]
print(json.dumps(told))
"""


def run(*words: str | Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KARN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, *map(str, words)], env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first version made it, with customers and what was said with them."""
    data = tmp_path_factory.mktemp("older") / "data"
    run("-c", OLDER, data)
    return data


def test_an_upgrade_is_tried_on_a_copy_and_leaves_the_data_as_they_are(older: Path) -> None:
    before = (older / "karn.sqlite3").read_bytes()
    told = run("-m", "karn", "upgrade", "--check", "--data", older)
    assert ("would run  customers.0002_edited_by_hand" in told, "Tried on a copy of" in told) == (True, True)
    assert "Every row that was there is there after it, value for value." in told, told
    assert (older / "karn.sqlite3").read_bytes() == before
    assert not (older / ".upgrade").exists()


def test_a_killed_migration_is_run_again_and_every_row_is_there(older: Path) -> None:
    *died, left, changed = json.loads(run("-c", KILLED, older, "1", "2", "9", "24"))
    assert (died, left) == ([-9, -9, -9, -9, 0], 0)
    assert set(changed) <= {"django_migrations", "django_content_type", "auth_permission"}
    killed = older.with_name("killed")
    assert run("-m", "karn", "upgrade", "--data", killed) == "The database is up to date.\n"
