from datetime import UTC, date, datetime, timedelta

from karn.apps.threats.signals.silent import Silent

ON = date(2026, 6, 20)
NOON = datetime(2026, 6, 20, 12, tzinfo=UTC)


def spoke(world, customer, *days, **values):
    return [world.said(customer, NOON - timedelta(days=ago), **values) for ago in days]


def company_without_rhythm(world):
    """Most customers are never spoken to: the rhythm says nothing here."""
    return [world.paying(f"Quiet {number}") for number in range(3)]


def test_three_times_the_usual_gap_exactly_is_not_yet_silent(world, look):
    company_without_rhythm(world)
    customer = world.paying()
    spoke(world, customer, *[63 + 21 * number for number in range(5)])
    assert list(Silent().find(look(ON))) == []


def test_a_day_more_than_three_times_the_usual_gap_fires(world, look):
    company_without_rhythm(world)
    customer = world.paying()
    last, *_ = spoke(world, customer, *[64 + 21 * number for number in range(5)])
    (finding,) = Silent().find(look(ON))
    assert finding.customer_id == customer.pk
    assert finding.facts == {"day": "2026-04-17", "never": False, "usual": 21, "limit": 63}
    assert (finding.since, finding.strength) == (date(2026, 4, 17), 1)
    assert finding.evidence == [{"model": "conversations.conversation", "id": last.pk}]


def test_three_gaps_are_too_few_to_call_usual(world, look):
    company_without_rhythm(world)
    spoke(world, world.paying(), *[64 + 21 * number for number in range(4)])
    assert list(Silent().find(look(ON))) == []


def test_the_company_s_rhythm_counts_where_most_keep_it(world, look):
    kept, lost = world.paying("Kept"), world.paying("Lost")
    spoke(world, kept, 90)
    spoke(world, lost, 91)
    (finding,) = Silent().find(look(ON, rhythm_days=90))
    assert (finding.customer_id, finding.facts["limit"], finding.facts["usual"]) == (lost.pk, 90, None)


def test_bulk_mail_and_questions_nobody_answered_are_no_contact(world, look):
    kept, lost = world.paying("Kept"), world.paying("Lost")
    spoke(world, kept, 1)
    spoke(world, lost, 95)
    spoke(world, lost, 5, bulk=True)
    spoke(world, lost, 4, direction="in")
    assert [finding.customer_id for finding in Silent().find(look(ON))] == [lost.pk]


def test_never_spoken_to_since_joining_fires_after_the_rhythm(world, look):
    kept = world.paying("Kept")
    spoke(world, kept, 1)
    longer = world.paying("Longer", joined_on=date(2026, 3, 21))
    watched = {kept.pk, longer.pk}
    (finding,) = Silent().find(look(ON, watched=watched))
    assert (finding.customer_id, finding.facts["never"], finding.since) == (
        longer.pk,
        True,
        date(2026, 3, 21),
    )
    longer.joined_on = date(2026, 3, 22)
    longer.save()
    assert list(Silent().find(look(ON, watched=watched))) == []


def test_longer_silence_is_stronger_but_never_for_today(world, look):
    company_without_rhythm(world)
    for name, ago in (("One", 94), ("Two", 95), ("Three", 400)):
        spoke(world, world.paying(name), *[ago + 21 * number for number in range(5)])
    assert [finding.strength for finding in Silent().find(look(ON))] == [1, 2, 2]


def test_a_gap_there_was_before_is_no_silence_yet(world, look):
    company_without_rhythm(world)
    customer = world.paying()
    spoke(world, customer, *[80 + 21 * number for number in range(5)], 264)
    assert list(Silent().find(look(ON))) == []
    spoke(world, customer, 285)
    assert [finding.facts["limit"] for finding in Silent().find(look(date(2026, 7, 21)))] == [100]
