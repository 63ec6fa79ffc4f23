from django.db import migrations, models

from journal.night import painful, worst_strength

# A statement may take five seconds on a server, whatever the number of nights.
BATCH = 2000


def fill(apps, schema_editor):
    """Give every night there is its reading: whether it hurt, and its worst strength, of a place too."""
    nights = apps.get_model("journal", "Night").objects
    last = nights.aggregate(last=models.Max("pk"))["last"] or 0
    for first in range(0, last + 1, BATCH):
        rows = list(nights.filter(pk__gte=first, pk__lt=first + BATCH).only("document"))
        for row in rows:
            row.painful, row.worst = painful(row.document), worst_strength(row.document)
        nights.bulk_update(rows, ["painful", "worst"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("journal", "0007_episodes_say_what_they_repeat")]

    operations = [
        migrations.AddField(model_name="night", name="painful", field=models.BooleanField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
