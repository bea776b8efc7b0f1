from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def staff_become_managers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now the staff could do everything but change the company: so can managers."""
    person = apps.get_model("people", "Person")
    person.objects.using(schema_editor.connection.alias).filter(role="staff").update(role="manager")


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(staff_become_managers, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='person',
            name='role',
            field=models.CharField(choices=[('administrator', 'Administrator'), ('manager', 'Manager'), ('account_manager', 'Account manager'), ('analyst', 'Analyst'), ('service', 'Service employee')], default='manager', max_length=20, verbose_name='role'),
        ),
    ]
