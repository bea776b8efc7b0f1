"""Foreign keys point down the order of the apps, too: string references escape the import check."""

import configparser
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import models

ORDER = [
    "desk",
    "plays",
    "lessons",
    "threats",
    "fit",
    "farewell",
    "care",
    "exits",
    "surveys",
    "mailing",
    "tasks",
    "measures",
    "intake",
    "conversations",
    "contracts",
    "segments",
    "personal",
    "customers",
    "company",
    "people",
]


def upward_keys(found: Iterable[type[models.Model]]) -> list[str]:
    """Return every relation of a Karn model that points to an app above its own."""
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in found
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if _is_own_relation(field) and _points_up(model, field.related_model)
    ]


def _is_own_relation(field: object) -> bool:
    return isinstance(field, models.ForeignKey | models.ManyToManyField)


def _points_up(model: type[models.Model], other: type[models.Model]) -> bool:
    labels = [model._meta.app_label, other._meta.app_label]
    return labels[1] in ORDER and ORDER.index(labels[1]) < ORDER.index(labels[0])


def test_every_app_has_its_place_in_the_order() -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("karn.apps.")}
    assert ours == set(ORDER)


def test_foreign_keys_point_down() -> None:
    assert upward_keys(apps.get_models()) == []


def test_a_planted_key_that_points_up_is_found() -> None:
    class Planted(models.Model):
        run = models.ForeignKey("intake.Run", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "customers"

    try:
        assert upward_keys([Planted]) == ["customers.Planted.run -> intake.Run"]
    finally:
        del apps.all_models["customers"]["planted"]
        apps.clear_cache()


def test_the_order_is_the_import_linter_s() -> None:
    config = configparser.ConfigParser()
    config.read(Path(__file__).resolve().parents[2] / ".importlinter")
    assert config["importlinter:contract:apps"]["layers"].split() == ORDER
