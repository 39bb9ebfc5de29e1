from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BACKENDS = {"sqlite": "social.search.sqlite", "postgresql": "social.search.postgres"}


def install(apps, schema_editor):
    for statement in import_module(BACKENDS[schema_editor.connection.vendor]).INSTALL:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in import_module(BACKENDS[schema_editor.connection.vendor]).REMOVE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_the_square"),
        ("social", "0005_the_square"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("object", models.BigIntegerField()),
                ("title", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("audience", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.audience")),
                ("item", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="social.item")),
                ("member", models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "object"), name="one_entry")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
