"""The pages, one line each."""

from django.urls import URLPattern, path

from karn.web.views import company, conversations, customers, dashboard, figures, imports, preferences, search

urlpatterns: list[URLPattern] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("conversations/new/", conversations.new_conversation, name="new_conversation"),
    path("conversations/unanswered/", conversations.unanswered, name="unanswered"),
    path("conversations/<int:number>/", conversations.conversation, name="conversation"),
    path("conversations/<int:number>/answered/", conversations.mark_answered, name="mark_answered"),
    path("conversations/<int:number>/remove/", conversations.remove_conversation, name="remove_conversation"),
    path(
        "conversations/<int:number>/restore/", conversations.restore_conversation, name="restore_conversation"
    ),
    path("conversations/<int:number>/waiting/", conversations.mark_waiting, name="mark_waiting"),
    path("customers/", customers.customers, name="customers"),
    path("customers/customers.csv", customers.customers_csv, name="customers_csv"),
    path("customers/<int:number>/", customers.customer, name="customer"),
    path("customers/<int:number>/hints/", conversations.note_hint, name="note_hint"),
    path("departures/reasons.csv", dashboard.reasons_csv, name="reasons_csv"),
    path("hints/<int:number>/remove/", conversations.remove_hint, name="remove_hint"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/<int:number>/", imports.import_run, name="import"),
    path("imports/<int:number>/check/", imports.check_import, name="check_import"),
    path("imports/<int:number>/discard/", imports.discard_import, name="discard_import"),
    path("imports/<int:number>/load/", imports.load_import, name="load_import"),
    path("imports/<int:number>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:number>/refused.csv", imports.refused_csv, name="refused_csv"),
    path("refresh/", dashboard.refresh, name="refresh"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:name>/", figures.figure, name="figure"),
    path("figures/<slug:name>/answer.csv", figures.answer, name="figure_answer"),
    path("figures/<slug:name>/answer.json", figures.answer_json, name="figure_answer_json"),
    path("figures/<slug:name>/rows.csv", figures.rows, name="figure_rows"),
    path("search/", search.search, name="search"),
    path("settings/company/", company.company, name="company"),
    path("preferences/language/", preferences.choose_language, name="language"),
    path("preferences/theme/", preferences.choose_theme, name="theme"),
]
