"""Renewals, products and margins are parts of their own: what was shown before stays shown."""

from typing import Any

from django.db import migrations


def show_as_before(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 (as Django calls it)
    """Renewals and products stood with the contracts, margins everywhere."""
    for company in apps.get_model("company", "Company").objects.all():
        with_contracts = ["renewals", "products"] if "contracts" in company.stations else []
        added = [one for one in [*with_contracts, "margins"] if one not in company.stations]
        company.stations = [*company.stations, *added]
        company.save(update_fields=["stations"])


class Migration(migrations.Migration):
    dependencies = [("company", "0004_grace_days")]

    operations = [migrations.RunPython(show_as_before, migrations.RunPython.noop)]
