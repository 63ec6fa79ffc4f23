from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_first_record")]

    operations = [
        migrations.AddField(model_name="night", name="signs", field=models.JSONField(default=dict)),
    ]
