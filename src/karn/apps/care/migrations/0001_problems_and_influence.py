"""Problems, boards from Trello, what is normal to us, and the web of influence."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0007_bin_of_contacts_and_attributes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Innovation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='what is normal to us')),
                ('gain', models.CharField(blank=True, max_length=300, verbose_name='what it brings a client')),
                ('new_since', models.DateField(blank=True, null=True, verbose_name='new here since')),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strength', models.CharField(choices=[('strong', 'Strong'), ('fair', 'Fair'), ('weak', 'Weak'), ('none', 'None')], max_length=10, verbose_name='how well')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('judged_on', models.DateField(verbose_name='on')),
                ('made_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.contact', verbose_name='who of them')),
                ('judged_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who of us')),
            ],
        ),
        migrations.CreateModel(
            name='BoardImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='board')),
                ('board', models.JSONField(blank=True, default=dict)),
                ('journal', models.JSONField(blank=True, default=dict)),
                ('made_at', models.DateTimeField()),
                ('made', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-made_at'], name='care_board_customer')],
            },
        ),
        migrations.CreateModel(
            name='ContactBond',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bond', models.CharField(choices=[('reports_to', 'reports to'), ('influences', 'has influence on')], max_length=10, verbose_name='how')),
                ('made_at', models.DateTimeField()),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='bonds', to='customers.contact')),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.contact')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('contact', 'other', 'bond'), name='care_bond_once'), models.CheckConstraint(condition=models.Q(('contact', models.F('other')), _negated=True), name='care_bond_of_two')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500, verbose_name='problem')),
                ('details', models.TextField(blank=True, verbose_name='details')),
                ('weight', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='how much it matters to them')),
                ('urgency', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='how urgent it is')),
                ('status', models.CharField(choices=[('todo', 'To do'), ('doing', 'Doing'), ('waiting', 'Waiting for them'), ('solved', 'Solved')], default='todo', max_length=10, verbose_name='where it stands')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('raised_on', models.DateField(verbose_name='since')),
                ('solved_on', models.DateField(blank=True, null=True, verbose_name='solved on')),
                ('brought', models.CharField(blank=True, max_length=500, verbose_name='what solving it brought')),
                ('labels', models.JSONField(blank=True, default=list, verbose_name='labels')),
                ('card', models.CharField(max_length=24)),
                ('asks', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='customers.customer')),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who solves it')),
                ('voiced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.contact', verbose_name='who told us')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'status'], name='care_problem_customer'), models.Index(fields=['customer', 'card'], name='care_problem_card'), models.Index(condition=models.Q(models.Q(('status', 'solved'), _negated=True), ('removed_at__isnull', True)), fields=['raised_on'], name='care_problem_open'), models.Index(condition=models.Q(models.Q(('status', 'solved'), _negated=True), ('removed_at__isnull', True), ('due_on__isnull', False)), fields=['due_on'], name='care_problem_due')],
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('does', 'Does it'), ('does_not', 'Does not do it yet'), ('unwanted', 'Does not want it'), ('proposed', 'Proposed'), ('taken_up', 'Taken up'), ('declined', 'Declined')], max_length=10, verbose_name='where they stand')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why not')),
                ('proposed_on', models.DateField(blank=True, null=True, verbose_name='proposed on')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='customers.customer')),
                ('innovation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='care.innovation')),
                ('proposed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('told', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.contact', verbose_name='to whom')),
            ],
            options={
                'indexes': [models.Index(fields=['innovation', 'state'], name='care_tick_state')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'innovation'), name='care_tick_once')],
            },
        ),
    ]
