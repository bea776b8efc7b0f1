"""Keeping lists as somebody set them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from karn.apps.people.models import Person
from karn.apps.people.rules import ROLE_NAMES, Deed, may
from karn.apps.segments.models import FirstView, SavedView
from karn.apps.segments.queries.views import own_view, views_for
from karn.kernel.errors import BadInput
from karn.kernel.text import one_line

MOST_VIEWS = 50


def save_view(
    *, name: str, of: str, asked: Mapping[str, str], shared: bool, by: Person, at: datetime
) -> SavedView:
    """Keep what a list (`of`) is asked under a name; an own one of that name is replaced. Raises BadInput."""
    told = one_line(name)
    if not told or len(told) > 60:
        raise BadInput("Give the view a name of at most 60 characters.")
    if shared and not may(by.role, Deed.KEEP_SEGMENTS):
        raise BadInput("Your role, %(role)s, may not do this.", role=ROLE_NAMES.get(by.role, by.role))
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(owner=by, of=of, deleted_at__isnull=True)
        kept = mine.filter(name=told).first()
        if kept is None:
            if mine.count() >= MOST_VIEWS:
                raise BadInput("You have %(most)s views of this list: remove one first.", most=MOST_VIEWS)
            kept = SavedView(owner=by, of=of, name=told)
        kept.asked, kept.shared, kept.known_at = dict(asked), shared, at
        kept.save()
    return kept


def delete_view(*, view: int, by: Person, at: datetime) -> SavedView:
    """Throw an own view (its id) away; it can come back. Raises SavedView.DoesNotExist."""
    kept = own_view(by, view)
    if kept is None:
        raise SavedView.DoesNotExist
    kept.deleted_at = at
    kept.save(update_fields=["deleted_at"])
    return kept


def restore_view(*, view: int, by: Person) -> SavedView:
    """Bring an own view (its id) back. Raises SavedView.DoesNotExist, or BadInput where its name is taken."""
    with transaction.atomic():
        kept = own_view(by, view, deleted=True)
        if kept is None:
            raise SavedView.DoesNotExist
        if SavedView.objects.filter(owner=by, of=kept.of, name=kept.name, deleted_at__isnull=True).exists():
            raise BadInput("There is another view called “%(name)s” by now.", name=kept.name)
        kept.deleted_at = None
        kept.save(update_fields=["deleted_at"])
    return kept


def open_with(*, of: str, view: int | None, by: Person) -> None:
    """Let a list (`of`) open with a view (its id) for this person, or with everything (None)."""
    with transaction.atomic():
        FirstView.objects.filter(person=by, of=of).delete()
        if view is not None and (kept := views_for(by, of).filter(pk=view).first()) is not None:
            FirstView.objects.create(person=by, of=of, view=kept)
