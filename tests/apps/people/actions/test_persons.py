"""Letting people in, and what they choose."""

import pytest

from karn.apps.people.actions import create_person, set_language, set_password
from karn.apps.people.models import Person, Role
from karn.apps.people.queries import active_people, first_person, person_with_email
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db


def test_a_password_is_stored_hashed() -> None:
    person = create_person(email="bo@example.nl", name="Bo", password="kaas en boter")
    assert person.check_password("kaas en boter")
    assert "kaas" not in Person.objects.get().password


def test_one_address_is_one_person_whatever_its_case() -> None:
    create_person(email="bo@example.nl", name="Bo", password=None)
    with pytest.raises(BadInput, match="exists already"):
        create_person(email="BO@example.nl ", name="Bo again", password=None)
    assert Person.objects.count() == 1


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="email"):
        create_person(email="bo", name="Bo", password=None)


def test_without_a_password_nobody_can_log_in() -> None:
    assert not create_person(email="bo@example.nl", name="Bo", password=None).has_usable_password()


def test_a_language_karn_does_not_speak_is_refused() -> None:
    person = create_person(email="bo@example.nl", name="Bo", password=None)
    with pytest.raises(BadInput, match="en, nl, sv"):
        set_language(person, language="fr")
    assert Person.objects.get().language == ""


def test_a_new_password_replaces_the_old_one() -> None:
    person = create_person(email="bo@example.nl", name="Bo", password="old one")
    set_password(person, password="new one")
    stored = Person.objects.get()
    assert (stored.check_password("new one"), stored.check_password("old one")) == (True, False)


def test_people_who_may_no_longer_log_in_are_not_active() -> None:
    gone = create_person(email="a@example.nl", name="A", password=None, role=Role.ADMINISTRATOR)
    bo = create_person(email="bo@example.nl", name="Bo", password=None, role=Role.ADMINISTRATOR)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert list(active_people()) == [bo]
    assert first_person(Role.ADMINISTRATOR) == bo


def test_people_are_found_by_address_whatever_its_case() -> None:
    bo = create_person(email="bo@example.nl", name="Bo", password=None)
    assert person_with_email(" Bo@Example.nl") == bo
    assert person_with_email("nobody@example.nl") is None
