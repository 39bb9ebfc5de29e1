"""The page behind the one-time link of `manage.py setup`."""

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.founding.actions import AlreadyFounded, NotValid, check, found
from accounts.invitations.forms import FirstAdministratorForm


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request, token):
    """Name the organisation and make the first administrator, once."""
    form = FirstAdministratorForm(request.POST or None)
    try:
        check(token)
        if request.method == "POST" and form.is_valid():
            return _found(request, token, form.cleaned_data)
    except (AlreadyFounded, NotValid) as refusal:
        return render(request, "setup/closed.html", {"founded": isinstance(refusal, AlreadyFounded)}, status=404)
    except IntegrityError:
        form.add_error("email", _("Somebody has an account with this address. Use another one."))
    return render(request, "setup/setup.html", {"form": form}, status=422 if form.errors else 200)


def _found(request, token: str, data: dict):
    member = found(token, data["organisation"], data["name"], data["email"], data["password"], get_language())
    return perform_login(request, member, email_verification="none", redirect_url="/admin/", signup=True, email=member.email)
