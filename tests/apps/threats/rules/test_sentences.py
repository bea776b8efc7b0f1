from datetime import date

import pytest
from django.utils.translation import override

from karn.apps.threats.rules.sentences import sentence

ON = date(2026, 11, 15)
MAIL = {"channel": "mail", "subject": "", "day": "2026-11-03", "waiting": 1, "limit": 2, "usual": 1}
QUIET = {"day": "2026-09-02", "never": False, "usual": 21, "limit": 63}
OWED = {
    "failed": False,
    "amount": "60.5",
    "currency": "EUR",
    "day": "2026-10-26",
    "invoices": 1,
    "usual": None,
}
RISE = {"day": "2026-12-01", "before": "100", "after": "112.5", "currency": "EUR"}
LEFT = {"name": "Ann", "day": "2026-10-01", "nobody_left": False}


@pytest.mark.parametrize(
    ("rule", "facts", "said"),
    [
        (
            "unanswered",
            MAIL,
            "Mail of 3 November unanswered for 12 days; you usually answer within 1 day.",
        ),
        (
            "unanswered",
            {**MAIL, "waiting": 3, "usual": None},
            "3 messages unanswered, the oldest (3 November) for 12 days; you mean to answer within 2 days.",
        ),
        (
            "disagree",
            {"says": "good", "about": "attitude", "day": "2026-11-03", "what": "money", "before": "200"}
            | {"after": "100", "currency": "EUR", "days": 60},
            (
                "Said to be well on 3 November (Attitude); "
                "and within 60 days they went from €200.00 to €100.00 a month."
            ),
        ),
        (
            "disagree",
            {"says": "bad", "about": "fit", "day": "2026-11-03", "what": "use", "recent": 9, "usual": 3}
            | {"days": 60},
            "Said not to be well on 3 November (the criteria); used 9 times in 60 days, 3 is usual here.",
        ),
        ("silent", QUIET, "No personal contact for 74 days; usual here is 21 days."),
        ("silent", {**QUIET, "usual": None}, "No personal contact for 74 days; your rhythm is 63 days."),
        (
            "silent",
            {**QUIET, "never": True},
            "No personal contact since they joined on 2 September; your rhythm is 63 days.",
        ),
        ("payment", OWED, "Invoice of €60.50 is 20 days overdue."),
        ("payment", {**OWED, "usual": 0}, "Invoice of €60.50 is 20 days overdue; they usually pay in time."),
        (
            "payment",
            {**OWED, "failed": True, "usual": 1},
            "Payment of €60.50 failed on 26 October and is not yet paid; they usually pay 1 day late.",
        ),
        (
            "price_rise",
            RISE,
            "Price goes up 12.5% on 1 December: from €100.00 to €112.50 a month.",
        ),
        (
            "price_rise",
            {**RISE, "day": "2026-11-15"},
            "Price went up 12.5% on 15 November: from €100.00 to €112.50 a month.",
        ),
        (
            "price_rise",
            {**RISE, "discount_ends": True},
            "Discount ends on 1 December: from €100.00 to €112.50 a month.",
        ),
        (
            "price_rise",
            {**RISE, "discount_ends": True, "day": "2026-11-15"},
            "Discount ended on 15 November: from €100.00 to €112.50 a month.",
        ),
        (
            "lost_contact",
            LEFT,
            "Ann, who spoke up for us, left on 1 October: nobody has taken over that role.",
        ),
        (
            "contract_end",
            {"day": "2026-12-15", "notice_days": 30},
            "Contract ends on 15 December, in 30 days, and no renewal is recorded.",
        ),
        (
            "promise_overdue",
            {"day": "2026-11-10", "promises": 1, "words": "a report"},
            "A promise was due on 10 November, 5 days ago: “a report”.",
        ),
        (
            "bulk_only",
            {"day": "2026-05-15", "mails": 4, "never": False, "days": 180},
            "Only mail to many for 184 days, and nobody spoke with them: 4 lately.",
        ),
        (
            "falling_use",
            {"day": "2026-11-10", "recent": 2, "usual": 9, "days": 28},
            "Used 2 times in 28 days; 9 is usual here.",
        ),
        (
            "falling_orders",
            {"day": "2026-09-16", "usual": 20, "most": 40},
            "No order for 60 days; usual here is one every 20 days.",
        ),
        (
            "open_ticket",
            {"day": "2026-11-05", "again": False, "tickets": 1},
            "Ticket of 5 November open for 10 days.",
        ),
        (
            "high_invoice",
            {"day": "2026-11-05", "amount": "180", "most": "120", "currency": "EUR"},
            "Invoice of €180.00 on 5 November; the highest of the year before was €120.00.",
        ),
        (
            "downgrade",
            {"day": "2026-11-01", "before": "100", "after": "80", "currency": "EUR"},
            "They went down on 1 November: from €100.00 to €80.00 a month.",
        ),
        ("new_contact", {"day": "2026-11-01", "name": "Bob"}, "Bob is new there since 1 November."),
        (
            "one_contact",
            {"day": "2026-11-01", "gone": 1},
            "Only one contact is left there; the last to leave went on 1 November.",
        ),
        (
            "renamed",
            {"day": "2026-11-01", "what": "name", "was": "Oud", "became": "Nieuw"},
            "Another name since 1 November: Nieuw in place of Oud.",
        ),
        (
            "new_manager",
            {"day": "2026-11-01", "was": "Eva", "became": "Jan"},
            "Jan looks after them since 1 November, in place of Eva.",
        ),
    ],
)
def test_each_signal_is_one_plain_sentence(rule, facts, said):
    assert sentence(rule, facts, on=ON) == said


def test_numbers_and_days_follow_the_language():
    with override("nl"):
        said = sentence("price_rise", RISE, on=ON)
    assert "12,5%" in said
    assert "1 december" in said
    assert "€\xa0112,50" in said


def test_a_day_of_another_year_says_which():
    said = sentence("contract_end", {"day": "2027-01-02", "notice_days": 30}, on=ON)
    assert said == "Contract ends on 2 January 2027, in 48 days, and no renewal is recorded."
