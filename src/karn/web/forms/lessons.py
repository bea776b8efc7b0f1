"""What people say of looks back and of lessons."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.lessons.models import Every, Lesson, PostMortem
from karn.apps.lessons.models.post_mortems import Cause
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.segments.models import Segment
from karn.apps.segments.queries.segments import segments_for
from karn.web.forms.rows import RowForm, as_text, day_input


class NewLookForm(RowForm):
    """Why somebody is looked back at, and when it happened."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(cause.value, cause.label) for cause in Cause]
    )
    happened_on = forms.DateField(
        label=gettext_lazy("When they gave notice, nearly left or came"), widget=day_input()
    )
    competitor = forms.CharField(
        label=gettext_lazy("Where they came from"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where they came from a competitor."),
    )


class AuditorForm(RowForm):
    """Who looks back: those not on the account are offered; without any, everybody, with a reason."""

    auditor = forms.ModelChoiceField(
        label=gettext_lazy("A colleague who was not on the account"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    guest = forms.CharField(
        label=gettext_lazy("Or an outsider, by name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Gets a link to this one form, without a login and without any other data."),
    )
    excepted = forms.CharField(
        label=gettext_lazy("Why somebody on the account"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Nobody here is independent of this client: the reason stays with it."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, look: PostMortem, independent: Sequence[Person]
    ) -> None:
        self.look, self.independent = look, independent
        super().__init__(data, version=look.version, texts=texts_of_auditor(look))

    def build(self) -> None:
        """Offer who is independent; anybody where nobody is, or where a competitor is asked about."""
        auditor = self.fields["auditor"]
        assert isinstance(auditor, forms.ModelChoiceField)  # noqa: S101 (declared above)
        # Whoever is asked for: the action says why somebody may not.
        auditor.queryset = active_people()
        if not self.look.is_about_us:
            auditor.label = gettext_lazy("A colleague")
            del self.fields["excepted"]
        elif self.independent:
            del self.fields["excepted"]
            shown = [(one.pk, one.name) for one in self.independent]
            auditor.widget.choices = [("", auditor.empty_label), *shown]


def texts_of_auditor(look: PostMortem) -> dict[str, str]:
    """Return what stands in the form for who looks back."""
    return {"auditor": as_text(look.auditor_id), "guest": look.guest, "excepted": look.excepted}


class LessonForm(RowForm):
    """A lesson: its sentence, its question, how often, and whom it can concern."""

    sentence = forms.CharField(
        label=gettext_lazy("What you learnt"),
        max_length=300,
        help_text=gettext_lazy("One sentence, as you would tell it a new colleague."),
    )
    question = forms.CharField(
        label=gettext_lazy("What to ask of each client"),
        max_length=300,
        help_text=gettext_lazy("A question one answers with yes where the client is safe."),
    )
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=Every.choices)
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Only for"),
        queryset=Segment.objects.none(),
        required=False,
        empty_label=gettext_lazy("Everybody who is cared for"),
    )
    begins_on = forms.DateField(label=gettext_lazy("Next round on"), widget=day_input(), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        person: Person,
        lesson: Lesson | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        self.person = person
        begun = texts_of_lesson(lesson) if lesson else {"every": Every.MONTH.value, **(texts or {})}
        super().__init__(data, version=lesson.version if lesson else "", texts=begun)

    def build(self) -> None:
        """Offer the segments this person can use."""
        segment = self.fields["segment"]
        assert isinstance(segment, forms.ModelChoiceField)  # noqa: S101 (declared above)
        segment.queryset = segments_for(self.person)


def texts_of_lesson(lesson: Lesson) -> dict[str, str]:
    """Return what stands in the form of a lesson."""
    return {
        "sentence": lesson.sentence,
        "question": lesson.question,
        "every": lesson.every,
        "segment": as_text(lesson.segment_id),
        "begins_on": lesson.next_on.isoformat(),
    }
