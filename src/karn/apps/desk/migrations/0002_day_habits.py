import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DayHabits',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='day_habits', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digest', models.BooleanField(default=False, verbose_name='mail me my day on working days')),
                ('digest_at', models.TimeField(default=datetime.time(7, 0), verbose_name='at')),
                ('when_empty', models.BooleanField(default=False, verbose_name='also when there is nothing to do')),
                ('digested_on', models.DateField(blank=True, null=True)),
                ('calendar_words', models.BooleanField(default=False, help_text='Otherwise it says what kind of task it is, and of companies the name: whoever runs your calendar reads it, too.', verbose_name='say in the calendar what is to be done')),
                ('calendar_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
