import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0007_bin_of_contacts_and_attributes'),
        ('tasks', '0002_kinds_of_tasks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='snoozed_until',
            field=models.DateField(blank=True, null=True, verbose_name='put off until'),
        ),
        migrations.AddField(
            model_name='task',
            name='urgency',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(models.F('owner'), django.db.models.functions.comparison.Coalesce('snoozed_until', 'due_on'), condition=models.Q(('done_at__isnull', True), ('removed_at__isnull', True), ('withdrawn_at__isnull', True)), name='tasks_day'),
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('snoozed', 'Put off'), ('given', 'Given to somebody else'), ('handed', 'Handed over with the customer')], max_length=10, verbose_name='what')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('before', models.DateField(blank=True, null=True)),
                ('after', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('batch', models.BigIntegerField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='tasks.task')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='tasks_move_batch')],
            },
        ),
    ]
