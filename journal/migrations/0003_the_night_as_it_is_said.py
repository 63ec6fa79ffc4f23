from django.db import migrations, models


def compose_all(apps, schema_editor):
    """Write the document of every night there is."""
    from journal.serialization import compose, sleep_said

    Night = apps.get_model("journal", "Night")
    for night in Night.objects.iterator():
        periods = list(night.sleep_periods.order_by("position"))
        night.document = compose(night, night.episodes.filter(deleted=False), sleep_said(periods))
        night.save(update_fields=["document"])


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_signs_without_pain")]

    operations = [
        migrations.AddField(model_name="night", name="document", field=models.JSONField(default=dict)),
        migrations.RunPython(compose_all, migrations.RunPython.noop),
    ]
