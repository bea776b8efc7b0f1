"""The Big List of Naughty Strings through what farewell mails: letters of goodbye, receipts, notices."""

import json
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from karn.apps.farewell.actions.declarations import receive_declaration
from karn.apps.farewell.actions.goodbyes import begin_goodbye, send_goodbye, write_goodbye
from karn.apps.farewell.models.declarations import Sort
from karn.apps.farewell.rules.declarations import LONGEST_CONTRACT, LONGEST_NAME, Said
from karn.apps.mailing.actions.posting import Fate, Outcome
from karn.apps.mailing.actions.sending import send_due
from karn.apps.people.rules import Role
from karn.kernel.text import one_line

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
LIST = Path(__file__).parents[1] / "mailing/naughty-strings/blns.json"
STRINGS = [text for text in map(one_line, json.loads(LIST.read_text(encoding="utf-8"))) if text]


class Reader:
    """A post that reads each message as it would leave."""

    name = "smtp"

    def __init__(self) -> None:
        self.taken: list[Any] = []

    def hand_over(self, message: Any, *, number: int, at: datetime) -> Outcome:  # noqa: ARG002
        self.taken.append(message_from_bytes(message.message().as_bytes(), policy=policy.default))
        return Outcome(Fate.SENT)


def sent() -> list[tuple[str, str]]:
    """Send what waits; return the plain text and the HTML of each mail. One reader, no header of theirs."""
    post = Reader()
    send_due(at=AT, post=post, limit=500)
    assert {(message["To"], message["Bcc"]) for message in post.taken} == {("jo@bakker.example", None)}
    parts = [
        [message.get_body((kind,)).get_content() for kind in ("plain", "html")] for message in post.taken
    ]
    return [(plain.replace("\r\n", "\n"), html) for plain, html in parts]


@pytest.fixture
def leaver(world: Any) -> Any:
    """A company that gave notice on 1 June."""
    world.company(name="Studio", trade="agency", language="en", country="NL")
    customer = world.customer("Bakker BV", kind="company", email="jo@bakker.example", language="en")
    world.price(world.subscription(customer), starts_on=date(2022, 3, 1))
    world.departure(customer, notice_on=date(2026, 6, 1), contract_ends_on=date(2026, 7, 1), kind="voluntary")
    return customer


def test_all_of_it_as_the_words_of_a_goodbye_and_as_who_signs_it_is_read_as_typed(
    leaver: Any, world: Any
) -> None:
    told = []
    for start in range(0, len(STRINGS), 50):
        some = STRINGS[start : start + 50]
        eva = world.person(name=some[0][:150], role=Role.MANAGER)
        words = "\n".join(f"«{text}»" for text in some)
        goodbye = begin_goodbye(customer=leaver, by=eva, at=AT)
        written = write_goodbye(
            goodbye=goodbye, words=words, language="en", signer=eva, contact=None, by=eva, at=AT
        )
        send_goodbye(goodbye=written, by=eva, at=AT)
        type(written).objects.filter(pk=written.pk).update(removed_at=AT, departure=None)
        told.append(some)
    mails = sent()
    for (plain, html), some in zip(mails, told, strict=True):
        lines = [line[1:-1] for line in plain.split("\n") if line.startswith("«") and line.endswith("»")]
        assert lines == some
        assert some[0][:150] in plain
        assert ("<script" in html.lower(), "<img" in html.lower(), "<iframe" in html.lower()) == (False,) * 3


def test_all_of_it_as_who_declares_what_and_why_is_in_the_receipt_as_typed(leaver: Any) -> None:
    told = []
    for number, start in enumerate(range(0, len(STRINGS), 40)):
        some = STRINGS[start : start + 40]
        said = Said(
            name=some[0][:LONGEST_NAME], contract=some[1][:LONGEST_CONTRACT], receipt_to="jo@bakker.example",
            extraordinary=True, reason="\n".join(f"«{text}»" for text in some),
        )  # fmt: skip
        receive_declaration(
            sort=Sort.CANCEL, said=said, language="en", at=AT, customer=leaver, once=f"{number:032x}"
        )
        told.append(some)
    mails = sent()
    receipts = [one for one in mails if "Receipt number" in one[0]]
    assert len(receipts) >= len(told)
    for some in told:
        lines = "\n".join(f"«{text}»" for text in some)
        found = [html for plain, html in receipts if lines in plain]
        assert found, some[0]
        assert not any(tag in html.lower() for html in found for tag in ("<script", "<img", "<iframe"))
