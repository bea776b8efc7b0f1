"""What one of us noticed becomes a sign, each kind by a rule of its own."""

from datetime import UTC, datetime, time, timedelta

import pytest

from karn.apps.conversations.models import Hint
from karn.apps.threats.rules.sentences import sentence
from karn.apps.threats.signals.asked_notice import AskedNotice
from karn.apps.threats.signals.named_competitor import NamedCompetitor
from karn.apps.threats.signals.something_changed import SomethingChanged

ON = datetime(2026, 3, 20, tzinfo=UTC).date()
RULES = {"change": SomethingChanged(), "competitor": NamedCompetitor(), "notice_terms": AskedNotice()}


def note(customer, kind, days=0, **values):
    noticed_at = datetime.combine(ON - timedelta(days=days), time(12), UTC)
    number = Hint.everything.count()
    fact = {"source": "karn", "source_id": f"h{number}", "known_at": noticed_at}
    return Hint.objects.create(customer=customer, kind=kind, noticed_at=noticed_at, **fact, **values)


@pytest.mark.parametrize("kind", RULES)
def test_each_rule_finds_its_own_kind(world, look, kind):
    hint = note(world.paying(), kind)
    found = {code: list(rule.find(look(ON))) for code, rule in RULES.items()}
    assert {code for code, findings in found.items() if findings} == {kind}
    assert found[kind][0].evidence == [{"model": "conversations.hint", "id": hint.pk}]


@pytest.mark.parametrize(
    ("kind", "days", "strength"),
    [
        ("notice_terms", 14, 3), ("notice_terms", 15, 2), ("notice_terms", 90, 2), ("notice_terms", 91, None),
        ("competitor", 30, 2), ("competitor", 31, 1), ("competitor", 91, None),
        ("change", 0, 1), ("change", 90, 1), ("change", 91, None),
    ],
)  # fmt: skip
def test_what_was_noticed_fades_and_is_forgotten(world, look, kind, days, strength):
    note(world.paying(), kind, days)
    assert [one.strength for one in RULES[kind].find(look(ON))] == ([strength] if strength else [])


def test_several_count_once_with_all_of_them_as_evidence(world, look):
    customer = world.paying()
    hints = [note(customer, "competitor", days, words=f"C{days}") for days in (40, 3, 10)]
    (finding,) = NamedCompetitor().find(look(ON))
    assert finding.facts == {"day": "2026-03-17", "times": 3, "words": "C3"}
    assert [row["id"] for row in finding.evidence] == [hints[1].pk, hints[2].pk, hints[0].pk]


def test_removed_hints_and_customers_nobody_watches_are_left_out(world, look):
    note(world.paying(), "competitor", removed_at=datetime(2026, 3, 20, tzinfo=UTC))
    customer = world.paying()
    note(customer, "competitor")
    assert list(NamedCompetitor().find(look(ON, watched=set()))) == []
    assert [one.customer_id for one in NamedCompetitor().find(look(ON))] == [customer.pk]


@pytest.mark.parametrize(
    ("rule", "times", "words", "said"),
    [
        ("named_competitor", 1, "", "They named a competitor on 17 March."),
        ("named_competitor", 2, "Acme", "They named a competitor 2 times, last on 17 March: “Acme”."),
        ("asked_notice", 1, "", "They asked about notice terms on 17 March."),
        ("something_changed", 1, "New owner", "Something changed there, noticed on 17 March: “New owner”."),
    ],
)
def test_the_sentence_says_when_how_often_and_in_whose_words(rule, times, words, said):
    facts = {"day": "2026-03-17", "times": times, "words": words}
    assert sentence(rule, facts, on=ON) == said
