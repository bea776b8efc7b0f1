"""kill -9 at every point around sending, two workers, and people who say no meanwhile: on a real database."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.slow

# A post that writes down who got what the moment it is handed over, as a mail server would.
POST = """
import time
from karn.apps.mailing.actions.objections import object_to_mail
from karn.apps.mailing.actions.posting import Fate, Outcome
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.models import Kind, Mail, Suppression
from karn.apps.mailing.rules.rendering import Parts
from karn.kernel.points import point

class Book:
    name = "smtp"
    claimed = 0.0
    def __init__(self, wait=0.0):
        self.wait = wait
    def hand_over(self, message, *, number, at):
        time.sleep(self.wait)
        point("mail.handing_over")
        with open(settings.INSTALLATION.data / "book", "a") as book:
            book.write(f"{message.to[0]} {self.claimed}\\n")
        point("mail.handed_over")
        return Outcome(Fate.SENT)

def fill(count, kind=Kind.SURVEY):
    for number in range(count):
        queue_mail(to=f"r{number}@example.org", key=str(number), parts=Parts("Hi", "{{name}}"), kind=kind,
                   values={"name": "x"}, language="en", by=None, at=AT)

def read(data):
    path = data / "book"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []
"""

KILLS = (
    POST
    + """
def queue():
    fill(3)

def send():
    send_due(at=AT, worker="w", post=Book())

def again():
    send_due(at=AT + timedelta(minutes=1), post=Book())  # another worker: it sees that the first is gone
    return dict(Mail.objects.values_list("key", "state"))

before = root / "empty"
assert forked(before, queue) == 0
found = []
whole = copied(before, "whole")
for name, killed, data in killed_at_each_point(before, send, whole=whole, but=("file.", "lock.")):
    states = told_by(data, again)
    found.append([name, killed, [reader for reader, _at in read(data)], states])
print(json.dumps(found))
"""
)


def test_a_kill_anywhere_sends_nothing_twice_and_skips_nothing(driven: Callable[..., Any]) -> None:
    """One child per point, and another round afterwards. What was claimed then is unknown: one mail."""
    found = driven(KILLS)
    assert {"mail.claimed", "mail.handing_over", "mail.handed_over", "mail.settled"} <= {
        name for name, *_ in found
    }
    for name, killed, readers, states in found:
        assert (name, killed) == (name, -9)
        assert len(readers) == len(set(readers)), name
        unknown = {key for key, state in states.items() if state == "unknown"}
        assert len(unknown) <= 1, name
        assert {state for key, state in states.items() if key not in unknown} == {"sent"}, name
        sent = {f"r{key}@example.org" for key in states if key not in unknown}
        assert sent <= set(readers) <= sent | {f"r{key}@example.org" for key in unknown}, name


WORKERS = (
    POST
    + """
NOES = int(sys.argv[2])
def queue():
    from karn.apps.mailing.models import MailSettings
    MailSettings.objects.create(pk=1, hourly=10000)
    fill(NOES + 20)

def work(name):
    def deed():
        from karn.apps.mailing.actions import sending
        decide, book = sending._decide, Book(0.001)
        def noted(*asked):
            # Within the claim's transaction: whoever said no before this was stored before this.
            book.claimed = time.monotonic()
            return decide(*asked)
        sending._decide = noted
        for _turn in range(90):
            if not sum(send_due(at=AT, worker=name, limit=20, post=book).counts.values()):
                break
    return deed

def refuse():
    # Most readers say no, the last first, while the others are being sent to.
    for number in range(NOES):
        object_to_mail(address=f"r{NOES + 19 - number}@example.org", way="link", at=AT)
        with open(settings.INSTALLATION.data / "refusals", "a") as book:
            book.write(f"r{NOES + 19 - number}@example.org {time.monotonic()}\\n")

def outcome():
    return list(Mail.objects.values_list("address", "state").order_by("pk"))

data = settings.INSTALLATION.data
queue()
connection.close()  # each child opens its own
children = []
for deed in (work("a"), work("b"), refuse):
    pid = os.fork()
    if pid == 0:
        try:
            deed()
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(1)
    children.append(pid)
status = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
states = outcome()
refusals = [line.split() for line in (data / "refusals").read_text().splitlines()]
print(json.dumps({"status": status, "sent": read(data), "refused": refusals, "states": states}))
"""
)


@pytest.mark.parametrize(("database", "noes"), [("sqlite", 200), ("postgres", 50)])
def test_two_workers_send_each_mail_once_and_nothing_after_somebody_said_no(
    driven: Callable[..., Any], database: str, noes: int
) -> None:
    told = driven(WORKERS, str(noes), database=database)
    assert told["status"] == [0, 0, 0]
    readers = [reader for reader, _at in told["sent"]]
    states, refused = dict(told["states"]), dict(told["refused"])
    assert len(readers) == len(set(readers))
    assert set(readers) == {address for address, state in states.items() if state == "sent"}
    assert set(states.values()) <= {"sent", "withheld"}
    assert {address for address, state in states.items() if state == "withheld"} <= set(refused)
    # A mail that was sent to somebody who said no was claimed before the no was stored.
    after_the_no = [
        reader for reader, claimed in told["sent"] if float(claimed) > float(refused.get(reader, "inf"))
    ]
    assert after_the_no == []
    assert len(refused) == noes
