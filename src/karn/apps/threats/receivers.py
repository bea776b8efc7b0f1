"""What happens here because something was recorded below."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karn.apps.company.queries import current_company, local_day
from karn.apps.threats.actions import observe_customer


def look_again(*, customer_id: int, at: datetime, **_told: Any) -> None:
    """Somebody recorded something about a customer: let the rules on talks look at that one."""
    observe_customer(customer_id=customer_id, on=local_day(at, current_company()), at=at)
