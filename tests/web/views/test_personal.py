"""The pages of personal data: the register, one person, handing out, erasing, the certificate."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from karn.apps.customers.models import Contact, Customer
from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry
from karn.apps.personal.models import Erasure, Stage
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
NAME = "Xanthippe de Canarie"


@pytest.fixture
def client(world: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    settings.INSTALLATION = Installation(data=tmp_path)
    # Inside a test's transaction the database's file cannot be written anew.
    monkeypatch.setattr("karn.apps.personal.actions.erasures.compact", lambda *_, **__: None)
    world.company(zone="UTC")
    found = Client()
    found.force_login(create_person(email="m@example.nl", name="Mo", password=None, role="manager"))
    return found


@pytest.fixture
def contact(world: Any) -> Contact:
    acme = world.customer("Acme")
    found: Contact = world.contact(acme, NAME, email="x@example.org")
    world.said(acme, found.known_at, contact=found, subject="=1+1", notes="Asked for a discount")
    world.said(acme, found.known_at, subject=f"About {NAME}")
    return found


def test_the_register_says_what_is_kept_what_for_and_how_long(client: Client) -> None:
    page = client.get(reverse("personal")).content.decode()
    assert "Nobody was erased yet" in page
    assert "To serve the customer and keep in touch" in page
    assert "seven years (Netherlands: art. 52 AWR" in page
    assert "Customers" in client.get(reverse("personal"), headers={"accept-language": "en"}).content.decode()


def test_the_page_of_a_person_says_what_goes_and_what_stays(client: Client, contact: Contact) -> None:
    page = client.get(reverse("person_kept", args=["contact", contact.pk])).content.decode()
    for words in (NAME, "Acme", "Conversations", "Stays without the name", "Other texts with the name"):
        assert words in page
    assert (
        reverse("person_kept", args=["contact", contact.pk])
        in client.get(reverse("edit_contact", args=[contact.pk])).content.decode()
    )


def test_everything_kept_is_handed_out_once_for_programs_and_once_for_spreadsheets(
    client: Client, contact: Contact
) -> None:
    client.get(reverse("customer", args=[contact.customer_id]))
    answer = client.get(reverse("person_zip", args=["contact", contact.pk]))
    assert answer["Content-Disposition"].startswith(f'attachment; filename="person-contact-{contact.pk}-')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        told = json.loads(packed.read("person.json"))
        sheets = {name.partition("-")[2]: packed.read(name).decode() for name in packed.namelist()}
    assert [one["name"] for one in told["tables"]["customers.contact"]] == [NAME]
    assert [one["subject"] for one in told["tables"]["conversations.conversation"]] == ["=1+1"]
    assert [(one["deed"], one["by"]) for one in told["tables"]["people.auditentry"]] == [
        ("customer_seen", "Mo")
    ]
    assert "'=1+1" in sheets["conversation.csv"]
    assert f"About {NAME}" not in repr((told, sheets))
    assert AuditEntry.objects.filter(deed="person_handed_out", detail=f"contact {contact.pk}").exists()


def test_nobody_is_erased_without_the_box_ticked(client: Client, contact: Contact) -> None:
    answer = client.post(reverse("person_kept", args=["contact", contact.pk]))
    assert (answer.status_code, "Tick this first." in answer.content.decode()) == (400, True)
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_erasing_leads_to_a_certificate_that_names_nobody(
    client: Client, contact: Contact, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("person_kept", args=["contact", contact.pk]), {"sure": "1"})
    erasure = Erasure.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("erasure", args=[erasure.reference]))
    page = client.get(answer["Location"]).content.decode()
    assert ("as in the audit log" in page, NAME in page) == (True, False)
    assert erasure.reference in client.get(reverse("personal")).content.decode()
    client.post(reverse("let_in", args=[erasure.reference]))
    assert "Imports let this person in again since" in client.get(answer["Location"]).content.decode()


def test_what_waits_is_finished_from_the_page(
    client: Client, contact: Contact, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks():  # as if the process ended here
        client.post(reverse("person_kept", args=["contact", contact.pk]), {"sure": "1"})
    assert "Finish erasing" in client.get(reverse("personal")).content.decode()
    client.post(reverse("finish_erasing"))
    assert Erasure.objects.get().stage == Stage.DONE


def test_companies_and_who_does_not_exist_have_no_such_page(client: Client, world: Any) -> None:
    company: Customer = world.customer("Acme")
    answer = client.get(reverse("person_kept", args=["customer", company.pk]), follow=True)
    assert "Acme is a company. Choose one of its contacts." in answer.content.decode()
    assert client.get(reverse("person_kept", args=["contact", 0])).status_code == 404
    assert client.get(reverse("person_kept", args=["colleague", 1])).status_code == 404
    assert client.get(reverse("erasure", args=["2026-ABCDEFGH"])).status_code == 404
