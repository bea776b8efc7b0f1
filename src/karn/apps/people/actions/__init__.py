"""Letting people in and out; writing down what they did."""

from karn.apps.people.actions.persons import create_person, set_language, set_password

__all__ = ["create_person", "set_language", "set_password"]
