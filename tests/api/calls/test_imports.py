"""Imports through the API: a file is sent, checked, loaded once; what was refused is read; one can let go."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from karn.apps.customers.models import Customer
from karn.apps.intake.models import Run
from karn.apps.people.models import Role
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
FILE = b"Klantnummer,Naam,E-mail\n1,Bakker,info@bakker.nl\n2,Smit,nothing\n,Nobody,a@b.nl\n"
CHOICE = {"mapping": {"customer_id": "Klantnummer", "name": "Naam", "email": "E-mail"}}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)


def send(caller: Any, content: bytes = FILE, key: str = "", **told: str) -> HttpResponse:
    form = {"target": "customers", "source": "billing", **told}
    form["file"] = SimpleUploadedFile("klanten.csv", content)  # type: ignore[assignment]
    headers = {"authorization": f"Bearer {caller.secret}"} | ({"idempotency-key": key} if key else {})
    return caller.client.post("/api/v1/imports", form, headers=headers)


def test_a_file_is_sent_checked_and_loaded_and_tells_what_it_refused(manager: Any) -> None:
    sent = send(manager, key="k")
    run = sent.json()
    assert (sent.status_code, run["stage"], run["headings"]) == (
        201,
        "waiting",
        ["Klantnummer", "Naam", "E-mail"],
    )
    assert send(manager, key="k").json() == run
    assert send(manager, FILE + b"3,Jansen,\n", key="k").json()["code"] == "key_reused"
    path = f"/imports/{run['id']}"
    checked = manager.post(f"{path}/check", CHOICE).json()
    assert checked["check"] == {
        "rows": 3, "new": 2, "changed": 0, "same": 0, "duplicates": 0, "refused": 1,
    }  # fmt: skip
    assert not Customer.objects.exists()
    loaded = manager.post(f"{path}/load", CHOICE).json()
    assert (loaded["stage"], loaded["new"], loaded["refused"]) == ("done", 2, 1)
    assert manager.post(f"{path}/load", CHOICE).json() == loaded == manager.get(path).json()
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Bakker", "Smit"]
    cells = manager.get(f"{path}/refused").json()["items"]
    assert [(one["line"], one["column"], one["code"], one["kept"]) for one in cells] == [
        (4, "Klantnummer", "missing", False), (3, "E-mail", "not_an_email", True),
    ]  # fmt: skip
    assert [one["id"] for one in manager.get("/imports").json()["items"]] == [run["id"]]


def test_what_was_loaded_or_cannot_be_read_is_neither_checked_nor_discarded(manager: Any) -> None:
    path = f"/imports/{send(manager).json()['id']}"
    assert manager.post(f"{path}/load", CHOICE).json()["stage"] == "done"
    told = [manager.post(f"{path}/{deed}", {}) for deed in ("check", "discard")]
    assert [(one.status_code, one.json()["code"]) for one in told] == [(422, "refused")] * 2
    failed = send(manager, b"").json()
    assert (failed["stage"], bool(failed["problem"])) == ("failed", True)
    assert manager.post(f"/imports/{failed['id']}/check", {}).json()["message"] == failed["problem"]


def test_a_file_that_waits_says_what_it_lacks_and_can_be_let_go_of(world: Any, manager: Any) -> None:
    run = send(manager, b"A,B\n1,2\n").json()
    assert run["lacking"] == ["customer_id"]
    path = f"/imports/{run['id']}"
    assert manager.post(f"{path}/load", {}).status_code == 422
    other = world.caller(world.person(Role.MANAGER, "Other"))
    assert other.post(f"{path}/discard", {}).status_code == 422
    assert manager.post(f"{path}/discard", {}).json()["stage"] == "discarded"
    assert not Run.objects.exists()


def test_what_is_no_form_or_no_kind_of_data_is_refused(manager: Any) -> None:
    assert manager.post("/imports", {"target": "customers"}).status_code == 415
    assert send(manager, target="moons").json()["code"] == "refused"
    headers = {"authorization": f"Bearer {manager.secret}"}
    torn = manager.client.generic(
        "POST", "/api/v1/imports", b"--x", "multipart/form-data; boundary=", headers=headers
    )
    assert (torn.status_code, torn.json()["code"]) == (400, "unreadable")
