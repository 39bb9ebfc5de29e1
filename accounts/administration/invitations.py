"""The administration's page of invitations."""

import secrets

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.administration.views import administrators
from accounts.invitations.actions import NotOpen, invite, send_again, withdraw
from accounts.invitations.forms import InviteForm
from accounts.letters import base_of
from accounts.limits import TooMany
from accounts.models import Invitation
from accounts.policy import Refused
from accounts.wait import wait_in_words

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def invitations(request):
    """Invite many at once, and see who did not come yet."""
    if request.method == "GET":
        return _page(request, InviteForm(initial={"language": request.user.language}))
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    asked = form.cleaned_data
    try:
        report = invite(request.user, asked["addresses"], asked["role"], asked["language"], base_of(request), request.POST.get("key", ""))
    except TooMany as refusal:
        form.add_error(None, _("That is a lot of invitations in an hour. Try again in %(wait)s.") % {"wait": wait_in_words(refusal.wait)})
        return _page(request, form, status=429)
    except Refused as refusal:
        form.add_error("addresses", str(refusal))
        return _page(request, form, status=422)
    if report is None:  # the same form, sent twice
        return redirect("admin_invitations")
    left = "\n".join(report.malformed)
    fresh = InviteForm(initial={"language": asked["language"], "role": int(asked["role"]), "addresses": left})
    return _page(request, fresh, report)


def _page(request, form, report=None, status: int = 200):
    before = request.GET.get("before", "")
    rows = Invitation.objects.filter(used_by=None, withdrawn_at=None).exclude(email="").select_related("invited_by").order_by("-pk")
    if before.isascii() and before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    rows = list(rows[: PAGE + 1])
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    context = {
        "form": form,
        "report": report,
        "rows": rows[:PAGE],
        "older": f"?before={older}" if older else "",
        "key": secrets.token_urlsafe(12),
    }
    return render(request, "admin/invitations.html", context, status=status)


@require_POST
@administrators
def invitation_again(request, number):
    asked = get_object_or_404(Invitation.objects.exclude(email=""), pk=number)
    try:
        send_again(request.user, asked, request.user.language, base_of(request))
        messages.success(request, _("%(email)s gets a new link; the one before it no longer works.") % {"email": asked.email})
    except NotOpen:
        messages.error(request, _("This invitation was used or withdrawn in the meantime."))
    return redirect("admin_invitations")


@require_POST
@administrators
def invitation_withdraw(request, number):
    asked = get_object_or_404(Invitation.objects.exclude(email=""), pk=number)
    withdraw(request.user, asked)
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": asked.email})
    return redirect("admin_invitations")
