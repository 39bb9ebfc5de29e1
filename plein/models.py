"""What the installation itself remembers: what it is, and when its regular work is due."""

from django.db import models
from django.utils import timezone


class Mark(models.Model):
    """A fact about this database. `demo`: it holds people whose password everyone knows."""

    DEMO = "demo"

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField(default=timezone.now)


class Schedule(models.Model):
    """When a regular job is due next. Whoever moves `due_at` on runs it, so it runs once."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()
