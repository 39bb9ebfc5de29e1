"""Streams and their events: the ordered memory behind the live channel (docs/realtime.md)."""

import uuid

from django.db import models


class Stream(models.Model):
    """An ordered log of changes; `head` is the position of its newest event.

    Names: `a<audience>`, `i<item>`, `m<member>` and the organisation-wide `access`.
    An item's stream names the audience that may hear it; for the others the name says it.
    """

    ACCESS = "access"

    name = models.CharField(max_length=24, primary_key=True)
    head = models.BigIntegerField(default=0)
    audience = models.BigIntegerField(null=True)


class Event(models.Model):
    """That `kind` `object` changed: a reference, never text. Positions of a stream have no gaps."""

    stream = models.CharField(max_length=24)
    position = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    object = models.BigIntegerField()
    version = models.IntegerField(default=0)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "position"], name="one_event_per_position")]


class Epoch(models.Model):
    """The name of the whole database. Restore and import change it; positions before it mean nothing."""

    value = models.UUIDField(default=uuid.uuid4)

    @classmethod
    def current(cls) -> str:
        """Return the epoch, naming a new database on the first call."""
        return cls.objects.get_or_create(pk=1)[0].value.hex

    @classmethod
    def renew(cls) -> str:
        """Give the database another epoch; every open page reloads."""
        return cls.objects.update_or_create(pk=1, defaults={"value": uuid.uuid4()})[0].value.hex
