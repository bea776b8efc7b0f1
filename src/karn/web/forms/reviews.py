"""What people say of a review: who holds it, and by when."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.models.reviews import Cause, Review
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.web.forms.rows import RowForm, as_text, day_input


class NewReviewForm(RowForm):
    """Why somebody is reviewed, and by when."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[(cause.value, cause.label) for cause in Cause if cause != Cause.YEARLY],
    )
    due_on = forms.DateField(label=gettext_lazy("By when"), widget=day_input())


class ReviewerForm(RowForm):
    """Who holds a review: those with fresh eyes are offered; without any, everybody, with a reason."""

    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("A colleague who is not on the account"),
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
        help_text=gettext_lazy(
            "Nobody here is independent of this client: the reason stays with the review."
        ),
    )

    def __init__(
        self, data: QueryDict | None = None, *, review: Review, independent: Sequence[Person]
    ) -> None:
        self.independent = independent
        super().__init__(data, version=review.version, texts=texts_of_reviewer(review))

    def build(self) -> None:
        """Offer who is independent; anybody where nobody is."""
        reviewer = self.fields["reviewer"]
        assert isinstance(reviewer, forms.ModelChoiceField)  # noqa: S101 (declared above)
        # Whoever is asked for: the action says why somebody may not.
        reviewer.queryset = active_people()
        if self.independent:
            del self.fields["excepted"]
            shown = [(one.pk, one.name) for one in self.independent]
            reviewer.widget.choices = [("", reviewer.empty_label), *shown]


def texts_of_reviewer(review: Review) -> dict[str, str]:
    """Return what stands in the form for who holds a review."""
    return {
        "reviewer": as_text(review.reviewer_id),
        "guest": review.guest,
        "excepted": review.excepted,
    }
