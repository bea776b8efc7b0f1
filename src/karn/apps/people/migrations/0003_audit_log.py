from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "people_auditentry"
SAID = "the audit log is never changed"

# What makes the database itself refuse to change or delete an entry.
GUARD = {
    "sqlite": [
        f"CREATE TRIGGER people_audit_no_{name} BEFORE {name.upper()} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        for name in ("update", "delete")
    ] + [
        # INSERT OR REPLACE would delete the old entry without asking the trigger above.
        f"CREATE TRIGGER people_audit_no_replace BEFORE INSERT ON {TABLE} "
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION people_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER people_audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION people_audit_refuse()",
        f"CREATE TRIGGER people_audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION people_audit_refuse()",
    ],
}
UNGUARD = {
    "sqlite": [f"DROP TRIGGER IF EXISTS people_audit_no_{name}" for name in ("update", "delete", "replace")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS people_audit_no_{name} ON {TABLE}" for name in ("change", "truncate")
    ],
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the database refuse every change of an entry."""
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away, before the table itself goes."""
    for statement in UNGUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('person', models.BigIntegerField(null=True)),
                ('deed', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=60)),
                ('object', models.CharField(max_length=40)),
                ('detail', models.CharField(max_length=200)),
                ('previous', models.CharField(max_length=64)),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['person', 'number'], name='people_audit_by_person'),
                    models.Index(fields=['deed', 'number'], name='people_audit_by_deed'),
                    models.Index(fields=['at'], name='people_audit_by_time'),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
