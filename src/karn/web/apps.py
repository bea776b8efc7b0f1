"""The pages' entry in Django: templates, static files and template filters live here."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "karn.web"
    label = "web"
