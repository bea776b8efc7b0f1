"""The pages about people: who gets in, who may what, and since when no more."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from karn.apps.company.actions import create_company
from karn.apps.customers.models import Customer
from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry, Cover, HandOver, PasswordLink, Person, Role

pytestmark = pytest.mark.django_db
PASSWORD = "kaas en boter"


@pytest.fixture
def anna() -> Person:
    create_company(name="Zonnig")
    return create_person(email="anna@x.nl", name="Anna", password=PASSWORD, role=Role.ADMINISTRATOR)


@pytest.fixture
def bo(anna: Person) -> Person:  # noqa: ARG001 (the company is there)
    return create_person(email="bo@x.nl", name="Bo", password=PASSWORD, role=Role.ACCOUNT_MANAGER)


@pytest.fixture
def page(client: Client, anna: Person) -> Client:
    client.force_login(anna)
    return client


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def seen(person: Person) -> dict[str, str]:
    return {"seen": Person.objects.get(pk=person.pk).version}


def link_on(text: str) -> str:
    return re.search(r"http://testserver(/welcome/[\w-]{43}/)", text)[1]


NEW = {"name": "Cas", "email": "cas@x.nl", "role": "service", "team": "North", "language": "nl"}


def test_somebody_invited_sets_a_password_with_the_link_and_logs_in(page: Client) -> None:
    link = link_on(page.post("/people/invite/", NEW).text)
    newcomer = Client()
    assert "Welcome, Cas" in newcomer.get(link).text
    answer = newcomer.post(link, {"password": "hagelslag 12", "again": "hagelslag 12"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert newcomer.post("/login/", {"username": "cas@x.nl", "password": "hagelslag 12"}).status_code == 302
    cas = Person.objects.get(email="cas@x.nl")
    assert (cas.role, cas.team.name, cas.language) == ("service", "North", "nl")


def test_the_link_is_kept_nowhere_in_the_clear(page: Client) -> None:
    answer = page.post("/people/invite/", NEW)
    token = link_on(answer.text).split("/")[2]
    link = PasswordLink.objects.get()
    assert token not in link.digest
    assert token not in str(dict(page.session))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_looking_at_a_link_uses_nothing_up(page: Client) -> None:
    link = link_on(page.post("/people/invite/", NEW).text)
    newcomer = Client()
    answers = [newcomer.get(link), newcomer.head(link), newcomer.get(link)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0]["Referrer-Policy"] == "no-referrer"
    assert PasswordLink.objects.get().used_at is None


def test_used_old_replaced_and_invented_links_are_the_same_404(page: Client, time_machine) -> None:
    link = link_on(page.post("/people/invite/", NEW).text)
    newcomer = Client()
    invented = newcomer.get("/welcome/" + "a" * 43 + "/")
    newcomer.post(link, {"password": "hagelslag 12", "again": "hagelslag 12"})
    used = newcomer.get(link)
    cas = Person.objects.get(email="cas@x.nl")
    first, second = (link_on(page.post(f"/people/{cas.pk}/link/").text) for _ in range(2))
    replaced = newcomer.get(first)
    time_machine.move_to(PasswordLink.objects.latest("pk").expires_at + timedelta(seconds=1))
    old = newcomer.get(second)
    assert [answer.status_code for answer in (invented, used, replaced, old)] == [404] * 4
    assert len({_without_tokens(answer.text) for answer in (invented, used, replaced, old)}) == 1


def _without_tokens(text: str) -> str:
    return re.sub(r'X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"|/welcome/[\w-]+/', "", text)


def test_a_used_link_sets_no_second_password(page: Client) -> None:
    link = link_on(page.post("/people/invite/", NEW).text)
    Client().post(link, {"password": "hagelslag 12", "again": "hagelslag 12"})
    assert Client().post(link, {"password": "stroopwafel", "again": "stroopwafel"}).status_code == 404
    assert Person.objects.get(email="cas@x.nl").check_password("hagelslag 12")


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("hagelslag 12", "hagelslag 13", "not the same"),
        ("kort", "kort", "too short"),
        ("password", "password", "too common"),
    ],
)
def test_a_password_that_will_not_do_is_said_and_the_link_stays_good(
    page: Client, password: str, again: str, said: str
) -> None:
    link = link_on(page.post("/people/invite/", NEW).text)
    answer = Client().post(link, {"password": password, "again": again})
    assert (answer.status_code, said in answer.text) == (400, True)
    assert Client().get(link).status_code == 200


@pytest.mark.usefixtures("bo")
def test_an_address_that_is_taken_is_refused_in_words(page: Client) -> None:
    answer = page.post("/people/invite/", NEW | {"email": "BO@x.nl"})
    assert (answer.status_code, "exists already" in answer.text) == (400, True)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("change", ["off", "role", "password"])
def test_sessions_end_at_once(page: Client, bo: Person, change: str) -> None:
    session = logged_in(bo)
    assert session.get("/customers/").status_code == 200
    if change == "off":
        page.post(f"/people/{bo.pk}/off/")
    elif change == "role":
        page.post(f"/people/{bo.pk}/", {"name": "Bo", "role": "manager", "team": ""} | seen(bo))
    else:
        link = link_on(page.post(f"/people/{bo.pk}/link/").text)
        Client().post(link, {"password": "hagelslag 12", "again": "hagelslag 12"})
    answer = session.get("/customers/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/customers/")


@pytest.mark.parametrize("role", ["manager", "account_manager"])
def test_a_session_from_before_stays_dead_when_all_is_as_it_was(page: Client, bo: Person, role: str) -> None:
    """Off and on again, or to another role and back: nobody looked at the session in between."""
    session = logged_in(bo)
    if role == "manager":
        for each in ("manager", "account_manager"):
            page.post(f"/people/{bo.pk}/", {"name": "Bo", "role": each, "team": ""} | seen(bo))
    else:
        page.post(f"/people/{bo.pk}/off/")
        page.post(f"/people/{bo.pk}/on/")
    bo.refresh_from_db()
    assert (bo.role, bo.is_active) == ("account_manager", True)
    assert session.get("/customers/").status_code == 302


def test_another_name_or_team_ends_no_session(page: Client, bo: Person) -> None:
    session = logged_in(bo)
    page.post(
        f"/people/{bo.pk}/", {"name": "Boudewijn", "role": "account_manager", "team": "South"} | seen(bo)
    )
    assert session.get("/customers/").status_code == 200
    assert Person.objects.get(pk=bo.pk).name == "Boudewijn"


def test_who_is_switched_off_cannot_log_in_nor_use_a_link(page: Client, bo: Person) -> None:
    link = link_on(page.post(f"/people/{bo.pk}/link/").text)
    page.post(f"/people/{bo.pk}/off/")
    assert Client().get(link).status_code == 404
    assert Client().post("/login/", {"username": bo.email, "password": PASSWORD}).status_code == 200
    page.post(f"/people/{bo.pk}/on/")
    assert Client().get(link).status_code == 404
    assert Client().post("/login/", {"username": bo.email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_the_last_administrator_can_neither_be_switched_off_nor_demoted(
    page: Client, anna: Person, role: Role
) -> None:
    other = create_person(email="o@x.nl", name="Other", password=None, role=role)
    page.post(f"/people/{anna.pk}/", {"name": "Anna", "role": "manager", "team": ""} | seen(anna))
    anna.refresh_from_db()
    assert anna.role == (Role.ADMINISTRATOR if role == Role.MANAGER else Role.MANAGER)
    again = logged_in(anna if role == Role.MANAGER else other)
    last = anna if role == Role.MANAGER else other
    again.post(f"/people/{last.pk}/off/")
    last.refresh_from_db()
    assert (last.is_active, last.role) == (True, Role.ADMINISTRATOR)


def test_customers_are_looked_at_before_they_are_handed_over_and_can_come_back(
    page: Client, world, bo: Person
) -> None:
    cas = world.person(name="Cas", role=Role.ACCOUNT_MANAGER)
    first, second = (world.customer(name, owner=bo) for name in ("Aurora", "Beukenhof"))
    asked = {"taker": cas.pk, "which": "chosen", "customer": [second.pk]}
    look = page.get(f"/people/{bo.pk}/hand-over/", asked).text
    assert "1 customer goes to Cas" in look
    assert Customer.objects.filter(owner=cas).count() == 0
    answer = page.post(f"/people/{bo.pk}/hand-over/", asked)
    assert answer.status_code == 302
    assert list(Customer.objects.filter(owner=cas)) == [second]
    assert page.get("/people/").text.count("1 customer from Bo to Cas") == 1
    page.post(f"/people/hand-overs/{HandOver.objects.get().pk}/undo/")
    assert list(Customer.objects.filter(owner=bo).order_by("pk")) == [first, second]


def test_cover_opens_the_customers_of_who_is_away(page: Client, world, bo: Person) -> None:
    cas = world.person(name="Cas", role=Role.ACCOUNT_MANAGER)
    customer, session = world.customer("Aurora", owner=bo), logged_in(cas)
    assert session.get(f"/customers/{customer.pk}/").status_code == 404
    page.post(
        "/people/cover/",
        {"away": bo.pk, "covering": cas.pk, "starts_on": "2020-01-01", "ends_on": "2999-01-01"},
    )
    assert session.get(f"/customers/{customer.pk}/").status_code == 200
    page.post(f"/people/cover/{Cover.objects.get().pk}/end/")
    assert session.get(f"/customers/{customer.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends_on": "2026-03-02"}, "comes after"),
        ({"covering": "away"}, "Choose somebody else"),
        ({"starts_on": "soon"}, "Enter a valid date"),
    ],
)
def test_a_cover_that_cannot_be_is_refused_in_words(
    page: Client, anna: Person, bo: Person, change, said
) -> None:
    form = {"away": bo.pk, "covering": anna.pk, "starts_on": "2026-03-02", "ends_on": "2026-03-09"} | change
    answer = page.post("/people/cover/", form | ({"covering": bo.pk} if form["covering"] == "away" else {}))
    assert (answer.status_code, said in answer.text) == (400, True)
    assert not Cover.objects.exists()


def test_everything_done_to_people_stands_in_the_log(page: Client, anna: Person) -> None:
    page.post("/people/invite/", NEW)
    cas = Person.objects.get(email="cas@x.nl")
    page.post(f"/people/{cas.pk}/", {"name": "Cas", "role": "analyst", "team": "North"} | seen(cas))
    page.post(f"/people/{cas.pk}/off/")
    told = list(AuditEntry.objects.filter(person=anna.pk).order_by("number").values_list("deed", "detail"))
    assert told == [
        ("logged_in", ""),
        ("team_made", ""),
        ("person_invited", "service"),
        ("link_made", ""),
        ("role_changed", "service > analyst"),
        ("switched_off", ""),
    ]
    assert not AuditEntry.objects.filter(detail__icontains="cas").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_many_people(
    page: Client, world, django_assert_num_queries, count: int
) -> None:
    for _ in range(count):
        world.customer(owner=world.person(role=Role.ACCOUNT_MANAGER))
    with django_assert_num_queries(7):
        page.get("/people/")


def test_a_person_changed_meanwhile_is_shown_with_both_values(page: Client, bo: Person) -> None:
    read = seen(bo)
    page.post(f"/people/{bo.pk}/", {"name": "Bob", "role": "account_manager", "team": "South"} | read)
    late = page.post(f"/people/{bo.pk}/", {"name": "Bo", "role": "manager", "team": ""} | read)
    both = {one.name: (one.theirs, one.mine) for one in late.context["form"].conflicts}
    assert (late.status_code, both["role"]) == (409, ("Account manager", "Manager"))
    assert Person.objects.get(pk=bo.pk).role == "account_manager"
    change = page.get(f"/people/{bo.pk}/changes/").context["changes"][0]
    told = {field.label: (field.before, field.after) for field in change.fields}
    assert (change.by, told) == ("Anna", {"name": ("Bo", "Bob"), "Team": ("", "South")})
