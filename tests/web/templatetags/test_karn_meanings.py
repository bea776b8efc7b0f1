"""Cards on pages."""

from karn.web.templatetags.karn_meanings import card_text, inline_text


def test_a_definition_becomes_paragraphs_with_emphasis_and_code() -> None:
    assert card_text("*One* point\nless.\n\nSee `mrr`.") == (
        "<p><em>One</em> point\nless.</p>\n<p>See <code>mrr</code>.</p>"
    )


def test_markup_in_a_card_is_shown_and_not_run() -> None:
    assert inline_text("a < b & <script>") == "a &lt; b &amp; &lt;script&gt;"
