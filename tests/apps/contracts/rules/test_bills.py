from datetime import date, timedelta
from typing import Any

import pytest

from karn.apps.company.models import GRACE_DAYS
from karn.apps.contracts.rules.bills import BillState, bill_state

ON = date(2026, 3, 20)
MISSED = {"failed": True, "failed_on": ON - timedelta(days=GRACE_DAYS - 1)}


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, BillState.OPEN),
        ({"due_on": ON}, BillState.OPEN),
        ({"due_on": ON - timedelta(days=1)}, BillState.OVERDUE),
        (MISSED, BillState.IN_GRACE),
        ({"failed": True, "failed_on": ON - timedelta(days=GRACE_DAYS)}, BillState.FAILED),
        ({"failed": True}, BillState.FAILED),
        ({**MISSED, "grace_days": 7}, BillState.FAILED),
        ({**MISSED, "paid": True}, BillState.PAID),
        ({**MISSED, "credited_on": ON}, BillState.CREDITED),
        ({"credited_on": ON + timedelta(days=1)}, BillState.OPEN),
        ({"paid": True, "credited_on": ON}, BillState.PAID),
    ],
)
def test_an_invoice_stands_where_its_payments_leave_it(told: dict[str, Any], state: BillState) -> None:
    assert bill_state(ON, **({"grace_days": GRACE_DAYS} | told)) == state
