"""Who said no since the backup is left in peace in the restored copy, too."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karn.apps.mailing.actions.consents import record_consent, restore_consent, withdraw_consent
from karn.apps.mailing.actions.ledger import NAME, listed
from karn.apps.mailing.actions.objections import lift_suppression, object_to_mail
from karn.apps.mailing.actions.replays import replay_objections
from karn.apps.mailing.models import Basis, Consent, Mail, Purpose, Suppression
from karn.apps.mailing.queries.digests import digest_of
from karn.kernel.errors import DamagedFile
from karn.platform.backups.restoring import add_objections
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder in which nobody objected."""
    settings.INSTALLATION = Installation(data=tmp_path)
    return tmp_path


def standing() -> set[tuple[str, str]]:
    return set(Suppression.objects.filter(lifted_at=None).values_list("digest", "why"))


def test_what_was_said_after_the_backup_holds_in_the_copy_and_what_was_lifted_does_not(
    world: Any, queued: Any, django_capture_on_commit_callbacks: Any
) -> None:
    eva, customer = world.person(role="manager"), world.customer("Acme", email="a@example.org")
    given = {
        "about": customer, "purpose": Purpose.NEWS, "basis": Basis.CONSENT, "given_on": date(2026, 10, 1),
        "shown": "Yes", "by": eva, "at": AT,
    }  # fmt: skip
    kept, restored = (record_consent(address=f"{name}@example.org", **given) for name in "ab")
    queued("a@example.org", key="waits")
    # Here the backup is made.
    with django_capture_on_commit_callbacks(execute=True):
        object_to_mail(address="a@example.org", way="link", at=LATER)
        slip = object_to_mail(address="b@example.org", way="link", at=LATER)
        lift_suppression(suppression=slip.pk, shown="Phoned", by=eva, at=LATER + timedelta(days=1))
        withdraw_consent(consent=kept, by=eva, at=LATER)
        withdraw_consent(consent=restored, by=eva, at=LATER)
        restore_consent(consent=restored, by=eva, at=LATER)
    # And here it is brought back.
    Suppression.objects.all().delete()
    Consent.objects.update(withdrawn_at=None, withdrawn_by=None)
    Mail.objects.update(state="queued", reason="")
    assert [replay_objections(at=LATER + timedelta(days=2)) for _turn in range(2)] == [2, 0]
    assert standing() == {(digest_of("a@example.org"), "objected")}
    assert (Suppression.objects.get().at, Mail.objects.get().reason) == (LATER, "objected")
    withdrawn = Consent.objects.exclude(withdrawn_at=None).get()
    assert (withdrawn.pk, withdrawn.withdrawn_at) == (kept.pk, LATER)


def test_the_list_of_the_old_folder_is_added_and_a_torn_line_is_passed_over(data: Path) -> None:
    object_to_mail(address="a@example.org", way="link", at=AT)
    copy = data / "copy"
    copy.mkdir()
    add_objections(copy, data)
    object_to_mail(address="b@example.org", way="link", at=AT)
    with (data / NAME).open("ab") as file:
        file.write(b'{"digest": "torn')
    object_to_mail(address="c@example.org", way="link", at=AT)
    add_objections(copy, data)
    assert (copy / NAME).read_bytes().count(b"\n") == 4
    assert [line.digest for line in listed()] == [digest_of(f"{name}@example.org") for name in "abc"]
    assert (data / NAME).stat().st_mode & 0o777 == 0o600


def test_a_list_that_cannot_be_read_is_told(data: Path) -> None:
    (data / NAME).write_text('{"digest": 1, "what": 2}\n')
    with pytest.raises(DamagedFile, match=r"objections.jsonl cannot be read"):
        replay_objections(at=AT)
