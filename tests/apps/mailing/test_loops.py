"""Two installations wired to each other: each one's mail server hands all mail to the other, and answers."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

WIRED = """
import asyncio, threading
from email import message_from_bytes, policy
from aiosmtpd.smtp import SMTP
from karn.apps.company.models import Company
from karn.apps.mailing.actions.posting import SmtpPost
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.actions.returns import note_report
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Kind, Mail, Suppression
from karn.apps.mailing.rules.rendering import Parts
from karn.apps.mailing.rules.reports import read_report

taken = []

class Server:
    async def handle_DATA(self, server, session, envelope):
        taken.append((envelope.rcpt_tos[0], bytes(envelope.content)))
        return "250 taken"

loop = asyncio.new_event_loop()
listening = loop.run_until_complete(loop.create_server(lambda: SMTP(Server(), loop=loop), "127.0.0.1", 0))
port = listening.sockets[0].getsockname()[1]
threading.Thread(target=loop.run_forever, daemon=True).start()

def begin(name, other):
    def begun():
        Company.objects.create(name=name, zone="UTC", language="en")
        for kind in (Kind.SERVICE, Kind.SURVEY):
            queue_mail(to=f"karn@{other}.example", key=kind, parts=Parts("Hello", "How is it?"), kind=kind,
                values={}, language="en", by=None, at=AT)
    return begun

def turn(name, came, at):
    # What came is read as `karn mail bounce` reads it; then whatever is due leaves.
    def turned():
        settings.INSTALLATION.mail_from = f"karn@{name}.example"
        kept = [note_report(told, way="file", at=at) is not None
            for told in map(read_report, came) if told is not None]
        post = SmtpPost(f"smtp://127.0.0.1:{port}", timeout=10)
        sent = send_due(at=at, post=post).counts
        post.close()
        return {"kept": sum(kept), "sent": sum(sent.values()), "mails": Mail.objects.count(),
            "silent": Suppression.objects.count()}
    return turned

def away(content):
    subject = message_from_bytes(content, policy=policy.default)["Subject"]
    return f"Subject: Re: {subject}\\nAuto-Submitted: auto-replied\\n\\nWe are away.".encode()

def refused(content, reader):
    number = message_from_bytes(content, policy=policy.default)["Message-ID"]
    return ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\\n\\n"
        "--b\\nContent-Type: message/delivery-status\\n\\nReporting-MTA: dns; mx\\n\\n"
        f"Final-Recipient: rfc822; {reader}\\nAction: failed\\nStatus: 5.1.1\\n\\n"
        f"--b\\nContent-Type: text/rfc822-headers\\n\\nMessage-ID: {number}\\n\\n--b--\\n").encode()

both = {"a": copied(root / "empty", "a"), "b": copied(root / "empty", "b")}
for name, other in (("a", "b"), ("b", "a")):
    assert forked(both[name], begin(name, other)) == 0
inbox = {"a": [], "b": []}
turns = []
for number in range(4):
    for name, other in (("a", "b"), ("b", "a")):
        came, inbox[name] = inbox[name], []
        turns.append(told_by(both[name], turn(name, came, AT + timedelta(hours=number))))
        for reader, content in taken:  # its mail, a holiday notice and a bounce for each
            inbox[other].append(content)
            inbox[name] += [away(content), refused(content, reader)]
        taken.clear()
print(json.dumps(turns))
"""


def test_two_installations_wired_to_each_other_fall_silent_at_once(driven: Callable[..., Any]) -> None:
    first, second, *later = driven(WIRED)
    assert [first, second] == [{"kept": 0, "sent": 2, "mails": 2, "silent": 0}] * 2
    # Two bounces come back to each, the second about an address that is closed by then; nothing leaves again.
    assert (
        later
        == [{"kept": 2, "sent": 0, "mails": 2, "silent": 1}] * 2
        + [{"kept": 0, "sent": 0, "mails": 2, "silent": 1}] * 4
    )
