from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_teams_cover_and_links'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['kind', 'object', 'number'], name='people_audit_by_object'),
        ),
    ]
