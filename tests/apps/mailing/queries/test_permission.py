"""Who may be mailed: by a yes, or a purchase where the country has that; never against a no."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from karn.apps.customers.models import Contact
from karn.apps.mailing.actions.consents import record_consent, withdraw_consent
from karn.apps.mailing.actions.objections import lift_suppression, object_to_mail
from karn.apps.mailing.models import Basis, Consent, Kind, Purpose, Reason, Suppression
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.permission import may_be_scored, may_call, may_mail, objecting_customers
from karn.apps.mailing.rules.packs import COUNTRIES, pack_of
from karn.apps.personal.actions.erasures import erase_person
from karn.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
ON = date(2026, 11, 1)
JO = "jo@example.org"


def allow(about: Any, basis: Basis = Basis.CONSENT, purpose: Purpose = Purpose.NEWS, **told: Any) -> Consent:
    given = {
        "given_on": date(2026, 1, 5),
        "shown": "the box",
        "contract": "F-1",
        "by": None,
        "at": AT,
        **told,
    }
    return record_consent(address=JO, about=about, purpose=purpose, basis=basis, **given)


def verdict(
    customer: Any, kind: Kind = Kind.MARKETING, purpose: Purpose = Purpose.NEWS, on: date = ON
) -> Any:
    told = may_mail(JO, kind, on=on, purpose=purpose, customer=customer)
    return told.reason or told.allowed


@pytest.fixture
def jo(world: Any) -> Any:
    return world.customer("Jo", kind="person", email=JO, country="NL")


def test_without_a_yes_service_and_surveys_go_and_marketing_does_not(jo: Any) -> None:
    assert [verdict(jo, kind) for kind in Kind] == [True, True, Reason.NO_CONSENT]


def test_a_yes_counts_for_its_purpose_from_its_day_until_it_is_withdrawn(jo: Any) -> None:
    consent = allow(jo)
    assert (verdict(jo), verdict(jo, purpose=Purpose.WIN_BACK)) == (True, Reason.NO_CONSENT)
    assert verdict(jo, on=date(2026, 1, 4)) == Reason.NO_CONSENT
    withdraw_consent(consent=consent, by=None, at=AT)
    assert verdict(jo) == Reason.NO_CONSENT


@pytest.mark.parametrize(("country", "may"), [("NL", True), ("SE", True), ("DE", Reason.NO_CONSENT)])
def test_an_address_from_a_purchase_counts_where_the_country_says_so(jo: Any, country: str, may: Any) -> None:
    allow(jo, Basis.SOFT)
    jo.country = country
    assert verdict(jo) == may


def test_soft_opt_in_is_recorded_only_with_its_purchase_where_the_law_has_it_and_not_for_calls(
    jo: Any,
) -> None:
    for told in (
        {"contract": ""},
        {"purpose": Purpose.CALLS},
        {"shown": " "},
        {"given_on": ON + timedelta(days=1)},
    ):
        with pytest.raises(BadInput):
            allow(jo, Basis.SOFT, **told)
    jo.country = "DE"
    with pytest.raises(BadInput, match="must have said yes"):
        allow(jo, Basis.SOFT)


@pytest.mark.parametrize(("country", "last"), [("NL", date(2026, 3, 31)), ("SE", date(2025, 3, 31))])
def test_asking_back_stops_so_many_months_after_the_end(
    world: Any, jo: Any, country: str, last: date
) -> None:
    jo.country = country
    world.price(world.subscription(jo), starts_on=date(2023, 1, 1), ends_on=date(2024, 4, 1))
    allow(jo, purpose=Purpose.WIN_BACK, given_on=date(2023, 1, 1))
    allow(jo, given_on=date(2023, 1, 1))
    days = (last, last + timedelta(days=1))
    assert [verdict(jo, purpose=Purpose.WIN_BACK, on=day) for day in days] == [True, Reason.TOO_LATE]
    assert [verdict(jo, on=day) for day in days] == [True, True]  # news they said yes to


def test_a_no_stops_marketing_surveys_calls_and_scoring_at_once(jo: Any, world: Any) -> None:
    other = world.customer("Other", email="other@example.org")
    allow(jo)
    allow(jo, purpose=Purpose.CALLS)
    assert (may_call(JO, on=ON, customer=jo).allowed, may_be_scored(jo)) == (True, True)
    stands = object_to_mail(address=" JO@Example.org", way="person", at=AT)
    assert [verdict(jo, kind) for kind in Kind] == [True, Reason.OBJECTED, Reason.OBJECTED]
    assert (may_call(JO, on=ON, customer=jo).reason, may_be_scored(jo)) == (Reason.OBJECTED, False)
    assert (objecting_customers(), may_be_scored(other)) == (frozenset({jo.pk}), True)
    lift_suppression(suppression=stands.pk, shown="Said so", by=world.person(role="manager"), at=AT)
    assert (verdict(jo), may_be_scored(jo)) == (True, True)


def test_a_contact_s_no_counts_for_the_customer(world: Any) -> None:
    company = world.customer("Bakkerij")
    world.contact(company, email=JO)
    object_to_mail(address=JO, way="link", at=AT)
    assert not may_be_scored(company)


def test_a_no_survives_erasure_and_meets_the_address_when_it_comes_back(jo: Any, world: Any) -> None:
    object_to_mail(address=JO, way="link", at=AT)
    erase_person(kind="customer", number=jo.pk, by=None, on=ON, at=AT)
    stored = repr(list(Suppression.objects.values()))
    assert ("example.org" in stored, Contact.objects.exists()) == (False, False)
    again = world.customer("Jo", email=JO.upper(), country="NL")
    allow(again)
    assert (verdict(again), may_be_scored(again)) == (Reason.OBJECTED, False)


def test_an_erased_person_s_mails_and_proofs_hold_no_word_of_them(jo: Any, queued: Any) -> None:
    mail, consent = queued(JO, about=jo), allow(jo)
    erase_person(kind="customer", number=jo.pk, by=None, on=ON, at=AT)
    mail.refresh_from_db()
    consent.refresh_from_db()
    assert (mail.address, mail.subject_source, mail.values, mail.digest) == ("", "", {}, digest_of(JO))
    assert (consent.address, consent.shown, consent.digest) == ("", "", digest_of(JO))


def test_no_address_and_a_broken_one_are_told_apart(jo: Any) -> None:
    assert may_mail("", Kind.SERVICE, on=ON, customer=jo).reason == Reason.NO_ADDRESS
    assert may_mail("jo@", Kind.SERVICE, on=ON, customer=jo).reason == Reason.BAD_ADDRESS


def test_every_country_s_file_says_where_it_comes_from_and_who_read_it() -> None:
    packs = [pack_of(country) for country in (*COUNTRIES, "", "XX")]
    assert [pack.country for pack in packs] == ["DE", "NL", "SE", "EU", "EU"]
    assert [(pack.win_back_months, pack.soft_opt_in, pack.surveys_need_consent) for pack in packs] == [
        (12, False, True), (24, True, False), (12, True, False), (12, False, False), (12, False, False)
    ]  # fmt: skip
    assert all(pack.sources and pack.verify and pack.reviewed_by for pack in packs)


def test_where_asking_is_advertising_a_survey_needs_a_yes(world: Any) -> None:
    jo = world.customer("Jo", email=JO, country="DE")
    survey = partial(may_mail, JO, Kind.SURVEY, on=ON, customer=jo)
    assert survey().reason == Reason.NO_CONSENT
    allow(jo, purpose=Purpose.WIN_BACK)
    assert survey().reason == Reason.NO_CONSENT
    given = allow(jo)
    assert survey().allowed is True
    withdraw_consent(consent=given, by=None, at=AT)
    assert survey().reason == Reason.NO_CONSENT
