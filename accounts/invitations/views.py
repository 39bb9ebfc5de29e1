"""The page behind the link of an invitation."""

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.invitations.actions import AlreadyMember, NotOpen, accept, find
from accounts.invitations.forms import NewAccountForm


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Choose a name and a password, and be inside. The address is fixed and counts as confirmed."""
    try:
        asked = find(token)
        if request.user.is_authenticated:
            return render(request, "account/invitation_signed_in.html", {"asked": asked}, status=409)
        form = NewAccountForm(request.POST or None, email=asked.email)
        if request.method == "POST" and form.is_valid():
            member = accept(token, form.cleaned_data["name"], form.cleaned_data["password"], get_language())
            return perform_login(request, member, email_verification="none", signup=True, email=member.email)
    except NotOpen:
        return render(request, "account/invitation_closed.html", status=404)
    except AlreadyMember:
        return redirect("account_login")
    return render(request, "account/invitation.html", {"form": form, "asked": asked}, status=422 if form.errors else 200)
