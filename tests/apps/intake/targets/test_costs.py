"""Hours, costs and returns from files; plans that files name."""

from datetime import date
from decimal import Decimal
from typing import Any

from karn.apps.contracts.models import Cost, Hours, Order, Plan, Return

CUSTOMERS = "customer_id,name\nC1,Bakker\n"
TIMESHEET = (
    "klantnummer;datum;uren;medewerker;functie;omschrijving\n"
    "C1;22-03-2026;1,5;EVA@example.nl;designer;Homepage\n"
    "C1;22-03-2026;1,5;eva@example.nl;designer;Homepage\n"
    "C1;23-03-2026;0;eva@example.nl;designer;\n"
    "C1;23-03-2026;2,25;nobody@example.nl;;\n"
    "C2;23-03-2026;1;;;\n"
)


def test_a_time_sheet_is_read_each_row_once(import_text: Any, counts: Any, refusals: Any, world: Any) -> None:
    eva = world.person(email="eva@example.nl")
    import_text("customers", CUSTOMERS)
    run, again = import_text("hours", TIMESHEET), import_text("hours", TIMESHEET)
    assert (counts(run), counts(again)) == ((3, 0, 0, 0, 2), (0, 0, 3, 0, 2))
    assert [refusal[3] for refusal in refusals(run)] == ["out_of_range", "unknown_customer"]
    assert sorted(Hours.objects.values_list("hours", "person", "role"), key=str) == [
        (Decimal("1.50"), eva.pk, "designer"),
        (Decimal("1.50"), eva.pk, "designer"),
        (Decimal("2.25"), None, ""),
    ]
    assert run.notes["people_unknown"] == 1


def test_costs_are_in_the_companys_currency_when_the_file_has_none(import_text: Any, world: Any) -> None:
    world.company(currency="SEK")
    import_text("customers", CUSTOMERS)
    import_text("costs", "customer_id,date,amount,description\nC1,2026-03-01,12.50,Train\n")
    told = Cost.objects.values_list("cost_on", "amount", "currency", "what").get()
    assert told == (date(2026, 3, 1), Decimal("12.50"), "SEK", "Train")


def test_what_came_back_stands_beside_its_order(import_text: Any, counts: Any, refusals: Any) -> None:
    import_text("orders", "order_id,customer_id,ordered_on,amount\nO1,C1,2026-01-02,20\n")
    text = "return_id,order_id,returned_on,amount\nR1,O1,2026-01-05,-15.50\nR2,O9,2026-01-05,1\n"
    run, again = import_text("returns", text), import_text("returns", text)
    assert (counts(run), counts(again)) == ((1, 0, 0, 0, 1), (0, 0, 1, 0, 1))
    assert [refusal[3] for refusal in refusals(run)] == ["unknown_order"]
    assert (Return.objects.get().amount, Order.objects.get().amount) == (Decimal("15.50"), 20)


def test_plans_a_file_names_are_listed_once(import_text: Any) -> None:
    head = "subscription_id,customer_id,plan,starts_on,mrr\n"
    import_text("subscriptions", f"{head}S1,C1,Basis,2026-01-01,5\nS2,C2,Basis,2026-01-01,5\n")
    import_text("subscriptions", f"{head}S3,C3,Plus,2026-01-01,5\nS4,C4,,2026-01-01,5\n")
    assert sorted(Plan.objects.values_list("name", flat=True)) == ["Basis", "Plus"]
