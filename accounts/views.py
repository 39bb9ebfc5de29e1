"""A member's own account, and the one small thing everybody may ask for: another language."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import change_settings, end_session, end_sessions
from accounts.devices import own_sessions
from accounts.forms import LanguageForm, SettingsForm
from accounts.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request):
    """Name, words about oneself, language, time zone, presence."""
    # A copy: what was typed and refused must not show as the name at the top of the page.
    form = SettingsForm(request.POST or None, instance=Member.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        change_settings(request.user, **form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("account_settings", permanent=False)
    return render(request, "account/settings.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def sessions_page(request):
    """Where the member is signed in."""
    return render(request, "account/sessions.html", {"sessions": own_sessions(request.user, request.session.session_key)})


@require_POST
def end_one_session(request, number):
    """End one own session; somebody else's is not there."""
    try:
        mine = UserSession.objects.get(pk=number, user=request.user).session_key == request.session.session_key
        end_session(request.user, number)
    except UserSession.DoesNotExist:
        raise Http404 from None
    if mine:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("That session is ended."))
    return redirect("account_sessions")


@require_POST
def end_other_sessions(request):
    """End all own sessions but this one."""
    end_sessions(request.user, keep=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account_sessions")


@login_not_required
@require_POST
def set_language(request):
    """Remember the language: in the account, or before sign-in in a cookie."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Choose Dutch or English."), content_type="text/plain; charset=utf-8")
    language = form.cleaned_data["language"]
    if request.user.is_authenticated:
        change_settings(request.user, language=language)
    response = redirect(_safe(request, request.POST.get("next", "")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _safe(request, address: str) -> str:
    """Only an address of this very installation."""
    if "\x00" not in address and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return "/"
