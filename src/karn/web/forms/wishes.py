"""What people say of a wish, and the mail to who asked for it."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from karn.apps.care.models.wishes import Wish, WishState
from karn.web.forms.rows import RowForm


class WishForm(RowForm):
    """What a wish is called, and what we make of it."""

    title = forms.CharField(label=gettext_lazy("What they wish for"), max_length=200)
    state = forms.ChoiceField(label=gettext_lazy("What you make of it"), choices=WishState.choices)
    because = forms.CharField(label=gettext_lazy("Why, or by when"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, wish: Wish) -> None:
        super().__init__(data, version=wish.version, texts=texts_of_wish(wish))


def texts_of_wish(wish: Wish) -> dict[str, str]:
    """Return what stands in the form for a wish."""
    return {"title": wish.title, "state": wish.state, "because": wish.because}


class TellForm(RowForm):
    """The mail to who asked."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, data: QueryDict | None = None, *, subject: str = "", body: str = "") -> None:
        super().__init__(data, version="", texts={"subject": subject, "body": body})
