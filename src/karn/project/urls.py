"""The addresses of all pages."""

from django.contrib.auth import views as auth_views
from django.urls import URLPattern, URLResolver, include, path

from karn.web.views.login import Login, welcome

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", Login.as_view(), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("api/v1/", include("karn.api.urls")),
    path("", include("karn.web.urls")),
]
