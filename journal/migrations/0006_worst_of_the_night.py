from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery

# A statement may take five seconds on a server, whatever the number of nights.
BATCH = 5000


def fill(apps, schema_editor):
    """Give every night there is the strongest intensity of its standing episodes."""
    nights, episodes = (apps.get_model("journal", name).objects for name in ("Night", "Episode"))
    standing = episodes.filter(night=OuterRef("pk"), deleted=False).order_by().values("night")
    worst = Subquery(standing.annotate(worst=Max("intensity")).values("worst"))
    last = nights.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, BATCH):
        nights.filter(pk__gte=first, pk__lt=first + BATCH).update(worst=worst)


class Migration(migrations.Migration):
    dependencies = [("journal", "0005_asking_after_silence_and_rest")]

    operations = [
        migrations.AddField(
            model_name="night", name="worst", field=models.PositiveSmallIntegerField(null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
