"""The pages, one line each."""

from django.urls import URLPattern, path

from karn.web.views import company, customers, dashboard, figures, preferences

urlpatterns: list[URLPattern] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("customers/", customers.customers, name="customers"),
    path("customers/customers.csv", customers.customers_csv, name="customers_csv"),
    path("customers/<int:number>/", customers.customer, name="customer"),
    path("refresh/", dashboard.refresh, name="refresh"),
    path("figures/<slug:name>/", figures.figure, name="figure"),
    path("figures/<slug:name>/answer.csv", figures.answer, name="figure_answer"),
    path("figures/<slug:name>/rows.csv", figures.rows, name="figure_rows"),
    path("settings/company/", company.company, name="company"),
    path("preferences/language/", preferences.choose_language, name="language"),
    path("preferences/theme/", preferences.choose_theme, name="theme"),
]
