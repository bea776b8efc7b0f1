"""Bounces and complaints close addresses: of mails that were sent, in any order, once."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from karn.apps.mailing.actions.returns import note_report
from karn.apps.mailing.models import Mail, Suppression
from karn.apps.mailing.rules.reports import Report

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, tzinfo=UTC)
BOUNCE = Report("bounce", message_id="m@x", address="jo@example.org")
COMPLAINT = Report("complaint", provider_id="p-1", address="JO@example.org")
DELAY = Report("delay", message_id="m@x")


@pytest.mark.parametrize("order", list(permutations((BOUNCE, COMPLAINT, DELAY, BOUNCE))))
def test_reports_in_any_order_leave_the_same(queued: Any, order: tuple[Report, ...]) -> None:
    queued()
    Mail.objects.update(state="sent", message_id="m@x", provider_id="p-1")
    for report in order:
        assert note_report(report, way="file", at=AT) is not None
    assert sorted(Suppression.objects.values_list("why", flat=True)) == ["bounced", "complained"]
    assert Mail.objects.get().returned == "complained"


@pytest.mark.parametrize(
    "report",
    [
        Report("bounce", message_id="other@x", address="jo@example.org"),
        Report("bounce", message_id="m@x", address="mo@example.org"),
        Report("complaint", address="jo@example.org"),
    ],
)
def test_nobody_closes_an_address_with_a_report_about_another_mail(queued: Any, report: Report) -> None:
    queued()
    Mail.objects.update(state="sent", message_id="m@x")
    assert note_report(report, way="file", at=AT) is None
    assert not Suppression.objects.exists()


def test_a_mail_of_which_nobody_knew_was_sent_when_it_comes_back(queued: Any) -> None:
    queued()
    Mail.objects.update(state="unknown", message_id="m@x")
    note_report(BOUNCE, way="file", at=AT)
    assert Mail.objects.get().state == "sent"
