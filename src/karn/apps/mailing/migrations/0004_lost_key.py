from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailing", "0003_contacts_who_left")]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("objected", "They want no such mail."),
                    ("no_consent", "Nobody said that they want such mail."),
                    ("too_late", "They left too long ago to be asked back."),
                    ("bounced", "Mail to this address came back."),
                    ("bad_address", "This is no address mail can go to."),
                    ("no_address", "There is no address any more."),
                    ("own_address", "This is our own address, or one that nobody reads."),
                    ("header", "A line break in the subject or a name: that could hide something."),
                    ("hidden", "The customer is in the bin."),
                    ("left", "This contact left."),
                    ("removed", "This contact was removed."),
                    ("stale", "It waited too long to be true."),
                    ("cancelled", "Somebody took it back."),
                    ("restored", "It waited in a backup, and may have been sent since."),
                    ("refused", "The mail server refused it."),
                    ("gave_up", "The mail server did not take it, however often we tried."),
                    ("lost", "The connection broke while it was handed over: it may have arrived, or not."),
                    ("killed", "Karn was stopped while it was handed over: it may have arrived, or not."),
                    ("cooldown", "They had such a mail only days ago."),
                    ("enough", "They had enough mail this month."),
                    ("lost_key", "The key suppressions.key is missing: nobody knows who wants no mail."),
                    ("later", "The mail server asked us to try later."),
                ],
                max_length=12,
                verbose_name="why",
            ),
        ),
    ]
