from datetime import UTC, date, datetime, timedelta

from karn.apps.threats.signals.unanswered import Unanswered

ON = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def asked(world, customer, days, **values):
    return world.said(customer, NOON - timedelta(days=days), direction="in", **values)


def answered_before(world, customer, days, after, times=5):
    for number in range(times):
        start = NOON - timedelta(days=days + number)
        world.said(customer, start, direction="in", answered_at=start + timedelta(days=after))


def test_a_mail_left_for_exactly_the_answer_days_is_in_time(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 1, times=1)
    asked(world, customer, 2)
    assert list(Unanswered().find(look(ON, answer_days=2))) == []


def test_a_mail_left_a_day_longer_fires_with_its_facts(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 1, times=1)
    mail = asked(world, customer, 3, subject="Invoice?")
    (finding,) = Unanswered().find(look(ON, answer_days=2))
    assert (finding.customer_id, finding.since, finding.strength) == (customer.pk, date(2026, 3, 17), 2)
    assert finding.facts == {
        "channel": "mail",
        "subject": "Invoice?",
        "day": "2026-03-17",
        "waiting": 1,
        "limit": 2,
        "usual": None,
    }
    assert finding.evidence == [{"model": "conversations.conversation", "id": mail.pk}]


def test_a_weekend_is_no_delay(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 1, times=1)
    asked(world, customer, 1)  # on a Thursday
    sunday, monday, tuesday = (ON + timedelta(days=number) for number in (2, 3, 4))
    assert [len(list(Unanswered().find(look(day)))) for day in (sunday, monday, tuesday)] == [0, 0, 1]


def test_the_usual_answer_time_is_the_median_of_five_and_rounds_up(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 0.6)
    asked(world, customer, 10)
    (finding,) = Unanswered().find(look(ON))
    assert finding.facts["usual"] == 1


def test_a_customer_s_own_habit_goes_before_the_company_s(world, look):
    slow, quick = world.paying("Slow"), world.paying("Quick")
    answered_before(world, slow, 40, 4)
    answered_before(world, quick, 60, 1, times=9)
    asked(world, slow, 10)
    (finding,) = Unanswered().find(look(ON))
    assert finding.facts["usual"] == 4


def test_something_personal_sent_later_is_an_answer_and_bulk_mail_is_not(world, look):
    called, spammed = world.paying("Called"), world.paying("Spammed")
    for customer in (called, spammed):
        asked(world, customer, 10)
    world.said(called, NOON - timedelta(days=5), channel="call")
    world.said(spammed, NOON - timedelta(days=5), bulk=True)
    assert [finding.customer_id for finding in Unanswered().find(look(ON))] == [spammed.pk]


def test_answers_given_after_the_day_do_not_count_yet(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 1, times=1)
    asked(world, customer, 10, answered_at=NOON + timedelta(days=3))
    assert [finding.customer_id for finding in Unanswered().find(look(ON))] == [customer.pk]


def test_a_source_that_records_no_answers_says_nothing(world, look):
    customer = world.paying()
    asked(world, customer, 10)
    assert list(Unanswered().find(look(ON))) == []


def test_meetings_bulk_mail_and_old_questions_are_left_out(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 1, times=1)
    asked(world, customer, 10, channel="meeting")
    asked(world, customer, 10, bulk=True)
    asked(world, customer, 61)
    assert list(Unanswered().find(look(ON))) == []


def test_an_old_question_weighs_less_than_a_fresh_one(world, look):
    for days in (3, 8, 30, 31, 59):
        customer = world.paying()
        asked(world, customer, days)
    answered_before(world, world.paying(), 40, 1, times=1)
    assert [finding.strength for finding in Unanswered().find(look(ON))] == [1, 1, 3, 3, 2]


def test_three_waiting_messages_are_for_today(world, look):
    customer = world.paying()
    answered_before(world, customer, 40, 1, times=1)
    for days in (3, 4, 5):
        asked(world, customer, days)
    (finding,) = Unanswered().find(look(ON))
    assert (finding.strength, finding.facts["waiting"]) == (3, 3)


def test_the_number_of_queries_does_not_grow(world, look, django_assert_num_queries):
    for number in range(3):
        customer = world.paying(f"C{number}")
        answered_before(world, customer, 40, 1)
        asked(world, customer, 10)
    seen = look(ON)
    with django_assert_num_queries(3):
        assert len(list(Unanswered().find(seen))) == 3
