from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('social', '0008_around_sessions'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='came_count',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
