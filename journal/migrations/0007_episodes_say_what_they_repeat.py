from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_worst_of_the_night")]

    operations = [
        migrations.AddField(model_name="episode", name="copied_from", field=models.DateField(null=True)),
    ]
