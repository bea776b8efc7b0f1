"""Placeholders are put in once, and no value is ever more than signs."""

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from karn.apps.mailing.rules.letters import LANGUAGES, LETTERS, ready_parts
from karn.apps.mailing.rules.rendering import (
    PLACEHOLDERS,
    Frame,
    Parts,
    hidden_link,
    placeholders_in,
    rendered,
    unknown_placeholders,
)

FRAME = Frame("en", "Acme", "Because.", "No more", "https://karn.example/u/x/")
NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["{{link}}", "{{ name }}", "{{{{name}}}}", "[a](http://evil.example)", "<script>", "- x\n\n- y"]
    ),
)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


@settings(max_examples=40)
@given(st.fixed_dictionaries(dict.fromkeys(("name", "customer", "sender"), NASTY)))
def test_values_are_put_in_once_and_add_no_markup(values: dict[str, str]) -> None:
    parts = Parts("Hi {{name}}", "Dear {{name}} of {{customer}}\n\n- {{sender}}!\n\n[Go]({{link}})")
    plain = {**dict.fromkeys(values, "x"), "link": "https://karn.example/s/1/"}
    mail = rendered(parts, {**values, "link": plain["link"]}, FRAME)
    tame = rendered(parts, plain, FRAME)
    assert mail.subject == f"Hi {values['name'].replace(chr(0), '')}"
    assert [tag for tag in read(mail.html).tags if tag != "br"] == [
        tag for tag in read(tame.html).tags if tag != "br"
    ]
    assert mail.text.count("https://karn.example/s/1/") == 1


def test_a_value_that_looks_like_a_placeholder_or_a_link_stays_text() -> None:
    values = {
        "name": "{{link}}",
        "customer": "[here](https://evil.example)",
        "link": "https://karn.example/1",
    }
    mail = rendered(Parts("{{name}}", "{{name}} {{customer}}"), values, FRAME)
    assert mail.subject == "{{link}}"
    assert mail.text.startswith("{{link}} [here](https://evil.example)\n")
    assert 'href="https://evil' not in mail.html


def test_a_link_that_is_none_becomes_no_button() -> None:
    mail = rendered(Parts("s", "[Go]({{link}})"), {"link": "javascript:alert(1)"}, FRAME)
    assert "href" not in mail.html.partition("No more")[0].rpartition("<a ")[0]
    assert "javascript:alert(1)" in mail.html


def test_a_line_that_is_a_placeholder_without_a_value_disappears() -> None:
    parts = Parts("s", "Thank you,\n{{sender}}\n{{company}}")
    assert rendered(parts, {"company": "Acme"}, FRAME).text.startswith("Thank you,\nAcme\n")


def test_what_is_kept_of_a_link_opens_nothing() -> None:
    assert hidden_link("https://karn.example/s/secret/?a=b#c") == "https://karn.example/s/…"
    assert (hidden_link(""), hidden_link("secret")) == ("", "…")


def test_only_names_of_the_list_are_placeholders() -> None:
    assert unknown_placeholders("{{name}} {{ customer }} {{x}} {{name.email}} {{x}}") == ["x", "name.email"]


def test_every_ready_mail_speaks_three_languages_with_the_same_placeholders() -> None:
    for code in LETTERS:
        told = {language: ready_parts(code, language) for language in LANGUAGES}
        used = {
            language: placeholders_in(f"{parts.subject} {parts.body}") for language, parts in told.items()
        }
        assert used["nl"] == used["sv"] == used["en"], code
        assert used["en"] <= PLACEHOLDERS.keys()
        assert len({parts.body for parts in told.values()}) == 3
        assert [unknown_placeholders(f"{parts.subject} {parts.body}") for parts in told.values()] == [
            [],
            [],
            [],
        ]
