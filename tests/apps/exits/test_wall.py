"""Nothing leads from an answer to who gave it, and nobody but who must improve gets there."""

import ast
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections

from karn.apps.exits.actions.answers import answer
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.exits.models import Answer
from karn.apps.exits.queries import holders
from karn.apps.measures.exporters.registry import exporters
from karn.apps.people.rules import Role
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.personal.actions.handouts import hand_out
from karn.apps.personal.queries.handouts import handed_out
from karn.apps.personal.queries.persons import person_asked_about
from karn.apps.segments.fields.registry import Fields
from karn.platform.databases import EXITS
from karn.project.routers import ExitsRouter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 4, 10, tzinfo=UTC)
SOURCE = Path(__file__).resolve().parents[3] / "src/karn"


def dump(alias: str) -> str:
    """Return every value of every table of a database, as text."""
    told = []
    with connections[alias].cursor() as cursor:
        for table in sorted(connections[alias].introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [
                json.dumps([table, *row], cls=DjangoJSONEncoder, default=str) for row in cursor.fetchall()
            ]
    return "\n".join(told)


def leave(customer: Any, **fields: str) -> str:
    link = exit_link(customer_id=customer.pk, left_on=date(2026, 10, 31), language="en", at=AT)
    secret = link.removeprefix("/x/")
    told = {"choice": "readable", "how": "Canaria Vogelzang said it was fine"} | fields
    answer(secret=secret, fields=told, language="en", at=AT)
    return secret


@pytest.fixture
def canary(world: Any) -> Any:
    world.company()
    world.customer()
    return world.customer(
        "Canaria Vogelzang", kind="person", email="canaria@vogelzang.example", phone="+31 6 98765432",
        source="billing-x", source_id="C-77-canary", pk=987654321, joined_on=date(2024, 3, 14),
    )  # fmt: skip


def test_a_dump_of_the_answers_holds_no_key_to_the_customer(canary: Any) -> None:
    first = exit_link(customer_id=canary.pk, left_on=date(2026, 10, 31), language="en", at=AT)
    with_open_link = dump(EXITS)
    secret = leave(canary)
    for told in (with_open_link, dump(EXITS)):
        keys = (
            str(canary.pk), "anaria", "ogelzang", "98765432", "billing-x", "C-77", "2024-03-14",
            secret, first.removeprefix("/x/"), "2026-11-04", "2026-10-31",
        )  # fmt: skip
        assert [key for key in keys if key in told] == []
    assert "said it was fine" in dump(EXITS)


def test_nothing_in_the_main_database_tells_who_answered_or_what(canary: Any, world: Any) -> None:
    world.person()
    exit_link(customer_id=canary.pk, left_on=date(2026, 10, 31), language="en", at=AT)
    links = [line for line in dump(DEFAULT_DB_ALIAS).splitlines() if "exits.answer" in line]
    leave(world.customer())
    after = dump(DEFAULT_DB_ALIAS)
    assert ("said it was fine" in after, [line for line in links if line not in after]) == (False, [])
    stored = Answer.objects.get()
    assert [value for value in (stored.holder, str(stored.pk)) if value in after] == []


def test_no_row_points_into_or_out_of_the_answers() -> None:
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model
        and (model._meta.app_label == "exits") != (field.related_model._meta.app_label == "exits")
    ]  # fmt: skip
    assert crossing == []
    router = ExitsRouter()
    assert {router.db_for_write(model) for model in apps.get_app_config("exits").get_models()} == {EXITS}
    assert {router.db_for_read(model) for model in apps.get_models() if model._meta.app_label != "exits"} == {
        DEFAULT_DB_ALIAS
    }
    assert router.allow_migrate(DEFAULT_DB_ALIAS, "exits") is False
    assert router.allow_migrate(EXITS, "customers") is False


def sources() -> dict[str, str]:
    """Return the text of every file of ours, by its path."""
    return {path.relative_to(SOURCE).as_posix(): path.read_text("utf-8") for path in SOURCE.rglob("*.py")}


def test_who_hashes_a_customer_asks_or_hands_out_and_nobody_else() -> None:
    found = {
        path
        for path, text in sources().items()
        if "holders_of" in text or "holder_of" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and node.module == holders.__name__
    }
    assert found == {"apps/exits/actions/invitations.py", "apps/exits/personal.py"}


def test_no_segment_no_table_of_the_lake_no_api_and_no_list_offers_the_answers(world: Any) -> None:
    world.company()
    fields = [field.code for shelf in Fields().shelves for field in shelf.fields]
    assert ([code for code in fields if "exit" in code], len(fields) > 20) == ([], True)
    assert [one for one in exporters() if "exit" in repr(one).lower()] == []
    readers = {
        path: text
        for path, text in sources().items()
        if "karn.apps.exits" in text and "apps/exits/" not in path
    }
    assert [path for path in readers if path.startswith("api/")] == []
    assert [path for path, text in readers.items() if "list_as_file" in text] == []


def test_an_answer_is_handed_out_and_erased_with_its_customer(canary: Any, world: Any) -> None:
    eva = world.person(role=Role.ADMINISTRATOR)
    leave(canary, person="4")
    other = world.customer()
    leave(other, how="Canaria Vogelzang helped me")
    exit_link(customer_id=canary.pk, left_on=date(2026, 10, 31), language="en", at=AT)
    person = person_asked_about("customer", canary.pk, by=eva)
    told = {table.table: table.records for table in handed_out(person)}
    assert [(row["how"], row["person"]) for row in told["exits.answer"]] == [("[…] said it was fine", 4)]
    assert b"PK" in hand_out(kind="customer", number=canary.pk, by=eva, at=AT)
    erase_person(kind="customer", number=canary.pk, by=eva, on=date(2026, 11, 5), at=AT)
    kept = sorted(Answer.objects.values_list("how", "person", "holder"))
    assert kept == [("", 4, ""), ("[…] helped me", None, holders.holder_of(other.pk))]
