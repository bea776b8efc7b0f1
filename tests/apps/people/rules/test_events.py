"""The list of what the audit log tells of."""

from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import EVENT_NAMES, Event


def test_every_event_has_words_and_fits_its_column() -> None:
    assert list(EVENT_NAMES) == list(Event)
    assert max(map(len, Event)) <= AuditEntry._meta.get_field("deed").max_length
