from datetime import UTC, date, datetime
from typing import Any

from karn.apps.contracts.models import Departure

HEAD = "departure_id,customer_id,subscription_id,notice_on,contract_ends_on,kind,reason\n"


def test_a_departure_is_stored_and_known_from_its_notice(import_text: Any, counts: Any) -> None:
    import_text("subscriptions", "subscription_id,customer_id,starts_on,mrr\nS1,C1,2025-01-01,10\n")
    run = import_text("departures", HEAD + "V1,C1,S1,2026-01-05,2026-03-01,voluntary,price\n")
    departure = Departure.objects.get()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert departure.subscription is not None
    assert departure.subscription.source_id == "S1"
    assert (departure.notice_on, departure.contract_ends_on) == (date(2026, 1, 5), date(2026, 3, 1))
    assert (departure.kind, departure.reason) == ("voluntary", "price")
    assert departure.known_at == datetime(2026, 1, 4, 23, tzinfo=UTC)


def test_a_departure_of_no_stated_kind_is_unknown(import_text: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    import_text("departures", HEAD + "V1,C1,,2026-01-05,,,\n")
    assert Departure.objects.get().kind == "unknown"


def test_a_departure_without_any_date_is_refused(import_text: Any, refusals: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    run = import_text("departures", HEAD + "V1,C1,,,,voluntary,\n")
    assert refusals(run) == [(2, "notice_on", "", "no_date")]


def test_a_notice_taken_back_is_a_change(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    import_text("departures", HEAD + "V1,C1,,2026-01-05,2026-03-01,voluntary,\n")
    text = HEAD.strip() + ",undone_on\nV1,C1,,2026-01-05,2026-03-01,voluntary,,2026-02-01\n"
    assert counts(import_text("departures", text)) == (0, 1, 0, 0, 0)
    assert Departure.objects.get().undone_on == date(2026, 2, 1)


def test_a_departure_without_a_day_of_notice_is_known_since_its_import(import_text: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    run = import_text("departures", HEAD + "V1,C1,,,2025-03-01,payment_failure,\n")
    assert Departure.objects.get().known_at == run.started_at
