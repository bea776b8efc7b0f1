"""Writing a survey: its words in each language, at most five questions, and what counts as unhappy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from karn.apps.surveys.rules.questions import (
    LANGUAGES,
    LONGEST_WORDS,
    MOST_QUESTIONS,
    Comparison,
    Condition,
    Form,
    Kind,
    Option,
    Question,
    Words,
    spoken,
)
from karn.web.forms.rows import TAKE, THEIRS, RowForm, as_text
from karn.web.words.surveys import COMPARISONS, KINDS

NAMES = {"nl": "Nederlands", "sv": "Svenska", "en": "English"}
_UNHAPPY = 2


Fields = dict[str, forms.Field]


class SurveyForm(RowForm):
    """A survey as somebody writes it. A question without a kind is none.

    An answer that opens a question, or counts as unhappy, is written as people read it: the words of a
    choice, "yes", or a number.
    """

    def __init__(
        self, data: QueryDict | None = None, *, stands: Form | None = None, name: str = "", version: str = ""
    ) -> None:
        self.stands = stands
        super().__init__(data, version=version, texts=texts_of_survey(name, stands))

    def build(self) -> None:
        """Ask for all that there may be."""
        self.fields.update(_all_fields())

    def _chosen(self, data: QueryDict | None) -> QueryDict | None:
        """Let the code of a question go with its words: its answers are counted by it."""
        chosen = super()._chosen(data)
        if data is None or chosen is None:
            return None
        for number in range(1, MOST_QUESTIONS + 1):
            takes = {data.get(f"{TAKE}q{number}-words-{language}", "") for language in LANGUAGES} - {""}
            if takes == {THEIRS}:
                chosen[f"q{number}-code"] = self.texts[f"q{number}-code"]
        return chosen

    def meet(self, version: str, texts: Mapping[str, str]) -> None:
        """Show what is stored now beside what was filled in; a question's fields with its number."""
        super().meet(version, texts)
        seen = (one for one in self.conflicts if not self.fields[one.name].widget.is_hidden)
        self.conflicts = [replace(one, label=_place(one.name) + one.label) for one in seen]

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the texts around the questions, by what they are."""
        return [
            (str(label), [self[f"{name}-{language}"] for language in LANGUAGES]) for name, label in _PARTS
        ]

    def questions(self) -> Iterator[dict[str, Any]]:
        """Yield the fields of each question, for the page."""
        for number in range(1, MOST_QUESTIONS + 1):
            at = f"q{number}-"
            words = {
                name: [self[f"{at}{name}-{language}"] for language in LANGUAGES]
                for name in ("words", "low_words", "high_words", "options")
            }
            fields = {name: self[at + name] for name in ("kind", "code", "low", "high", "wish")}
            when = [self[f"{at}when-{name}"] for name in ("of", "how", "value")] if number > 1 else []
            open_now = number == 1 or bool(self[at + "kind"].value())
            yield {"number": number, "when": when, "open": open_now, **words, **fields}

    def unhappy(self) -> list[list[forms.BoundField]]:
        """Return the fields of what counts as unhappy."""
        return [
            [self[f"unhappy{number}-{name}"] for name in ("of", "how", "value")]
            for number in range(1, _UNHAPPY + 1)
        ]

    def form(self) -> Form:
        """Return what was written, as the action takes it."""
        told = self.cleaned_data
        numbered: dict[str, Question] = {}
        for number in range(1, MOST_QUESTIONS + 1):
            if told[f"q{number}-kind"]:
                numbered[str(number)] = self._question(f"q{number}-", numbered)
        unhappy = [self._condition(f"unhappy{number}-", numbered) for number in range(1, _UNHAPPY + 1)]
        scale = next((one for one in numbered.values() if one.kind == Kind.SCALE and not one.when), None)
        return Form(
            title=self._words("title"),
            intro=self._words("intro"),
            thanks=self._words("thanks"),
            matter=self.stands.matter if self.stands else {},
            questions=tuple(numbered.values()),
            unhappy=tuple(one for one in unhappy if one),
            score=scale.code if scale else "",
            reading=("nps" if (scale.low, scale.high) == (0, 10) else "mean") if scale else "",
            frank=told["frank"],
        )

    def _words(self, name: str) -> dict[str, str]:
        told = {language: self.cleaned_data[f"{name}-{language}"] for language in LANGUAGES}
        return {language: words for language, words in told.items() if words}

    def _question(self, at: str, before: Mapping[str, Question]) -> Question:
        told, kind = self.cleaned_data, Kind(self.cleaned_data[at + "kind"])
        codes = {question.code for question in before.values()}
        code = told[at + "code"] if told[at + "code"] not in {"", *codes} else at.rstrip("-")
        scale = kind == Kind.SCALE
        when = self._condition(at + "when-", before)
        return Question(
            code=code,
            kind=kind,
            words=self._words(at + "words"),
            low=told[at + "low"] if scale and told[at + "low"] is not None else 1,
            high=told[at + "high"] if scale and told[at + "high"] is not None else 5,
            low_words=self._words(at + "low_words") if scale else {},
            high_words=self._words(at + "high_words") if scale else {},
            options=self._options(at, code) if kind in (Kind.CHOICE, Kind.RATING) else (),
            when=(when,) if when else (),
            wish=kind == Kind.TEXT and told[at + "wish"],
        )

    def _options(self, at: str, code: str) -> tuple[Option, ...]:
        """Return the lines as options; one whose words are as before keeps its code, so that counts go on."""
        lines = {
            language: [line.strip() for line in words.splitlines() if line.strip()]
            for language, words in self._words(at + "options").items()
        }
        stood = self.stands.question(code) if self.stands else None
        options: list[Option] = []
        for place in range(max(map(len, lines.values()), default=0)):
            words = {language: told[place] for language, told in lines.items() if place < len(told)}
            options.append(Option(_kept_code(stood, words, options, place), words))
        return tuple(options)

    def _condition(self, at: str, questions: Mapping[str, Question]) -> Condition | None:
        told = self.cleaned_data
        question = questions.get(told[at + "of"])
        if question is None or not told[at + "value"]:
            return None
        return Condition(question.code, Comparison(told[at + "how"]), _value(question, told[at + "value"]))


_PARTS = (
    ("title", gettext_lazy("What stands above it")),
    ("intro", gettext_lazy("One sentence below")),
    ("thanks", gettext_lazy("What it says afterwards")),
)


def texts_of_survey(name: str, form: Form | None) -> dict[str, str]:
    """Return what stands in every field for a survey, as a browser sends it; empty, where nothing does."""
    told = {"name": name} | _texts(form)
    return {one: as_text(told[one]) if one in told else _empty(field) for one, field in _all_fields().items()}


def _empty(field: forms.Field) -> str:
    """Return what a browser sends of a field that nobody touched."""
    return str(field.choices[0][0]) if isinstance(field, forms.ChoiceField) else ""  # type: ignore[index]


def _place(name: str) -> str:
    """Say before a label to which question its field belongs."""
    part = name.partition("-")[0]
    if part[:1] == "q" and part[1:].isdecimal():
        return _("Question %(number)s") % {"number": part[1:]} + ": "
    return _("What counts as unhappy") + ": " if part.startswith("unhappy") else ""


def _all_fields() -> Fields:
    fields: Fields = {"name": _line(gettext_lazy("Name, for you"), 200)}
    for part, label in _PARTS:
        _add_words(fields, part, label)
    for number in range(1, MOST_QUESTIONS + 1):
        _add_question(fields, f"q{number}-")
    for number in range(1, _UNHAPPY + 1):
        _add_condition(fields, f"unhappy{number}-", MOST_QUESTIONS)
    fields["frank"] = _tick(gettext_lazy("It asks for criticism: never ask it by telephone"))
    return fields


def _add_words(fields: Fields, name: str, label: object, *, lines: bool = False) -> None:
    for language in LANGUAGES:
        field = _area(label) if lines else _line(label, LONGEST_WORDS)
        field.required, field.label = False, f"{label} ({NAMES[language]})"
        field.widget.attrs["lang"] = language
        fields[f"{name}-{language}"] = field


def _add_question(fields: Fields, at: str) -> None:
    kinds = [("", _("No question")), *((kind.value, words) for kind, words in KINDS.items())]
    fields[at + "kind"] = _select(gettext_lazy("How it is answered"), kinds)
    fields[at + "code"] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    _add_words(fields, at + "words", gettext_lazy("The question"))
    for end, label, least in (
        ("low", gettext_lazy("The scale begins at"), 0),
        ("high", gettext_lazy("and ends at"), 1),
    ):
        fields[at + end] = forms.IntegerField(
            label=label, min_value=least, max_value=10, required=False,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )  # fmt: skip
    _add_words(fields, at + "low_words", gettext_lazy("What the beginning means"))
    _add_words(fields, at + "high_words", gettext_lazy("What the end means"))
    _add_words(fields, at + "options", gettext_lazy("To choose from or rate, one on a line"), lines=True)
    _add_condition(fields, at + "when-", int(at[1]) - 1)
    fields[at + "wish"] = _tick(gettext_lazy("The words are a wish: what we do not offer yet"))


def _add_condition(fields: Fields, at: str, before: int) -> None:
    questions = [("", "–"), *((str(number), str(number)) for number in range(1, before + 1))]
    fields[at + "of"] = _select(gettext_lazy("The answer to question"), questions)
    how = [(one.value, words) for one, words in COMPARISONS.items()]
    fields[at + "how"] = _select(gettext_lazy("Comparison"), how)
    fields[at + "value"] = _line(gettext_lazy("Answer"), LONGEST_WORDS, required=False)


def _kept_code(stood: Question | None, words: Words, before: list[Option], place: int) -> str:
    taken = {option.code for option in before}
    for option in stood.options if stood else ():
        if option.code not in taken and set(option.words.values()) & set(words.values()):
            return option.code
    known = taken | {option.code for option in stood.options} if stood else taken
    return next(f"o{number}" for number in range(place + 1, 1000) if f"o{number}" not in known)


def _value(question: Question, text: str) -> str | int:
    said = text.strip().casefold()
    if question.kind in (Kind.SCALE, Kind.RATING):
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else said
    if question.kind == Kind.YES_NO:
        return {"ja": "yes", "nee": "no", "nej": "no"}.get(said, said)
    for option in question.options:
        if said in {option.code.casefold(), *(words.casefold() for words in option.words.values())}:
            return option.code
    return said


def _texts(form: Form | None) -> dict[str, Any]:
    """Return what stands in the fields for a form."""
    if form is None:
        return {"q1-low": 1, "q1-high": 5}
    texts: dict[str, Any] = {"frank": form.frank}
    numbers = {question.code: str(number) for number, question in enumerate(form.questions, start=1)}
    for name, words in (("title", form.title), ("intro", form.intro), ("thanks", form.thanks)):
        texts |= _by_language(name, words)
    for number, question in enumerate(form.questions, start=1):
        texts |= _question_texts(f"q{number}-", question, form, numbers)
    for number, condition in enumerate(form.unhappy[:_UNHAPPY], start=1):
        texts |= _condition_texts(f"unhappy{number}-", condition, form, numbers)
    return texts


def _question_texts(at: str, question: Question, form: Form, numbers: Mapping[str, str]) -> dict[str, Any]:
    texts: dict[str, Any] = {
        at + name: getattr(question, name) for name in ("kind", "code", "low", "high", "wish")
    }
    for name in ("words", "low_words", "high_words"):
        texts |= _by_language(at + name, getattr(question, name))
    for language in LANGUAGES:
        lines = [option.words.get(language, "") for option in question.options]
        texts[f"{at}options-{language}"] = "\n".join(lines)
    for condition in question.when[:1]:
        texts |= _condition_texts(at + "when-", condition, form, numbers)
    return texts


def _condition_texts(at: str, condition: Condition, form: Form, numbers: Mapping[str, str]) -> dict[str, Any]:
    question = form.question(condition.of)
    options = question.options if question else ()
    words = next((option.words for option in options if option.code == condition.value), None)
    shown = spoken(words, (get_language() or "en")[:2]) if words else str(condition.value)
    return {at + "of": numbers.get(condition.of, ""), at + "how": condition.how.value, at + "value": shown}


def _by_language(name: str, words: Words) -> dict[str, str]:
    return {f"{name}-{language}": words.get(language, "") for language in LANGUAGES}


def _line(label: object, longest: int, *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=str(label), max_length=longest, required=required, widget=widget)


def _area(label: object) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return forms.CharField(label=str(label), max_length=2000, required=False, widget=widget)


def _select(label: object, choices: list[Any]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=str(label), choices=choices, required=False, widget=widget)


def _tick(label: object) -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=str(label), required=False, widget=widget)
