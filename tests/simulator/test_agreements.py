from datetime import date

from karn.simulator.agreements import Agreement, Price


def agreement() -> Agreement:
    made = Agreement("S1", "C1", "EUR")
    made.put(date(2026, 1, 1), Price("Basis", 1900, quantity=3, discount=25))
    return made


def test_an_invoice_is_all_pieces_less_the_discount():
    assert Price("Basis", 1900).invoiced == 1900
    assert Price("Basis", 1900, quantity=3, discount=25).invoiced == 4275
    assert Price("Basis", 1995, discount=50).invoiced == 998


def test_a_change_ends_one_state_and_begins_the_next():
    made = agreement()
    made.change(date(2026, 4, 1), discount=0)
    made.end(date(2026, 7, 1), "voluntary")
    rows = [(row.starts_on, row.ends_on, row.discount_percent, row.end_kind) for row in made.rows()]
    assert rows == [
        (date(2026, 1, 1), date(2026, 4, 1), 25, ""),
        (date(2026, 4, 1), date(2026, 7, 1), 0, "voluntary"),
    ]


def test_a_second_change_on_the_same_day_replaces_the_first():
    made = agreement()
    made.change(date(2026, 4, 1), discount=0)
    made.change(date(2026, 4, 1), plan="Plus")
    assert [(row.plan, row.discount_percent) for row in made.rows()] == [("Basis", 25), ("Plus", 0)]


def test_a_change_to_the_same_price_is_no_change():
    made = agreement()
    made.change(date(2026, 4, 1), quantity=3)
    assert len(made.rows()) == 1
