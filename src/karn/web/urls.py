"""The pages, one line each."""

from django.urls import URLPattern, path

from karn.web.views import company, customers, preferences

urlpatterns: list[URLPattern] = [
    path("customers/", customers.customers, name="customers"),
    path("customers/customers.csv", customers.customers_csv, name="customers_csv"),
    path("customers/<int:number>/", customers.customer, name="customer"),
    path("settings/company/", company.company, name="company"),
    path("preferences/language/", preferences.choose_language, name="language"),
    path("preferences/theme/", preferences.choose_theme, name="theme"),
]
