"""Reads of who logs in, and of the audit log."""

from karn.apps.people.queries.persons import active_people, first_person, people_to_choose, person_with_email

__all__ = ["active_people", "first_person", "people_to_choose", "person_with_email"]
