"""The key of the objections: where it is gone, nobody is written to as if nobody had ever objected."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from karn.apps.desk.queries.checkup import check_everything
from karn.apps.desk.queries.doctor import examine
from karn.apps.farewell.actions.goodbyes import care_for_goodbyes
from karn.apps.mailing.actions.objections import object_to_mail
from karn.apps.mailing.actions.posting import FolderPost
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Kind, Mail, Suppression
from karn.apps.mailing.queries import digests
from karn.apps.mailing.queries.digests import LOST, OTHER, LostKey, digest_of
from karn.apps.mailing.queries.permission import may_mail
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
JO = "jo@example.org"


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Path:
    """The key of a data folder in which Jo objected."""
    settings.INSTALLATION = Installation(data=tmp_path)
    settings.INSTALLATION.secret_key()
    object_to_mail(address=JO, way="link", at=AT)
    return tmp_path / digests.KEY


def told() -> tuple[str, str]:
    verified = {one.part: one.flaw for one in check_everything()}["objections"]
    return verified, {one.code: one.advice for one in examine(AT)}["objections"]


def test_no_new_key_is_made_where_somebody_objected_and_the_old_one_holds_again(
    key: Path, queued: Callable[..., Mail]
) -> None:
    assert told() == ("", "")
    kept = key.read_bytes()
    key.unlink()
    for deed in (
        lambda: may_mail(JO, Kind.SURVEY, on=date(2026, 11, 1)),
        lambda: queued("other@example.org"),
    ):
        with pytest.raises(LostKey, match=r"suppressions.key is missing"):
            deed()
    assert (key.exists(), Mail.objects.count(), told()) == (False, 0, (LOST, LOST))
    key.write_bytes(kept)
    assert may_mail(JO, Kind.SURVEY, on=date(2026, 11, 1)).allowed is False


def test_what_service_mail_is_about_counts_and_its_mail_stays_until_the_key_is_back(
    key: Path, world: Any, client: Any, tmp_path: Path
) -> None:
    """A notice is received, a page about who left opens; a person sends the receipt once it may go."""
    world.company(country="NL", trade="agency")
    customer = world.customer("Acme", email=JO)
    world.departure(customer, notice_on=date(2026, 10, 1), contract_ends_on=date(2026, 10, 20))
    care_for_goodbyes(on=AT.date(), at=AT)
    kept = key.read_bytes()
    key.unlink()
    said = {"name": "Jo", "contract": "Acme", "receipt_to": "mo@example.org"}
    assert client.post("/cancel", said).status_code == 302
    client.force_login(world.person(role="administrator"))
    shown = [client.get(f"/{page}/") for page in ("win-back", f"customers/{customer.pk}/goodbye")]
    assert [one.status_code for one in shown] == [200, 200]
    assert ("suppressions.key is missing" in shown[0].text, "It asks nothing" in shown[1].text) == (
        True,
        True,
    )
    asked = client.post("/win-back/ask/", {"customer": customer.pk}, follow=True)
    assert (asked.status_code, asked.text.count("suppressions.key is missing")) == (200, 2)  # said, and shown
    receipt = Mail.objects.get()
    assert (receipt.address, receipt.state, receipt.reason) == ("mo@example.org", "withheld", "lost_key")
    again = f"/mail/{receipt.pk}/again/"
    assert "suppressions.key is missing" in client.post(again, follow=True).text
    assert send_due(at=AT, post=FolderPost(tmp_path)).counts["sent"] == 0
    key.write_bytes(kept)
    assert told() == ("", "")
    assert client.post(again, follow=True).status_code == 200
    send_due(at=timezone.now(), post=FolderPost(tmp_path))
    receipt.refresh_from_db()
    assert (receipt.state, receipt.digest) == ("sent", digest_of("mo@example.org"))


def test_another_key_than_that_of_before_is_told(key: Path, queued: Callable[..., Mail]) -> None:
    queued("other@example.org")
    assert told() == ("", "")
    key.write_bytes(b"0" * 64)
    assert told() == (OTHER, OTHER)


def test_where_nobody_objects_a_key_is_made(key: Path) -> None:
    Suppression.objects.update(lifted_at=AT)
    before = digest_of(JO)
    key.unlink()
    assert (digest_of(JO) != before, key.exists()) == (True, True)


def test_a_customers_page_says_why_nothing_may_be_sent(key: Path, world: Any, client: Any) -> None:
    world.company()
    customer = world.customer("Acme", email=JO)
    world.contact(customer, "Mo", email="mo@example.org")
    client.force_login(world.person(role="administrator"))
    key.unlink()
    assert client.get(f"/customers/{customer.pk}/").status_code == 200
    shown = client.get(f"/customers/{customer.pk}/mail/").text
    assert (shown.count("suppressions.key is missing") >= 2, JO in shown, "mo@example.org" in shown) == (
        True,
    ) * 3
    done = client.post(f"/customers/{customer.pk}/mail/refuse/", {"address": JO}, follow=True)
    assert (done.status_code, Suppression.objects.count()) == (200, 1)
