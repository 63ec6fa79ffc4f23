from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_words(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """The words of today's content for experiments begun before their words were kept."""
    from insights.tips import load

    experiments = apps.get_model("insights", "Experiment").objects.filter(text="")
    for name, tip in load().tips.items():
        experiments.filter(tip=name).update(text=tip.text)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0004_experiments_keep_what_was_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="experiment",
            name="text",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop, elidable=True),
    ]
