"""Who is erased answers no more: the links they were asked by open nothing."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.people.rules import Role
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.surveys import personal
from karn.apps.surveys.actions.answers import answer
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.surveys.models import Invitation, Response
from karn.apps.surveys.personal import SURVEY_LINKS
from karn.apps.surveys.queries.opening import opened
from karn.kernel.errors import KarnError, message
from karn.platform.links import NoSuchLink
from karn.platform.personal import Person
from karn.platform.redaction import Words

pytestmark = pytest.mark.django_db


def test_the_link_of_an_erased_contact_takes_no_words_and_a_colleagues_does(
    world: Any, client: Client
) -> None:
    world.company()
    eva, at = world.person(role=Role.MANAGER), timezone.now()
    survey = make_ready_survey(code="nps", language="en", by=eva, at=at)
    acme = world.customer("Acme BV", kind="company")
    contacts = [world.contact(acme, f"{name} Canarie", email=f"{name}@example.org") for name in ("xan", "bo")]
    gone, office, stays = (
        make_personal_link(survey=survey, customer=acme, contact=contact, by=eva, at=at)
        for contact in (contacts[0], *contacts)
    )
    # Asked at the same address as the company's own.
    Invitation.objects.filter(pk=Invitation.objects.order_by("pk")[1].pk).update(contact=None)
    erase_person(kind="contact", number=contacts[0].pk, by=eva, on=date.today(), at=at)  # noqa: DTZ011
    said = {"asked": "recommend", "a-recommend": "1"}
    assert [client.post(f"/s/{link}", said).status_code for link in (gone, office, stays)] == [404, 404, 302]
    assert Response.objects.get().contact == contacts[1]
    over = [one.expires_at <= timezone.now() for one in Invitation.objects.order_by("pk")]
    assert over == [True, True, False]


def test_without_the_key_of_the_hashes_the_contacts_links_close_all_the_same(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.company()
    eva, at = world.person(role=Role.MANAGER), timezone.now()
    survey = make_ready_survey(code="nps", language="en", by=eva, at=at)
    contact = world.contact(world.customer(), email="xan@example.org")
    make_personal_link(survey=survey, customer=contact.customer, contact=contact, by=eva, at=at)

    def lost(address: str) -> str:
        raise KarnError(message(f"No key for {address}."))

    monkeypatch.setattr(personal, "digest_of", lost)
    words = Words(everywhere=("xan@example.org",))
    its = Person("contact", contact.pk, contact.customer_id, (), (contact.pk,), words)
    SURVEY_LINKS.erase_rows(its)
    assert Invitation.objects.get().expires_at <= timezone.now()


@pytest.mark.parametrize("kind", ["contact", "person"])
def test_an_answer_on_its_way_while_its_reader_is_erased_is_not_stored(world: Any, kind: str) -> None:
    world.company()
    eva, at = world.person(role=Role.MANAGER), timezone.now()
    survey = make_ready_survey(code="nps", language="en", by=eva, at=at)
    customer = world.customer("Xan", kind="person" if kind == "person" else "company")
    contact = world.contact(customer, "Xan Canarie", email="xan@example.org") if kind == "contact" else None
    token = make_personal_link(survey=survey, customer=customer, contact=contact, by=eva, at=at)
    before = timezone.now()
    its = opened(token, at=before)
    asked = ("contact", contact.pk) if contact else ("customer", customer.pk)
    erase_person(kind=asked[0], number=asked[1], by=eva, on=at.date(), at=timezone.now())
    with pytest.raises(NoSuchLink):
        answer(opened=its, fields={"a-recommend": "1"}, asked=["recommend"], language="en", at=before)
    assert Response.objects.count() == 0
