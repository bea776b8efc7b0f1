"""How figures are said."""

import pytest

from karn.apps.desk.rules import may_be_percentage, says_percentages


@pytest.mark.parametrize(
    ("customers", "allowed"), [(None, False), (0, False), (19, False), (20, True), (2143, True)]
)
def test_a_share_of_under_twenty_is_never_a_percentage(customers: int | None, allowed: bool) -> None:
    assert may_be_percentage(customers) is allowed


@pytest.mark.parametrize(("customers", "first"), [(48, False), (99, False), (100, True)])
def test_a_company_that_knows_its_customers_reads_counts_first(customers: int, first: bool) -> None:
    assert says_percentages(customers) is first
