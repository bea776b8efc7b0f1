"""Who may do what."""

import pytest

from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, Role, may, roles_that_may, sees_every_customer

A, M, K, N, S = (
    Role.ADMINISTRATOR,
    Role.MANAGER,
    Role.ACCOUNT_MANAGER,
    Role.ANALYST,
    Role.SERVICE,
)

# Written out a second time: what somebody may is changed in two places, or not at all.
ALLOWED = {
    Deed.SEE_FIGURES: [A, M, K, N, S],
    Deed.SEE_CUSTOMERS: [A, M, K, N, S],
    Deed.CHANGE_CUSTOMERS: [A, M, K, S],
    Deed.MERGE_CUSTOMERS: [A, M],
    Deed.SEE_PEOPLE: [A, M],
    Deed.ARRANGE_COVER: [A, M],
    Deed.HAND_OVER: [A, M],
    Deed.LOG_CONVERSATIONS: [A, M, K, S],
    Deed.EXPORT: [A, M, K, N],
    Deed.IMPORT_FILES: [A, M],
    Deed.REFRESH: [A, M, K, N],
    Deed.CHANGE_COMPANY: [A],
    Deed.CHANGE_PEOPLE: [A],
    Deed.SEE_AUDIT: [A],
    Deed.PERSONAL_DATA: [A, M],
    Deed.SEE_RUNS: [A, M],
    Deed.KEEP_SEGMENTS: [A, M, K, S],
    Deed.KEEP_TASKS: [A, M, K, S],
    Deed.ASK_CUSTOMERS: [A, M, K, S],
    Deed.KEEP_SURVEYS: [A, M],
    Deed.KEEP_CRITERIA: [A, M],
    Deed.KEEP_MAIL: [A, M],
    Deed.KEEP_SIGNALS: [A, M],
    Deed.READ_EXIT_ANSWERS: [A, M],
}


@pytest.mark.parametrize("deed", Deed)
def test_each_deed_is_for_the_roles_written_here(deed: Deed) -> None:
    assert roles_that_may(deed) == ALLOWED[deed]


@pytest.mark.parametrize("role", ["", "staff", "Administrator", "root"])
def test_a_role_there_is_not_may_nothing(role: str) -> None:
    assert not any(may(role, deed) for deed in Deed)
    assert not sees_every_customer(role)


def test_only_account_managers_see_some_customers_alone() -> None:
    assert [role for role in Role if not sees_every_customer(role)] == [Role.ACCOUNT_MANAGER]


def test_every_role_has_its_name_and_fits_its_column() -> None:
    assert list(ROLE_NAMES) == list(Role)
    assert max(map(len, Role)) <= Person._meta.get_field("role").max_length
