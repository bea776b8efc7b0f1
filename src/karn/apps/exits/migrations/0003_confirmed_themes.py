from django.db import migrations, models


def mark_judged(apps, schema_editor):
    """What was confirmed before was judged; that some had none of the themes was not kept."""
    tags = apps.get_model("exits", "Tag").objects.using(schema_editor.connection.alias)
    answers = apps.get_model("exits", "Answer").objects.using(schema_editor.connection.alias)
    confirmed = tags.filter(is_confirmed=True).values("answer")
    answers.filter(pk__in=confirmed).update(is_judged=True)


class Migration(migrations.Migration):

    dependencies = [
        ('exits', '0002_words_and_habits'),
    ]

    operations = [
        migrations.CreateModel(
            name='ThemeSum',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('month', models.DateField(db_index=True)),
                ('people', models.PositiveIntegerField()),
                ('themes', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='is_judged',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='answer',
            name='is_told',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(mark_judged, migrations.RunPython.noop, elidable=True),
    ]
