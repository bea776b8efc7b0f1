"""Texts are collected from Python and templates, and what is missing is said."""

from pathlib import Path

import pytest

from karn.platform.translations import catalog_path, collected, compile_stale, complaints, update

TEMPLATE = """{% load i18n %}
  {% translate "Good morning" %}
    {% blocktranslate count n=n %}{{ n }} customer{% plural %}{{ n }} customers{% endblocktranslate %}
{% blocktranslate with name=who trimmed %}
    Hello {{ name }},
    it's fine
{% endblocktranslate %} {% translate "May" context "month" %}
"""
PYTHON = 'from x import gettext as _\n\nword = _("Left")\nmany = ngettext("%(n)s row", "%(n)s rows", 2)\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    room = tmp_path / "web"
    (room / "templates").mkdir(parents=True)
    (room / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (room / "views.py").write_text(PYTHON, encoding="utf-8")
    return tmp_path


def translate(package: Path, language: str, pairs: dict[str, str]) -> None:
    path = catalog_path(package / "web", language)
    text = path.read_text(encoding="utf-8")
    for source, translation in pairs.items():
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translation}"')
    path.write_text(text, encoding="utf-8")


def test_texts_are_found_in_python_and_in_templates(package: Path) -> None:
    assert {message.id for message in collected(package / "web") if message.id} == {
        "Good morning",
        ("%(n)s customer", "%(n)s customers"),
        "Hello %(name)s, it's fine",
        "May",
        "Left",
        ("%(n)s row", "%(n)s rows"),
    }


def test_of_a_country_s_rules_only_the_sentences_that_are_shown_are_texts(tmp_path: Path) -> None:
    packs = tmp_path / "farewell" / "rules" / "packs"
    packs.mkdir(parents=True)
    rules = """
lawyer = "Somebody"
[labels.nl]
cancel = "Opzeggen"
[sources]
notice = "What was “agreed”"
[verify]
notice = "each country's own law"
"""
    (packs / "nl.toml").write_text(rules, encoding="utf-8")
    told = {message.id for message in collected(tmp_path / "farewell") if message.id}
    assert told == {"What was “agreed”", "each country's own law"}


def test_a_missing_catalog_is_said(package: Path) -> None:
    assert "web/locale/nl/LC_MESSAGES/django.po is missing: run make translations-update" in complaints(
        package
    )


def test_an_untranslated_text_is_said(package: Path) -> None:
    update(package)
    assert "web/locale/nl/LC_MESSAGES/django.po: not translated: 'Left'" in complaints(package)


def test_a_translated_text_is_kept_and_no_longer_complained_about(package: Path) -> None:
    update(package)
    translate(package, "nl", {"Left": "Vertrokken"})
    update(package)
    assert "web/locale/nl/LC_MESSAGES/django.po: not translated: 'Left'" not in list(complaints(package))
    assert "Vertrokken" in catalog_path(package / "web", "nl").read_text(encoding="utf-8")


def test_a_new_text_makes_the_catalogs_stale(package: Path) -> None:
    update(package)
    (package / "web" / "views.py").write_text(PYTHON + 'more = _("Silent")\n', encoding="utf-8")
    stale = (
        "web/locale/sv/LC_MESSAGES/django.po is not in step with the sources: run make translations-update"
    )
    assert stale in complaints(package)


def test_a_text_that_is_gone_leaves_the_catalogs(package: Path) -> None:
    update(package)
    (package / "web" / "views.py").write_text("", encoding="utf-8")
    update(package)
    assert "Left" not in catalog_path(package / "web", "nl").read_text(encoding="utf-8")


def test_a_lost_placeholder_is_said(package: Path) -> None:
    update(package)
    translate(package, "nl", {"Hello %(name)s, it's fine": "Hallo %(naam)s, het is goed"})
    assert any("placeholder" in line or "unknown" in line for line in complaints(package))


def test_two_rooms_must_use_one_word(package: Path) -> None:
    other = package / "apps" / "desk"
    other.mkdir(parents=True)
    (other / "apps.py").write_text('name = _("Left")\n', encoding="utf-8")
    update(package)
    translate(package, "sv", {"Left": "Lämnat"})
    path = catalog_path(other, "sv")
    path.write_text(
        path.read_text(encoding="utf-8").replace('msgid "Left"\nmsgstr ""', 'msgid "Left"\nmsgstr "Borta"'),
        encoding="utf-8",
    )
    assert "sv: translated differently in desk than elsewhere: 'Left'" in complaints(package)


def test_two_rooms_must_write_the_plural_of_one_singular_alike(package: Path) -> None:
    for name, plural in (("desk", "every %(n)s days"), ("care", "every %(days)s days")):
        room = package / "apps" / name
        room.mkdir(parents=True)
        (room / "apps.py").write_text(f'ngettext("every day", "{plural}", 2)\n', encoding="utf-8")
    update(package)
    told = "sv: translated differently in desk than elsewhere: ('every day', 'every %(n)s days')"
    assert told in complaints(package)


def test_compiling_twice_compiles_once(package: Path) -> None:
    update(package)
    assert compile_stale(package) == 2
    assert compile_stale(package) == 0
    assert catalog_path(package / "web", "sv").with_suffix(".mo").exists()


def test_the_same_sources_make_the_same_bytes(package: Path) -> None:
    update(package)
    first = catalog_path(package / "web", "nl").read_bytes()
    update(package)
    assert catalog_path(package / "web", "nl").read_bytes() == first
