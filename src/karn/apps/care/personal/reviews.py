"""What is kept of persons in reviews: the words go, the scores stay; sealed words too."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.care.models.reviews import ReviewAnswer
from karn.apps.care.queries.review_seals import sealed, unsealed
from karn.platform.personal import Marks, Person, Why

PERSONAL = (
    Marks(
        "care.review",
        Why.SERVICE,
        _("Reviews with fresh eyes"),
        customer=("customer",),
        goes=("customer",),
        scrubbed="guest excepted",
        kept={Why.FIGURES: "cause due_on client_at team_at opened_at"},
        none=("id customer made_at made_by reviewer expires_at excepted_by team_by changed_at removed_at"),
    ),
    Marks(
        "care.reviewanswer",
        Why.SERVICE,
        _("Answers in reviews"),
        customer=("review__customer",),
        contact=("contact",),
        goes=("customer",),
        emptied="contact",
        cleared="words",
        kept={Why.FIGURES: "side at scores"},
        none="id review by sealed",
    ),
    Marks(
        "care.learninggoal",
        Why.SERVICE,
        _("What we should know better"),
        customer=("customer",),
        contact=("voice__contact",),
        goes=("customer",),
        cleared="words",
        kept={Why.FIGURES: "score made_at learned_at"},
        none="id customer voice made_by learned_by removed_at",
    ),
)


class SealedVoices:
    """What was said in reviews that are not opened yet: no search finds it there, so each is looked at."""

    name = "sealed_reviews"

    def hindrance(self, person: Person) -> Promise | str:  # noqa: ARG002
        """Nothing stands against it."""
        return ""

    def erase_rows(self, person: Person) -> Mapping[str, int]:
        """Take the words of the person, and the person out of the words of others; the scores stay."""
        voices = ReviewAnswer.objects.exclude(sealed="").select_related("review").order_by("pk")
        for voice in voices.select_for_update(of=("self",)):
            told = unsealed(voice.sealed)
            if told is None:
                continue
            scores, words = told
            left = _without(person, voice, words)
            if left != words:
                ReviewAnswer.objects.filter(pk=voice.pk).update(sealed=sealed(scores, left))
        return {}

    def erase_files(self, person: Person) -> Mapping[str, int]:  # noqa: ARG002
        """There are no files."""
        return {}


def _without(person: Person, voice: ReviewAnswer, words: dict[str, str]) -> dict[str, str]:
    if voice.contact_id in person.contacts or voice.review.customer_id in person.customers:
        return {}
    its = voice.review.customer_id == person.customer
    known = person.words.nearby() if its else person.words
    left: dict[str, str] = known.taken_out(words)
    return left


SEALED_VOICES = SealedVoices()
