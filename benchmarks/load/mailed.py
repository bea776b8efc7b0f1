"""Mail that leaves the outbox, to a server on this machine; beside it, smtplib alone with the same mails.

Karn claims each mail in a committed transaction, asks whether it may go, and stores what became of it; a
loop over smtplib does nothing of that. The ratio says what never sending twice costs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MAILS = 1000
ROUNDS = 2
"""Each is measured so often, in turn; the best counts."""

QUEUE = """
import sys
from karn.cli.installation import prepare
prepare()
from django.db import transaction
from django.utils import timezone
from karn.apps.customers.models import Contact
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail, MailSettings
at, count = timezone.now(), int(sys.argv[1])
begun = Mail.objects.count()
with transaction.atomic():
    MailSettings.objects.update_or_create(pk=1, defaults={"hourly": 10**6})
    for contact in Contact.objects.select_related("customer").order_by("-pk")[begun : begun + count]:
        queue_mail(
            to=contact.email, key=f"load:{contact.pk}", by=None, at=at, template="survey_invitation",
            language="nl", values={"link": "https://example.org/s/" + "x" * 38}, about=contact,
        )
"""
SEND = """
import json, sys, time
from karn.cli.installation import prepare
prepare()
from django.utils import timezone
from karn.apps.mailing.actions.sending import send_due
begun = time.perf_counter()
sent = send_due(at=timezone.now(), limit=int(sys.argv[1]))
print(json.dumps({"sent": sent.counts["sent"], "seconds": time.perf_counter() - begun}))
"""
PLAIN = """
import json, smtplib, sys, time
from email.message import EmailMessage
count, port = int(sys.argv[1]), int(sys.argv[2])
begun = time.perf_counter()
with smtplib.SMTP("127.0.0.1", port) as server:
    for number in range(count):
        message = EmailMessage()
        message["From"], message["Subject"] = "karn@example.org", "Hoe gaat het?"
        message["To"] = f"contact{number}@example.org"
        message.set_content("Dag,\\n\\n" + "Wil je ons iets vertellen? " * 20)
        html = "<p>Dag,</p><p>" + "Wil je ons iets vertellen? " * 60 + "</p>"
        message.add_alternative(html, subtype="html")
        server.send_message(message)
print(json.dumps({"sent": count, "seconds": time.perf_counter() - begun}))
"""


def mailing(data: Path, mails: int = MAILS) -> dict[str, Any]:
    """Send `mails` from the outbox and as many by smtplib, and return both rates in mails a second.

    Raises RuntimeError where not all of them went.
    """
    with _sink() as port:
        told = {"KARN_DATA": str(data), "KARN_MAIL_URL": f"smtp://127.0.0.1:{port}"}
        told |= {"KARN_MAIL_FROM": "karn@example.org", "KARN_ADDRESS": "https://karn.example.org"}
        own, plain = 0.0, 0.0
        for _round in range(ROUNDS):
            _python(told, QUEUE, mails)
            own = max(own, _rate(_python(told, SEND, mails), mails))
            plain = max(plain, _rate(_python({}, PLAIN, mails, port), mails))
    return {"own": own, "plain": plain}


def cell(figures: dict[str, Any]) -> str:
    """Return both rates, and the ratio."""
    ratio = figures["own"] / figures["plain"]
    return f"{figures['own']:.0f}/s; smtplib alone {figures['plain']:.0f}/s; ratio {ratio:.2f}"


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.load.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None  # noqa: S101 (asked for)
        assert server.stdout is not None  # noqa: S101
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


def _python(told: dict[str, str], script: str, *arguments: int) -> str:
    command = [sys.executable, "-c", script, *(str(one) for one in arguments)]
    done = subprocess.run(command, env=os.environ | told, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def _rate(said: str, mails: int) -> float:
    told = json.loads(said.splitlines()[-1])
    if told["sent"] != mails:
        raise RuntimeError(f"{told['sent']} of {mails} mails were sent.")
    return mails / float(told["seconds"])
