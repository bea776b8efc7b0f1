
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                ('kind', models.CharField(choices=[('customer', 'Customer'), ('contact', 'Contact')], max_length=10, verbose_name='kind')),
                ('number', models.BigIntegerField()),
                ('customer', models.BigIntegerField()),
                ('stage', models.CharField(choices=[('files', 'Files are next'), ('database', 'The database is written anew'), ('done', 'Done')], default='files', max_length=10)),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('words', models.JSONField(default=dict)),
                ('rows', models.JSONField(default=dict)),
                ('told', models.JSONField(default=dict)),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('entry', models.BigIntegerField(null=True)),
                ('let_in_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=32)),
                ('erasure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tombstones', to='personal.erasure')),
            ],
        ),
        migrations.AddIndex(
            model_name='erasure',
            index=models.Index(fields=['kind', 'number'], name='personal_erasure_of'),
        ),
        migrations.AddConstraint(
            model_name='tombstone',
            constraint=models.UniqueConstraint(fields=('digest', 'erasure'), name='personal_tombstone_once'),
        ),
    ]
