"""What must hold for every import, whatever the file."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.models import Order
from karn.apps.customers.models import Customer
from karn.apps.intake.actions import loads
from karn.apps.intake.actions.files import receive_file
from karn.apps.intake.actions.loads import Delivery, begun_run, import_file, load_run, weigh_file
from karn.apps.intake.models import Mapping, RefusedRow, Run, RunState
from karn.apps.intake.rules import Options
from karn.kernel.errors import BadInput, UnknownName
from karn.platform.locks import Held, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 2, 12, tzinfo=UTC)
HEAD = "order_id,customer_id,ordered_on,amount\n"
Cells = list[tuple[str, str]]
FILES = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C", "D", ""]), st.sampled_from(["1", "2.5", "-3", "x", ""])),
    max_size=9,
)


def text_of(cells: Cells) -> str:
    return HEAD + "".join(f"{name},C1,2026-01-01,{amount}\n" for name, amount in cells)


def expected_of(stored: dict[str, Decimal], cells: Cells) -> tuple[int, int, int, int, int]:
    """Do to `stored` what an import should, in plain Python; return the counts."""
    new = changed = same = twice = refused = 0
    first: dict[str, str] = {}
    for name, amount in cells:
        if not name or amount in {"x", ""}:
            refused += 1
        elif name in first:
            twice, refused = (twice + 1, refused) if first[name] == amount else (twice, refused + 1)
        else:
            first[name] = amount
            old = stored.get(name)
            new, changed, same = (
                new + (old is None),
                changed + (old not in {None, Decimal(amount)}),
                same + (old == Decimal(amount)),
            )
            stored[name] = Decimal(amount)
    return new, changed, same, twice, refused


@pytest.mark.slow
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(FILES.filter(bool), min_size=1, max_size=2), batch=st.integers(1, 4))
def test_every_row_is_counted_once_and_the_tables_are_those_of_a_dict(
    tmp_path: Path, counts: Any, files: list[Cells], batch: int
) -> None:
    Customer.objects.all().delete()
    stored: dict[str, Decimal] = {}
    for cells in [*files, files[-1]]:
        path = tmp_path / "orders.csv"
        path.write_text(text_of(cells), encoding="utf-8")
        delivery = Delivery(path=path, target="orders", options=Options(batch=batch))
        weighed = weigh_file(delivery, at=AT)
        run = import_file(delivery, at=AT)
        assert counts(run) == expected_of(stored, cells)
        assert counts(run) == counts(weighed)
        assert run.rows == sum(counts(run)) == len(cells)
        assert dict(Order.objects.values_list("source_id", "amount")) == stored


def test_a_dry_run_stores_nothing_and_leaves_no_run(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text_of([("A", "1"), ("B", "x")]), encoding="utf-8")
    weighed = weigh_file(Delivery(path=path, target="orders"), at=AT)
    assert (weighed.accepted, weighed.refused, weighed.notes) == (1, 1, {"customers_created": 1})
    assert [(cell.line, cell.code) for cell in weighed.first_refused] == [(3, "not_a_number")]
    assert (Order.objects.count(), Customer.objects.count(), Run.objects.count()) == (0, 0, 0)


def test_a_run_that_stopped_between_batches_goes_on_where_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text_of([(name, "1") for name in "ABCDE"]), encoding="utf-8")
    delivery = Delivery(path=path, target="orders", options=Options(batch=2))
    stopped = iter([False, True])
    store = loads._store_batch

    def stopping(*arguments: Any) -> None:
        if next(stopped):
            raise KeyboardInterrupt
        store(*arguments)

    monkeypatch.setattr(loads, "_store_batch", stopping)
    with pytest.raises(KeyboardInterrupt):
        import_file(delivery, at=AT)
    assert Order.objects.count() == 2
    monkeypatch.setattr(loads, "_store_batch", store)
    run = import_file(delivery, at=LATER)
    assert Run.objects.count() == 1
    assert (run.state, run.accepted, run.unchanged, run.stored_rows) == (RunState.DONE, 5, 0, 5)
    assert set(Customer.objects.values_list("known_at", flat=True)) == {AT}


def test_two_who_load_one_run_are_told_so(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text_of([("A", "1")]), encoding="utf-8")
    run = begun_run(Delivery(path=path, target="orders"), at=AT)
    with hold(run.folder / "lock", otherwise=""), pytest.raises(Held, match="running already"):
        load_run(run=run, at=AT)
    assert load_run(run=run, at=AT).accepted == 1
    assert load_run(run=run, at=LATER).finished_at == AT


def test_a_stale_loader_is_fenced_off(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(text_of([("A", "1"), ("B", "1")]), encoding="utf-8")
    run = begun_run(Delivery(path=path, target="orders", options=Options(batch=1)), at=AT)
    count = loads._count

    def overtaken(mine: Run, *arguments: Any) -> None:
        Run.objects.filter(pk=mine.pk).update(stored_rows=2)
        count(mine, *arguments)

    monkeypatch.setattr(loads, "_count", overtaken)
    with pytest.raises(BadInput, match="running already"):
        load_run(run=run, at=AT)
    assert Order.objects.count() == 0


def test_the_file_and_what_was_made_of_it_go_when_the_run_is_done(import_text: Any) -> None:
    run = import_text("orders", text_of([("A", "1")]))
    assert not run.folder.exists()
    assert run.state == RunState.DONE


def test_the_mapping_is_remembered_when_the_import_begins(import_text: Any) -> None:
    text = "Wat,Code,Wie,Wanneer\n5,O1,C1,2026-01-01\n"
    mapping = {"order_id": "Code", "customer_id": "Wie", "ordered_on": "Wanneer", "amount": "Wat"}
    import_text("orders", text, mapping=mapping)
    assert Mapping.objects.get().columns == mapping
    import_text("orders", text.replace("5,O1", "6,O2"))
    assert dict(Order.objects.values_list("source_id", "amount")) == {"O1": Decimal(5), "O2": Decimal(6)}


BAD: list[tuple[str, str]] = [
    ("", "empty"),
    ("order_id;customer_id;ordered_on;amount\nO1;C1;01-02-2026;1\n", "two ways"),
    ('order_id,customer_id,ordered_on,amount\nO1,C1,2026-01-01,"1,234"\n', "two ways"),
    ("order_id,customer_id,ordered_on\nO1,C1,2026-01-01\n", "amount"),
    (",".join(f"c{n}" for n in range(3000)) + "\n", "columns"),
]


@pytest.mark.parametrize(("text", "says"), BAD)
def test_an_unusable_file_says_why_in_one_line_and_stores_nothing(
    import_text: Any, text: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        import_text("orders", text)
    assert "\n" not in str(caught.value)
    run = Run.objects.get()
    assert (run.state, str(run.problem)) == (RunState.FAILED, str(caught.value))
    assert (Order.objects.count(), Customer.objects.count(), RefusedRow.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("order_id;customer_id;ordered_on;amount\nO1;Zoë;13-02-2026;1.234,50\n".encode("cp1252"), Options()),
        ("order_id,customer_id,ordered_on,amount\nO1,Zoë,2/13/2026,1234.5\n".encode(), Options()),
        (
            "order_id\tcustomer_id\tordered_on\tamount\nO1\tZoë\t2026-02-13\t1234.50\n".encode("utf-16"),
            Options(),
        ),
        (
            "order_id;customer_id;ordered_on;amount\nO1;Zoë;02/13/2026;1.234,50\n".encode(),
            Options(date_order="mdy", decimal="comma"),
        ),
    ],
)
def test_one_order_is_the_same_however_the_file_is_written(
    tmp_path: Path, content: bytes, options: Options
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    import_file(Delivery(path=path, target="orders", options=options), at=AT)
    order = Order.objects.get()
    assert (order.source_id, order.customer.source_id) == ("O1", "Zoë")
    assert (order.ordered_on, order.amount) == (date(2026, 2, 13), Decimal("1234.5"))


def test_an_unknown_kind_of_file_names_those_that_exist(import_text: Any) -> None:
    with pytest.raises(UnknownName, match="customers, contacts"):
        import_text("invoices", "a\n1\n")
    assert Run.objects.count() == 0


def test_folders_of_runs_that_are_done_or_gone_are_swept(tmp_path: Path) -> None:
    folders = django_settings.INSTALLATION.uploads
    waiting = receive_file(file=None, path=_file(tmp_path), file_name="a.csv", target="orders", at=AT)
    done = Run.objects.create(target="orders", source="files", file_name="b", state="done", created_at=AT)
    for left in (done.folder, folders / "999999"):
        left.mkdir(parents=True)
    receive_file(path=_file(tmp_path), file_name="a.csv", target="orders", at=AT)
    assert (waiting.folder.exists(), done.folder.exists(), (folders / "999999").exists()) == (
        True,
        False,
        False,
    )


def _file(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_text(text_of([("A", "1")]), encoding="utf-8")
    return path
