"""kill -9 at every step of erasing: nothing erased, or all rows; and finishing finishes it."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

DRIVER = """
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.holders import holders
from karn.apps.people.models import AuditEntry, Person
from karn.apps.people.queries.audit import flaw_of_the_log
from karn.apps.personal.actions.erasures import erase_person, finish_erasures
from karn.apps.personal.models import Erasure
from karn.engine.lake import LakeWriter
from karn.kernel.errors import BadInput
from karn.platform.byte_search import search_folder
import pyarrow as pa
NAME = "Xanthippe Canarie"

def fill():
    Person.objects.create(email="eva@example.org", name="Eva", role="manager")
    fact = {"source": "test", "known_at": AT}
    customer = Customer.objects.create(source_id="C1", name=NAME, kind="person", **fact)
    Contact.objects.create(source_id="K1", customer=customer, name=NAME, **fact)
    for _twice in range(2):
        with LakeWriter(settings.INSTALLATION.lake) as writer:
            writer.write("customers", pa.table({"customer_id": [str(customer.pk)], "name": [NAME]}))
            writer.commit()

def erase():
    erase_person(kind="customer", number=1, by=Person.objects.get(), on=AT.date(), at=AT + timedelta(hours=1))

def finish():
    finish_erasures(at=AT + timedelta(hours=2))

def state():
    return {
        "names": list(Customer.everything.values_list("name", flat=True)),
        "contacts": Contact.objects.count(),
        "stages": list(Erasure.objects.values_list("stage", flat=True)),
        "proved": AuditEntry.objects.filter(deed="person_erased").count(),
        "flaw": flaw_of_the_log() is not None,
        "found": len(list(search_folder(settings.INSTALLATION.data, NAME))),
        "listed": (settings.INSTALLATION.data / "erasures.json").exists(),
    }

before, whole = copied(root / "empty", "before"), root / "whole"
assert forked(before, fill) == 0
shutil.copytree(before, whole)
found = []
for name, killed, data in killed_at_each_point(before, erase, whole=whole, but=("file.", "audit.")):
    after = told_by(data, state)
    again = forked(data, finish if after["stages"] else erase)
    found.append([name, killed, after, again, told_by(data, state)])
print(json.dumps({"before": told_by(before, state), "whole": told_by(whole, state), "found": found}))
"""


def test_a_kill_at_any_point_erases_all_rows_or_none_and_the_rest_is_taken_up(
    driven: Callable[..., Any],
) -> None:
    told = driven(DRIVER)
    before, whole = told["before"], told["whole"]
    assert (before["names"], before["contacts"], before["stages"]) == (["Xanthippe Canarie"], 1, [])
    assert before["found"] > 0
    assert whole == {
        "names": ["Erased 1"], "contacts": 0, "stages": ["done"], "proved": 1, "flaw": False, "found": 0,
        "listed": True,
    }  # fmt: skip
    steps = [name for name, *_ in told["found"]]
    assert {
        "erasure.rows_erased", "erasure.taken_up", "lake.rewritten", "erasure.files_cut", "erasure.listed",
        "erasure.files_done", "erasure.database_done", "erasure.done",
    } <= set(steps)  # fmt: skip
    stored = steps.index("erasure.rows_erased")
    for place, (name, killed, after, again, repeated) in enumerate(told["found"]):
        assert (name, killed, again) == (name, -9, 0)
        if place <= stored:
            assert {**after, "flaw": False} == {**before, "found": after["found"], "flaw": False}, name
        else:
            assert (after["names"], after["contacts"]) == (["Erased 1"], 0), name
        assert repeated == whole, name
