"""Making the lake and keeping the engine's answers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from karn.apps.company.models import Company
from karn.apps.contracts.models import Invoice, Payment, PaymentStatus
from karn.apps.contracts.queries.money import collection_of, with_collection
from karn.apps.contracts.rules.bills import BillState
from karn.apps.customers.models import Customer
from karn.apps.measures import actions
from karn.apps.measures.actions import refresh_measures
from karn.apps.measures.models import Answer, Refresh
from karn.apps.measures.queries import last_answers, last_refresh
from karn.kernel.errors import KarnError
from karn.platform.locks import Held, hold

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
AS_OF = date(2026, 4, 15)


def march(name: str) -> Any:
    answers = last_answers()
    assert answers is not None
    return answers.first(f"{name}.last_month")


@pytest.mark.usefixtures("golden")
def test_the_golden_month_is_measured_from_the_database() -> None:
    refresh_measures(as_of=AS_OF, at=NOON)
    churn, gross = march("customer_churn"), march("gross_mrr_churn")
    assert (churn["numerator"], churn["denominator"]) == (1, 6)
    assert (Decimal(gross["numerator"]), Decimal(gross["denominator"])) == (70, 385)
    answers = last_answers()
    assert answers is not None
    movements = {row["movement"]: Decimal(row["mrr"]) for row in answers.rows("mrr_movements.last_month")}
    assert [movements[name] for name in ("opening", "new", "expansion", "reactivation")] == [
        385,
        100,
        20,
        100,
    ]
    assert [movements[name] for name in ("contraction", "churn", "closing")] == [20, 170, 415]


def test_the_customers_lost_are_kept_by_name(golden: dict[int, Customer]) -> None:
    refresh_measures(as_of=AS_OF, at=NOON)
    answers = last_answers()
    assert answers is not None
    lost = [(row["customer_id"], row["left_on"]) for row in answers.rows("lost.last_month")]
    assert lost == [(str(golden[2].pk), "2026-03-15")]


@pytest.mark.django_db
def test_without_data_each_answer_says_why_there_is_none() -> None:
    refresh_measures(as_of=AS_OF, at=NOON)
    answers = last_answers()
    assert answers is not None
    assert {answer.error for answer in answers.by_name.values()} != {""}
    assert answers.rows("customer_churn.last_month") == []
    assert answers.error("customer_churn.last_month").startswith(
        "customer_churn needs the table subscriptions"
    )


@pytest.mark.usefixtures("golden")
def test_a_refresh_tells_what_it_does() -> None:
    told: list[tuple[str, int, int]] = []
    refresh_measures(as_of=AS_OF, at=NOON, progress=lambda *step: told.append(step))
    assert told[0][:2] == ("subscriptions", 0)
    counted = [done for _, done, _ in told]
    assert counted == sorted(set(counted))  # what nobody can ask of these data is a step that takes no time
    assert told[-1][1] == told[-1][2] - 1


@pytest.mark.usefixtures("golden")
def test_only_the_last_refreshes_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "KEPT_REFRESHES", 1)
    first = refresh_measures(as_of=AS_OF, at=NOON)
    second = refresh_measures(as_of=AS_OF, at=NOON)
    assert first.pk < second.pk
    assert set(Refresh.objects.values_list("pk", flat=True)) == {second.pk}
    assert set(Answer.objects.values_list("refresh", flat=True)) == {second.pk}


@pytest.mark.django_db
def test_a_second_refresh_at_the_same_time_is_refused(own_folder: Path) -> None:
    with hold(own_folder / "refresh.lock", otherwise=""), pytest.raises(Held, match="already"):
        refresh_measures(as_of=AS_OF, at=NOON)
    assert Refresh.objects.count() == 0


@pytest.mark.django_db
def test_a_refresh_that_cannot_write_keeps_the_reason(own_folder: Path) -> None:
    (own_folder / "lake").write_text("no folder")
    with pytest.raises(KarnError, match="is a file"):
        refresh_measures(as_of=AS_OF, at=NOON)
    assert [
        refresh.error.endswith("is a file; a lake is a folder.") for refresh in Refresh.objects.all()
    ] == [True]
    assert last_refresh() is None


@pytest.mark.parametrize(("grace", "left_on"), [(30, "2026-03-31"), (7, "2026-03-08")])
def test_who_owes_is_lost_at_the_end_of_the_company_s_grace(
    golden: dict[int, Customer], grace: int, left_on: str
) -> None:
    Company.objects.update_or_create(pk=1, defaults={"name": "Acme", "zone": "UTC", "grace_days": grace})
    fact = {"source": "test", "known_at": NOON}
    bill = Invoice.objects.create(
        **fact, source_id="owed", customer=golden[1], invoiced_on=date(2026, 3, 1), amount=100, currency="EUR"
    )
    Payment.objects.create(
        **fact, source_id="failed", invoice=bill, status=PaymentStatus.FAILED, failed_on=date(2026, 3, 1)
    )
    refresh_measures(as_of=AS_OF, at=NOON)
    answers = last_answers()
    assert answers is not None
    lost = {row["customer_id"]: row["left_on"] for row in answers.rows("lost.last_month")}
    assert lost[str(golden[1].pk)] == left_on
    [bill] = with_collection(Invoice.objects.all(), date(2026, 3, 8))
    state = BillState.IN_GRACE if grace > 7 else BillState.FAILED
    assert collection_of(bill, date(2026, 3, 8)) == state
