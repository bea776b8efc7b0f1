"""What the audit log says, in words."""

import pytest
from django.utils import translation

from karn.web.words.audit import Names, details_in_words, thing_in_words

NAMES = Names({3: "Bo", 7: "Cas"}, {2: "North"})


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("", ""),
        ("manager > analyst", "Manager → Analyst"),
        ("manager", "Manager"),
        ("412: person:3 > person:7", "412 customers, from Bo to Cas"),
        ("1: person:3 > person:9", "1 customer, from Bo to #9"),
        ("person:3 2026-03-01 > 2026-03-08", "by Bo, from 1 March 2026 up to 8 March 2026"),
        ("person:3 2026-03-08", "by Bo, up to 8 March 2026"),
        ("person:3 read customers", "acts as Bo, may: read, customers"),
        ("owner 12 > person:7", "Give to an account manager: 12 customers → Cas"),
        ("team 1 > team:2", "Put into a team: 1 customer → North"),
        ("bin 1200", "Move to the bin: 1,200 customers"),
        ("5 > 7", "customer 5 into 7"),
        ("5 < 7", "customer 5 out of 7"),
        ("forked 120 > 100", "it was anchored at entry 120 and ended with entry 100"),
        ("chosen 2", "2 customers"),
        ("undo contact 12", "change 12 taken back"),
        ("merge by 2 keys", "merging by itself: 2 keys"),
        ("customers: 48 new, 0 changed, 2 refused", "Customers: 48 new, 0 changed, 2 refused"),
        ("contact added", "a contact added"),
        ("price_from 9", "New price"),
        ("undo price_from 9", "taken back: New price"),
        ("competitor", "Named a competitor"),
        ("name, currency", "name, currency"),
        ("contact token:4", "a contact, through token 4"),
        ("token:4", "through token 4"),
        ("thanks done", "Say thank you and goodbye · done"),
        ("reviewer person:3 exception", "who reviews · Bo · as an exception"),
        ("attitude red", "Attitude · act"),
        ("team in, opened", "our own view is in · opened"),
        ("3 put", "3 · put to a wish"),
        ("unanswered 2026-03-08", "Unanswered · 8 March 2026"),
        ("win_back consent", "Asking them back by mail, after they left · They said yes"),
        ("sends what waited: 1200", "sends what waited · 1,200"),
        ("silent: on, times 3 > 4", "Silent: switched on, Times the usual gap 3 → 4"),
        ("silent: off", "Silent: switched off"),
        ("silent: hours 3 > 4", "silent: hours 3 > 4"),
        (
            "hourly: 100 > 1200; monthly: 2 > 4",
            "mails within an hour 100 → 1,200, marketing mails and surveys within 30 days 2 → 4",
        ),
        ("password_link sv", "A new password · Swedish"),
        ("why te-ver version 2", "Why they left · te-ver · version · 2"),
        ("why price retired", "Why they left · Price · retired"),
        ("why word to price", "Why they left · a word means · Price"),
        ("where word to -", "Where they went · a word means · –"),
        ("goodbye nl", "Goodbye to who leaves · Dutch"),
        ("thanks surely", "thanks surely"),
        ("customer_churn", "customer_churn"),
    ],
)
def test_details_are_said_in_words(detail: str, said: str) -> None:
    assert details_in_words(detail, NAMES) == said


def test_other_languages_have_their_words() -> None:
    with translation.override("nl"):
        assert details_in_words("412: person:3 > person:7", NAMES) == "412 klanten, van Bo naar Cas"
        assert thing_in_words("conversations.conversation", "7") == "gesprek 7"
    with translation.override("sv"):
        assert details_in_words("manager > analyst", NAMES) == "Chef → Analytiker"


def test_a_thing_without_words_is_what_it_is_called_inside() -> None:
    assert thing_in_words("plays.play", "7") == "play 7"
    assert thing_in_words("", "") == ""
