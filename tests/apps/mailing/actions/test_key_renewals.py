"""A new key where the old one is lost: who is known is left in peace, the rest is given up knowingly."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from karn.apps.mailing.actions.ledger import listed
from karn.apps.mailing.actions.objections import object_to_mail
from karn.apps.mailing.models import Mail, Suppression
from karn.apps.mailing.queries.digests import KEY, digest_of, flaw_of_key
from karn.apps.people.models import AuditEntry
from karn.apps.surveys.actions.asking import make_personal_link
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.surveys.models import Invitation
from karn.cli.mail import mail
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
KNOWN, FORGOTTEN = "jo@example.org", "mo@example.org"


@pytest.fixture
def key(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key of a data folder in which two objected: of one, a mail is kept."""
    settings.INSTALLATION = Installation(data=tmp_path)
    monkeypatch.setattr(sys.modules["karn.cli.mail"], "prepare", lambda *_given: None)
    for address in (KNOWN, FORGOTTEN):
        object_to_mail(address=address, way="link", at=AT)
    return tmp_path / KEY


@pytest.mark.parametrize("lost", [True, False])
def test_a_new_key_keeps_who_is_known_and_gives_up_the_rest_only_when_told(
    key: Path, queued: Callable[..., Mail], world: Any, lost: bool
) -> None:
    queued(KNOWN)
    world.company()
    eva, customer = world.person(role="manager"), world.customer(email=KNOWN)
    survey = make_ready_survey(code="nps", language="en", by=eva, at=AT)
    make_personal_link(survey=survey, customer=customer, by=eva, at=AT)
    if lost:
        key.unlink()
    else:
        key.write_bytes(b"0" * 64)
    told = CliRunner().invoke(mail, ["new-key"]).output
    assert ("keeps 1 objections" in told, "1 are given up for good" in told) == (True, True)
    assert (key.exists(), bool(flaw_of_key())) == (not lost, True)
    told = CliRunner().invoke(mail, ["new-key", "--yes"]).output
    assert ("1 objections stand; 1 are given up" in told, key.exists(), flaw_of_key()) == (True, True, "")
    digest = digest_of(KNOWN)
    assert list(Suppression.objects.filter(lifted_at=None).values_list("digest", flat=True)) == [digest]
    assert (Mail.objects.get().digest, Invitation.objects.get().digest) == (digest, digest)
    assert [line.digest for line in listed()] == [digest]
    assert AuditEntry.objects.latest("number").detail == "new key: 1 kept, 1 given up"
    queued(FORGOTTEN)


def test_where_the_key_is_the_right_one_nothing_is_done(key: Path) -> None:
    before = key.read_bytes()
    assert "nothing is to be done" in CliRunner().invoke(mail, ["new-key"]).output
    assert CliRunner().invoke(mail, ["new-key", "--yes"]).exit_code != 0
    assert (key.read_bytes(), Suppression.objects.filter(lifted_at=None).count()) == (before, 2)
