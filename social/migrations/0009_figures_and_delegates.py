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
        migrations.AlterField(
            model_name='notification',
            name='verb',
            field=models.CharField(choices=[('mention', 'Mention'), ('reply', 'Reply'), ('admission', 'Admission'), ('ask', 'Ask'), ('appointed', 'Appointed'), ('invited', 'Invited'), ('removed', 'Removed'), ('praise', 'Praise'), ('announced', 'Announced'), ('kept_back', 'Kept Back'), ('hosting', 'Hosting'), ('moved', 'Moved'), ('called_off', 'Called Off'), ('reminder', 'Reminder'), ('answered', 'Answered'), ('parked', 'Parked'), ('declined', 'Declined'), ('merged', 'Merged'), ('reported', 'Reported'), ('promised', 'Promised'), ('delegated', 'Delegated')], max_length=10),
        ),
    ]
