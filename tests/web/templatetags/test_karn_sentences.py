"""One full stop at the end of a sentence, whatever name ends it."""

import pytest

from karn.web.templatetags.karn_sentences import one_stop


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Logged: call with Bakker B.V..", "Logged: call with Bakker B.V."),
        ("Logged: call with Bakker.", "Logged: call with Bakker."),
        ("A is now part of B B.V.. The rest follows.", "A is now part of B B.V. The rest follows."),
        ("Wait... no.", "Wait... no."),
    ],
)
def test_a_name_that_ends_in_a_full_stop_ends_the_sentence(said, read):
    assert one_stop(said) == read
