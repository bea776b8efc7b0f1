"""Reading who logs in."""

from __future__ import annotations

from django.db.models import QuerySet

from karn.apps.people.models import HandOver, Person, Role, Team
from karn.apps.people.queries.second_factors import with_second_factor
from karn.platform.prepared import prepared


def person_with_email(email: str) -> Person | None:
    """Find somebody by e-mail address, whatever its case."""
    return Person.objects.filter(email=email.strip().lower()).first()


def active_people() -> QuerySet[Person]:
    """Everybody who may log in, by name."""
    return Person.objects.filter(is_active=True).order_by("name", "pk")


def people_to_choose() -> list[Person]:
    """Return everybody who may log in, by name. One query."""
    return _people_to_choose()


@prepared
def _people_to_choose() -> QuerySet[Person]:
    return active_people()


def first_person(role: Role) -> Person | None:
    """Return who was there first with this role; of the administrators, who acts when a command does."""
    return active_people().filter(role=role).order_by("pk").first()


def all_people() -> list[Person]:
    """Everybody, who may log in first, by name; each tells, as `is_guarded`, of a second factor."""
    people = with_second_factor(Person.objects.select_related("team"))
    return list(people.order_by("-is_active", "name", "pk"))


def teams() -> list[str]:
    """The names of the teams."""
    return list(Team.objects.order_by("name").values_list("name", flat=True))


def team_choices() -> list[tuple[int, str]]:
    """The teams by name, with their ids."""
    return _team_choices()


@prepared
def _team_choices() -> QuerySet[Team, tuple[int, str]]:
    return Team.objects.order_by("name").values_list("pk", "name")


def latest_hand_overs(limit: int | None = 10) -> list[HandOver]:
    """The last hand-overs, the newest first; all of them without a limit."""
    return list(HandOver.objects.select_related("giver", "taker").order_by("-pk")[:limit])
