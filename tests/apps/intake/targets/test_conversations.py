from datetime import UTC, datetime
from typing import Any

from karn.apps.conversations.models import Conversation

HEAD = "conversation_id,customer_id,contact_id,channel,direction,happened_at,answered_at,subject,bulk\n"


def test_a_conversation_is_stored_with_its_instants(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    import_text("contacts", "contact_id,customer_id,name\nP1,C1,Jo\n")
    run = import_text(
        "conversations",
        HEAD + "G1,C1,P1,Telefoon,inkomend,2026-01-05 10:00,2026-01-05T11:30:00+01:00,Hallo,no\n",
    )
    said = Conversation.objects.get()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (said.channel, said.direction, said.subject, said.bulk) == ("call", "in", "Hallo", False)
    assert said.happened_at == datetime(2026, 1, 5, 9, tzinfo=UTC) == said.known_at
    assert said.answered_at == datetime(2026, 1, 5, 10, 30, tzinfo=UTC)
    assert said.contact is not None
    assert said.contact.name == "Jo"


def test_an_unknown_contact_is_left_out_until_it_is_known(import_text: Any, counts: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    text = HEAD + "G1,C1,P1,mail,in,2026-01-05T10:00Z,,,\n"
    assert import_text("conversations", text).notes == {"contacts_unknown": 1}
    import_text("contacts", "contact_id,customer_id,name\nP1,C1,Jo\n")
    assert counts(import_text("conversations", text)) == (0, 1, 0, 0, 0)
    assert counts(import_text("conversations", text)) == (0, 0, 1, 0, 0)


def test_an_answer_before_the_question_is_refused(import_text: Any, refusals: Any) -> None:
    import_text("customers", "customer_id\nC1\n")
    run = import_text("conversations", HEAD + "G1,C1,,mail,in,2026-01-05T10:00Z,2026-01-04T10:00Z,,\n")
    assert [refusal[3] for refusal in refusals(run)] == ["ends_before_start"]
