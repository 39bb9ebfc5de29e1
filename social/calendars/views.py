from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.limits import spend
from accounts.organisation import organisation
from accounts.policy import NotVisible
from social.agenda import calendar_of, member_of, secret_of, sessions_for
from social.session_page import seen_session

TYPE = "text/calendar; charset=utf-8"


@require_safe
def one(request, pk):
    """One session, for a calendar."""
    spend(request.user.pk, "look")
    shown, _seat = seen_session(request.user, pk)
    answer = HttpResponse(calendar_of([shown], _address(request)), content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="session-{pk}.ics"'
    return answer


@require_safe
def calendar(request):
    """The address of one's own calendar, for a program that reads it."""
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret_of(request.user)]))
    return render(request, "sessions/calendar.html", {"address": address})


@require_safe
@login_not_required
def feed(request, secret):
    """A member's own sessions, for whoever has the secret address."""
    member = member_of(secret)
    if member is None:
        raise NotVisible
    spend(member.pk, "look")
    return HttpResponse(calendar_of(sessions_for(member), _address(request), organisation().name), content_type=TYPE)


def _address(request):
    return lambda session: request.build_absolute_uri(reverse("session", args=[session.pk]))
