"""What every page shows: the organisation, how many notifications wait, and the session that is on air."""

from datetime import timedelta
from functools import partial

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import policy
from accounts.organisation import organisation
from social.beside import beside
from social.reactions.models import Kind

NEW = timedelta(days=14)  # so long somebody is new here
READ = "welcomed"  # the cookie that says that they read the welcome


def frame(request) -> dict:
    """Give templates `organisation` and, when signed in, `beside`, `unread`, `newcomer`, `may_delegate`; read once a request, and only
    where shown."""
    kept = getattr(request, "_plein_frame", None)
    if kept is None:
        member = getattr(request, "user", None)
        kept = {"organisation": organisation()}
        if member is not None and member.is_authenticated:
            kept["newcomer"] = member.joined_at > timezone.now() - NEW and READ not in request.COOKIES
            kept["may_delegate"] = policy.may(member, "delegate")
            kept["beside"] = SimpleLazyObject(partial(beside, member))
            kept["unread"] = SimpleLazyObject(lambda: kept["beside"].unread)
            kept["reaction_choices"] = [(kind, Kind(kind).label) for kind in kept["organisation"].reactions if kind in Kind.values]
        request._plein_frame = kept
    return kept
