"""Every address × method × role × own or foreign customer: who gets in.

A view that asks for another deed than its line in policies/ says fails.
"""

import pytest
from planting import Walked
from walking import ENDS_SESSIONS, POLICY, address_of, addresses, expected, tried, walked_names

from karn.apps.customers.models import Customer
from karn.apps.people.models import Role
from karn.apps.people.rules import Deed

pytestmark = pytest.mark.django_db

# They take long: two workers share them.
WITH_THE_OTHER = pytest.mark.xdist_group("the other roles")
ROLES = ["", *Role]
SHARED_ROLES = [*ROLES[::2], *(pytest.param(role, marks=WITH_THE_OTHER) for role in ROLES[1::2])]


def test_every_address_has_its_line_and_asks_for_the_deed_it_says() -> None:
    said = {name: getattr(pattern.callback, "deed", None) for name, pattern in addresses().items()}
    assert {name: policy if isinstance(policy, Deed) else None for name, policy in POLICY.items()} == said


@pytest.mark.slow
@pytest.mark.parametrize("role", SHARED_ROLES)
def test_each_role_gets_in_where_it_may_and_nowhere_else(walked: Walked, role: str) -> None:
    client, wrong = walked.client[role], []
    # The pages that account managers get are asked in test_foreign_customers, and their answers looked at.
    methods = ("post",) if role == Role.ACCOUNT_MANAGER else ("get", "post")
    for name in walked_names():
        if name in ENDS_SESSIONS:
            continue  # tested with logging in
        for address in {address_of(walked, name, side) for side in walked.sides}:
            for method in methods:
                status, _ = tried(lambda: getattr(client, method)(address))  # noqa: B023 (called at once)
                if status not in expected(role, name, method):
                    wrong.append((method, address, status))
    assert wrong == []


def test_who_has_none_of_the_leavers_in_care_is_not_told_that_nobody_left(walked: Walked) -> None:
    Customer.objects.filter(owner=walked.people[Role.ACCOUNT_MANAGER]).update(owner=walked.other)
    page = walked.client[Role.ACCOUNT_MANAGER].get("/").text
    # Lost in March, above and below, and leaving soon; in April nobody left at all.
    assert page.count("None of the customers in your care.") == 3
    assert page.count("Nobody left.") == 1
    assert "No warning signs among the customers in your care." in page
    figure = walked.client[Role.ACCOUNT_MANAGER].get("/figures/customer_churn/").text
    assert ("only customers in your care" in figure, "Break down by" in figure) == (True, False)


def test_who_may_not_reads_which_role_it_takes(walked: Walked) -> None:
    page = walked.client[Role.ANALYST].get("/imports/")
    assert page.status_code == 403
    assert "This takes one of these roles: administrator, manager." in page.text


def test_what_only_administrators_may_says_so(walked: Walked) -> None:
    page = walked.client[Role.MANAGER].get("/settings/company/")
    assert (page.status_code, "Only an administrator may do this." in page.text) == (403, True)
