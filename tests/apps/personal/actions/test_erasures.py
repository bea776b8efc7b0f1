"""What erasing a person leaves, row by row; and that nobody is brought back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karn.apps.care.actions.problems import Told, add_problem, change_problem
from karn.apps.care.models import Problem
from karn.apps.contracts.models import Departure
from karn.apps.conversations.models import Conversation, Hint
from karn.apps.customers.actions.customers import change_customer
from karn.apps.customers.actions.merges import merge_customers
from karn.apps.customers.models import Contact, Customer, Merge
from karn.apps.intake.actions.loads import Delivery, import_file
from karn.apps.measures.models import Answer, Refresh
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.models import AuditEntry, Change, Person
from karn.apps.personal.actions.erasures import erase_person, finish_erasures
from karn.apps.personal.actions.replays import replay_erasures
from karn.apps.personal.actions.returns import let_in_again
from karn.apps.personal.models import Erasure, Kind, Stage
from karn.apps.personal.queries.certificates import certificate_of
from karn.apps.personal.queries.handouts import handed_out
from karn.apps.personal.queries.persons import alike_by_address, person_of
from karn.apps.segments.models import SavedView, Segment
from karn.apps.surveys.actions.surveys import make_page, make_ready_survey, write_survey
from karn.apps.surveys.models import Page, Survey
from karn.apps.surveys.queries.surveys import newest_version
from karn.kernel.errors import BadInput
from karn.platform import compaction
from karn.project.installation import Installation

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
ON = date(2026, 11, 1)
NAME, ADDRESS = "Xanthippe de Canarie", "xanthippe@example.org"


@pytest.fixture
def eva(world: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    """A manager. Inside a test's transaction the database's file cannot be written anew."""
    settings.INSTALLATION = Installation(data=tmp_path / "data")
    monkeypatch.setattr("karn.apps.personal.actions.erasures.compact", lambda *_, **__: None)
    world.company(language="nl")
    found: Person = world.person(name="Eva", role="manager")
    return found


@pytest.fixture
def erased(eva: Person, django_capture_on_commit_callbacks: Any) -> Callable[..., Erasure]:
    def erase(row: Customer | Contact, at: datetime = AT) -> Erasure:
        kind = Kind.CUSTOMER if isinstance(row, Customer) else Kind.CONTACT
        with django_capture_on_commit_callbacks(execute=True):
            done = erase_person(kind=kind, number=row.pk, by=eva, on=ON, at=at)
        done.refresh_from_db()
        return done

    return erase


@pytest.fixture
def canary(world: Any, eva: Person) -> Customer:  # noqa: ARG001 (a data folder first)
    found: Customer = world.customer(
        NAME, kind="person", email=ADDRESS, phone="020 777 66 55", city="Delft", attributes={"note": NAME},
        source="billing", source_id="X-1",
    )  # fmt: skip
    return found


def test_a_customer_s_rows_go_or_are_emptied_and_the_books_stay(
    world: Any, canary: Customer, erased: Callable[..., Erasure]
) -> None:
    contact = world.contact(canary, f"{NAME} junior")
    world.said(canary, AT, contact=contact, notes="secret")
    invoice = world.invoice(canary, source_id="2026-17")
    world.payment(invoice, "paid")
    world.departure(canary, reason="price", asked_by=NAME, comment="secret", recognised_on=ON)
    erasure = erased(canary)
    canary.refresh_from_db()
    assert (canary.name, canary.source, canary.email, canary.phone, canary.city, canary.attributes) == (
        f"Gewist {canary.pk}", "erased", "", "", "", {},
    )  # fmt: skip
    assert (Contact.objects.count(), Conversation.everything.count()) == (0, 0)
    gone = Departure.objects.get()
    assert (gone.reason, gone.recognised_on, gone.asked_by, gone.comment) == ("price", ON, "", "")
    invoice.refresh_from_db()
    assert (invoice.source, invoice.source_id, invoice.amount) == ("test", "2026-17", 60)
    assert (erasure.stage, erasure.words, erasure.rows) == (Stage.DONE, {}, {})
    assert erasure.told["customers.contact"] == {"deleted": 1}


def test_of_a_contact_the_customer_s_story_stays_without_the_person(
    world: Any, eva: Person, erased: Callable[..., Erasure]
) -> None:
    acme = world.customer("Acme", email=ADDRESS.upper(), phone="+31 20 777 66 55")
    contact = world.contact(acme, NAME, email=ADDRESS, phone="020 777 66 55")
    change_customer(customer=acme.pk, facts={"street": f"Care of {NAME} 1"}, by=eva, at=AT)
    other = world.customer("Other", acquisition_source=f"via {NAME}", email="other@example.org")
    partner = world.contact(other, "Jo", role=f"partner of {NAME}")
    asked = world.departure(other, asked_by=NAME)
    hers = world.said(acme, AT, contact=contact, subject="About the price", notes="secret")
    about = world.said(acme, AT, subject=f"Ask {NAME.upper()} or {ADDRESS}", notes="Xanthippe")
    erased(contact)
    assert not Contact.objects.filter(customer=acme).exists()
    assert not Contact.history.filter(customer=acme).exists()
    hers.refresh_from_db()
    assert (hers.contact, hers.subject, hers.notes, hers.channel) == (None, "", "", "mail")
    about.refresh_from_db()
    assert (about.subject, about.notes) == ("Ask […] or […]", "Xanthippe")
    acme.refresh_from_db()
    assert (acme.name, acme.email, acme.phone, acme.street) == ("Acme", "", "", "Care of […] 1")
    assert {(one.email, one.phone) for one in Customer.history.filter(id=acme.pk)} == {("", "")}
    for row in (other, partner, asked):
        row.refresh_from_db()
    assert (other.acquisition_source, other.email) == ("via […]", "other@example.org")
    assert (partner.role, asked.asked_by, eva.name) == ("partner of […]", "[…]", "Eva")


def test_histories_merges_and_what_was_merged_go_too(
    world: Any, eva: Person, canary: Customer, erased: Callable[..., Erasure]
) -> None:
    change_customer(customer=canary.pk, facts={"name": "Xanthippe Former", "email": ""}, by=eva, at=AT)
    twin = world.customer("Twin", kind="person", phone="020 111 22 33")
    merge_customers(kept=canary.pk, lost=twin.pk, by=eva, at=AT)
    other = world.customer("Other")
    talk = world.said(other, AT, subject=f"{ADDRESS} and Xanthippe Former and 020-1112233")
    erased(canary, at=AT + timedelta(hours=1))
    assert not Customer.history.filter(id__in=(canary.pk, twin.pk)).exists()
    assert not Merge.objects.exists()
    assert [one.name for one in Customer.everything.order_by("pk")] == [
        f"Gewist {canary.pk}", f"Gewist {twin.pk}", "Other",
    ]  # fmt: skip
    talk.refresh_from_db()
    assert talk.subject == "[…] and […] and […]"


def test_a_namesake_s_own_rows_stay(world: Any, canary: Customer, erased: Callable[..., Erasure]) -> None:
    namesake = world.customer(NAME, kind="person")
    Hint.objects.create(
        source="karn",
        source_id="1",
        known_at=AT,
        customer=namesake,
        kind="change",
        noticed_at=AT,
        words="moved",
    )
    erased(canary)
    namesake.refresh_from_db()
    assert (namesake.name, Hint.objects.get().words) == (NAME, "moved")


def test_stored_figures_do_not_name_the_person(canary: Customer, erased: Callable[..., Erasure]) -> None:
    refresh = Refresh.objects.create(as_of=ON, started_at=AT)
    rows = [{"customer_id": str(canary.pk), "name": NAME, "mrr": "5"}, {"customer_id": "0", "name": "Bo"}]
    Answer.objects.create(refresh=refresh, name="lost.last_month", metric="customer_churn", rows=rows)
    erased(canary)
    assert Answer.objects.get().rows == [
        {"customer_id": str(canary.pk), "name": None, "mrr": "5"}, {"customer_id": "0", "name": "Bo"},
    ]  # fmt: skip


def test_nothing_is_said_of_an_erased_one_any_more(
    eva: Person, canary: Customer, erased: Callable[..., Erasure]
) -> None:
    erased(canary)
    with pytest.raises(Customer.DoesNotExist):
        change_customer(customer=canary.pk, facts={"name": NAME}, by=eva, at=AT)


@pytest.mark.parametrize(
    ("stands", "said"), [("contract", "contract still runs"), ("invoice", "invoice is still open")]
)
def test_while_a_contract_runs_or_an_invoice_is_open_nobody_is_erased(
    world: Any, canary: Customer, erased: Callable[..., Erasure], stands: str, said: str
) -> None:
    if stands == "contract":
        world.price(world.subscription(canary))
    else:
        world.payment(world.invoice(canary), "open")
    with pytest.raises(BadInput, match=said):
        erased(canary)
    canary.refresh_from_db()
    assert (canary.name, Erasure.objects.count()) == (NAME, 0)


def test_a_company_a_stranger_and_who_is_erased_already_are_refused(
    world: Any, eva: Person, canary: Customer, erased: Callable[..., Erasure]
) -> None:
    with pytest.raises(BadInput, match="is a company"):
        erased(world.customer("Acme"))
    lost = world.customer("Jo", kind="person", merged_into=world.customer("Jo BV"))
    with pytest.raises(BadInput, match="undo the merge first"):
        erased(lost)
    erased(canary)
    with pytest.raises(BadInput, match="erased already"):
        erased(canary)
    service = world.person(role="service")
    with pytest.raises(BadInput, match="manager"):
        erase_person(kind="customer", number=canary.pk, by=service, on=ON, at=AT)
    with pytest.raises(Contact.DoesNotExist):
        erase_person(kind="contact", number=0, by=eva, on=ON, at=AT)


def test_the_certificate_names_nobody_and_is_sealed_in_the_audit_log(
    canary: Customer, erased: Callable[..., Erasure]
) -> None:
    erasure = erased(canary)
    certificate = certificate_of(erasure.reference)
    assert certificate is not None
    assert certificate.is_sealed
    told = AuditEntry.objects.get(number=erasure.entry)
    assert (told.deed, told.detail) == ("person_erased", f"{erasure.reference} sha256:{erasure.sha256}")
    Erasure.objects.update(told={})
    again = certificate_of(erasure.reference)
    assert again is not None
    assert not again.is_sealed


def test_what_could_not_be_finished_waits_and_is_taken_up(
    canary: Customer, erased: Callable[..., Erasure], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise BadInput(compaction.BUSY)

    with monkeypatch.context() as patched:
        patched.setattr("karn.apps.personal.actions.erasures.compact", busy)
        erasure = erased(canary)
    assert (erasure.stage, erasure.words, erasure.done_at) == (Stage.DATABASE, {}, None)
    assert finish_erasures(at=AT) == 1
    erasure.refresh_from_db()
    assert erasure.stage == Stage.DONE


CUSTOMERS = (
    f"customer_id,name,kind,email\nX-1,{NAME},person,{ADDRESS}\nX-2,Somebody new,person,{ADDRESS}\nX-3,Bo,,\n"
)


def brought(folder: Path, text: str, target: str = "customers") -> dict[int, str]:
    """Import a file; return the lines refused, and why."""
    file = folder / f"{target}.csv"
    file.write_text(text, encoding="utf-8")
    run = import_file(Delivery(path=file, target=target, source="billing"), at=AT)
    assert NAME not in repr(list(run.refused_rows.values_list()))
    return dict(run.refused_rows.values_list("line", "code"))


def test_imports_do_not_bring_the_person_back_until_let_in(
    tmp_path: Path, eva: Person, canary: Customer, erased: Callable[..., Erasure]
) -> None:
    erasure = erased(canary)
    assert brought(tmp_path, CUSTOMERS) == {2: "erased", 3: "erased"}
    heads = "conversation_id,customer_id,channel,direction,happened_at,subject"
    talks = f"{heads}\n1,X-1,mail,in,2026-01-01,{NAME}\n"
    assert brought(tmp_path, talks, "conversations") == {2: "erased"}
    assert set(Customer.everything.values_list("source_id", flat=True)) == {f"Gewist {canary.pk}", "X-3"}
    let_in_again(reference=erasure.reference, by=eva, at=AT)
    assert brought(tmp_path, CUSTOMERS) == {}
    assert Customer.objects.get(source_id="X-1").name == NAME


def test_a_restored_database_is_erased_again_from_the_list(
    world: Any, canary: Customer, erased: Callable[..., Erasure], django_capture_on_commit_callbacks: Any
) -> None:
    world.contact(canary, NAME)
    erasure = erased(canary)
    # What a backup from before brings back.
    Erasure.objects.all().delete()
    back = {"name": NAME, "source": "billing", "source_id": "X-1", "email": ADDRESS, "kind": "company"}
    Customer.everything.filter(pk=canary.pk).update(**back)
    with django_capture_on_commit_callbacks(execute=True):
        assert replay_erasures(at=AT + timedelta(days=1)) == 1
    canary.refresh_from_db()
    assert (canary.name, canary.email) == (f"Gewist {canary.pk}", "")
    again = Erasure.objects.get()
    assert (again.reference, again.asked_at, again.stage) == (erasure.reference, AT, Stage.DONE)
    assert again.tombstones.count() >= 2
    assert replay_erasures(at=AT + timedelta(days=1)) == 0


def asks(field: str, *values: str) -> dict[str, Any]:
    condition = {"field": field, "operator": "contains", "values": list(values)}
    return {"version": 1, "root": {"match": "all", "parts": [condition]}}


def test_what_somebody_asks_for_is_emptied_of_the_person_also_of_one_word_of_the_name(
    canary: Customer, eva: Person, erased: Callable[..., Erasure]
) -> None:
    asked = {
        "word": asks("customers.name", "Canarie", "Bakker"),
        "address": asks("customers.email", ADDRESS.upper()),
        "town": asks("customers.city", "Canarie"),
        "other": asks("customers.name", "Canaries"),
    }
    for name, definition in asked.items():
        Segment.objects.create(name=name, definition=definition, owner=eva, made_at=AT, known_at=AT)
    SavedView.objects.create(
        name="v", of="customers", asked={"q": " xanthippe ", "sort": "name"}, owner=eva, known_at=AT
    )
    keep_change(Segment.objects.get(name="word"), {}, {"definition": asked["word"]}, by=eva, at=AT)
    later = AT + timedelta(hours=1)
    erasure = erased(canary, later)
    told = {one.name: one.definition["root"]["parts"][0]["values"] for one in Segment.objects.all()}
    assert told == {"word": ["[…]", "Bakker"], "address": ["[…]"], "town": ["Canarie"], "other": ["Canaries"]}
    assert SavedView.objects.get().asked == {"q": "[…]", "sort": "name"}
    assert (erasure.told["segments.segment"], erasure.told["segments.savedview"]) == (
        {"scrubbed": 2}, {"scrubbed": 1},
    )  # fmt: skip
    word = Segment.objects.get(name="word")
    kept, note = Change.objects.filter(object=word.pk, kind="segments.segment").order_by("pk")
    assert kept.after["definition"]["root"]["parts"][0]["values"] == ["[…]", "Bakker"]
    assert (word.is_emptied, word.known_at, note.how, note.by) == (True, later, "erase", None)


def reworded(customer: Customer, eva: Person, *texts: str, **facts: Any) -> Problem:
    """Return a problem that was called these things, one after the other."""
    its = add_problem(customer=customer, told=Told(texts[0], **facts), by=eva, on=ON, at=AT)
    for text in texts[1:]:
        its = change_problem(problem=its, told=Told(text, **facts), by=eva, on=ON, at=AT)
    return its


def test_what_was_written_of_a_person_before_goes_along_and_is_handed_out_until_then(
    world: Any, canary: Customer, eva: Person, erased: Callable[..., Erasure]
) -> None:
    bakker = world.customer("Bakker")
    reworded(canary, eva, "Owes her sister", "Owes a friend")
    reworded(bakker, eva, "Slow", "Slow site")
    reworded(bakker, eva, f"Asks for {NAME}", "Asks for nobody")
    (table,) = (one for one in handed_out(person_of("customer", [canary.pk])) if one.table == "people.change")
    assert [(one["before"], one["after"]) for one in table.records] == [
        ({"text": "Owes her sister"}, {"text": "Owes a friend"})
    ]
    erasure = erased(canary)
    assert erasure.told["people.change"] == {"deleted": 1, "scrubbed": 1}
    assert list(Change.objects.order_by("pk").values_list("before", "after")) == [
        ({"text": "Slow"}, {"text": "Slow site"}),
        ({"text": "Asks for […]"}, {"text": "Asks for nobody"}),
    ]


def test_what_a_contact_told_goes_from_the_history_and_one_word_of_the_name_beside_it(
    world: Any, eva: Person, erased: Callable[..., Erasure]
) -> None:
    bakker, other = world.customer("Bakker"), world.customer("Other")
    jo = world.contact(bakker, "Joachim", email="joachim@example.org")
    reworded(bakker, eva, "My back hurts", "My neck hurts", voiced_by=jo)
    reworded(bakker, eva, "Joachim is ill", "Somebody is ill")
    reworded(other, eva, "Joachim is away", "Somebody is away")
    erased(jo)
    assert list(Change.objects.order_by("pk").values_list("before", "after")) == [
        ({"text": "[…] is ill"}, {"text": "Somebody is ill"}),
        ({"text": "Joachim is away"}, {"text": "Somebody is away"}),
    ]


def test_rows_that_are_the_same_person_are_erased_along_and_counted(
    world: Any, canary: Customer, eva: Person, django_capture_on_commit_callbacks: Any
) -> None:
    acme = world.customer("Acme", email=ADDRESS)
    same = world.contact(acme, "X. de Canarie", email=ADDRESS)
    namesake = world.contact(acme, "Their child", email=ADDRESS)
    stranger = world.contact(acme, "Joke", email="joke@example.org")
    told = {(one.kind, one.number) for one in alike_by_address(person_of("customer", [canary.pk]))}
    assert told == {("", acme.pk), ("contact", same.pk), ("contact", namesake.pk)}
    ask = {"kind": "customer", "number": canary.pk, "by": eva, "on": ON, "at": AT}
    with pytest.raises(BadInput, match="has no e-mail address of this person"):
        erase_person(**ask, same=[f"contact:{stranger.pk}"])
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase_person(**ask, same=[f"contact:{same.pk}"])
    assert list(Contact.objects.order_by("pk")) == [namesake, stranger]
    assert (Erasure.objects.count(), Erasure.objects.exclude(stage=Stage.DONE).count()) == (2, 0)
    certificate = certificate_of(erasure.reference)
    assert certificate is not None
    assert (certificate.files["same_person"], certificate.is_sealed) == (1, True)


def test_what_a_survey_and_its_page_are_called_loses_the_person(
    canary: Customer, eva: Person, erased: Callable[..., Erasure]
) -> None:
    survey = make_ready_survey(code="nps", language="en", by=eva, at=AT)
    words = newest_version(survey).questions
    asked = replace(words, title={"en": f"How was it, {NAME}?"})
    write_survey(survey=survey, name=f"For {NAME}", form=asked, by=eva, at=AT)
    make_page(survey=survey, name=f"At {ADDRESS}", by=eva, at=AT)
    erased(canary)
    assert (Survey.objects.get().name, Page.objects.get().name) == ("For […]", "At […]")
    assert newest_version(survey).questions == replace(words, title={"en": "How was it, […]?"})
