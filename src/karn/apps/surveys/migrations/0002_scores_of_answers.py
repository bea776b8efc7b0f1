"""Each answer knows its score, so that segments can ask for it."""

from typing import Any

from django.db import migrations, models


def read_scores(apps: Any, _editor: Any) -> None:
    response, version = apps.get_model("surveys", "Response"), apps.get_model("surveys", "Version")
    forms = {number: (form.get("score") or "", form.get("reading") or "") for number, form in
             version.objects.values_list("pk", "form")}  # fmt: skip
    changed = []
    for one in response.objects.order_by("pk").only("pk", "version_id", "answers").iterator(chunk_size=1000):
        code, reading = forms[one.version_id]
        if isinstance(score := one.answers.get(code), int):
            one.score, one.reading = score, reading
            changed.append(one)
    response.objects.bulk_update(changed, ["score", "reading"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="response",
            name="score",
            field=models.SmallIntegerField(blank=True, null=True, verbose_name="score"),
        ),
        migrations.AddField(
            model_name="response",
            name="reading",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
        migrations.RunPython(read_scores, migrations.RunPython.noop),
    ]
