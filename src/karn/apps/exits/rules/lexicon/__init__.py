"""Phrases by which people say why they left, in Dutch, Swedish and English, and finding them in a text."""

from karn.apps.exits.rules.lexicon.finding import THEMES, VERSION, Found, find_themes, themes_in

__all__ = ["THEMES", "VERSION", "Found", "find_themes", "themes_in"]
