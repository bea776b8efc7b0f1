"""Every stored field says whether it is about a person, and what becomes of it when that person is erased."""

from pathlib import Path

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from karn.apps.customers.holders import holders
from karn.platform.personal import Mark, Marks, Why, all_marks, marks_of
from karn.project.personal_page import personal_page

KINDS = {"customer", "contact"}


def unmarked(marks: Marks) -> list[str]:
    """Return the table's fields without a mark, marks without a field, and fields marked twice."""
    fields = {field.name for field in marks.model._meta.local_concrete_fields}
    fields |= {field.name for field in marks.model._meta.local_many_to_many}
    inherited = {field.name for field in marks.model._meta.concrete_fields} - fields
    wrong = [f"{marks.table}.{name}" for name in sorted(fields ^ (marks.fields.keys() - inherited))]
    twice = [f"{marks.table}: marked twice"] if marks.count != len(marks.fields) else []
    return wrong + twice


def test_every_table_is_marked() -> None:
    tables = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert tables - {marks.table for marks in all_marks()} == set()


def test_every_field_is_marked_once_and_no_mark_is_without_its_field() -> None:
    assert [wrong for marks in all_marks() for wrong in unmarked(marks)] == []


def test_a_planted_field_without_a_mark_and_a_mark_without_a_field_are_found() -> None:
    planted = Marks("people.team", none="id nickname", emptied="id")
    assert unmarked(planted) == ["people.team.name", "people.team.nickname", "people.team: marked twice"]


def leads_nowhere(marks: Marks, way: str) -> bool:
    model: type[models.Model] | None = marks.model
    for step in way.split("__"):
        if model is None:
            return True
        try:
            field = model._meta.pk if step == "pk" else model._meta.get_field(step.removesuffix("_id"))
        except FieldDoesNotExist:
            return True
        model = field.related_model  # type: ignore[assignment,union-attr]
    return False


def test_every_way_to_a_person_leads_there_and_rows_go_only_with_whom_they_are_about() -> None:
    for marks in all_marks():
        assert [way for way in (*marks.customer, *marks.contact) if leads_nowhere(marks, way)] == []
        assert {kind for kind in marks.goes if not marks.ways(kind)} == set()
        assert set(marks.goes) <= KINDS


def test_what_is_kept_about_a_customer_by_any_app_is_marked_as_about_one() -> None:
    held = {table for holder in holders() for table in holder.tables}
    about = {marks.table for marks in all_marks() if marks.customer}
    assert held - about == set()


def test_every_table_with_something_personal_has_a_title() -> None:
    assert [marks.table for marks in all_marks() if marks.is_personal and not marks.title] == []


def test_the_log_of_what_was_done_and_the_books_stay() -> None:
    log, invoice = marks_of("people.auditentry"), marks_of("contracts.invoice")
    assert log is not None
    assert invoice is not None
    assert set(log.fields.values()) == {Mark.KEPT, Mark.NONE}
    assert invoice.reasons == dict.fromkeys(
        ("source_id", "invoiced_on", "due_on", "credited_on", "amount"), "books"
    )


def test_every_table_with_something_personal_says_what_for() -> None:
    assert [marks.table for marks in all_marks() if marks.is_personal and marks.why is Why.NOBODY] == []


def test_the_page_in_the_docs_is_fresh() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "personal-data.md"
    assert page.read_text(encoding="utf-8") == personal_page()
