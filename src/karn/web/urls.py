"""The pages, one line each."""

from django.urls import URLPattern, path

from karn.web.views import company, preferences

urlpatterns: list[URLPattern] = [
    path("settings/company/", company.company, name="company"),
    path("preferences/language/", preferences.choose_language, name="language"),
    path("preferences/theme/", preferences.choose_theme, name="theme"),
]
