"""The pages, one line each."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
