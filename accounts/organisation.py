"""The one organisation, its square, and what both mean to the rest."""

from django.db import IntegrityError, transaction

from accounts.models import Audience, Organisation
from accounts.roles import Rank
from realtime.publish import Change, publish


def organisation() -> Organisation:
    """Return the organisation with its square, founding both in an empty database."""
    return Organisation.objects.select_related("square").filter(pk=1).first() or _found()


def _found() -> Organisation:
    try:
        with transaction.atomic():
            square = Audience.objects.create(kind=Audience.Kind.EVERYONE, post_rank=Rank.REACH, upload_rank=Rank.REACH, is_square=True)
            founded = Organisation.objects.create(pk=1, square=square)
            publish([Change("access", "audience", square.pk)])
            return founded
    except IntegrityError:  # another process was first
        return Organisation.objects.select_related("square").get(pk=1)
