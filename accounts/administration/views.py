"""The administration: members, invitations, who may sign up."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import is_waiting
from accounts.administration import actions
from accounts.administration.forms import FindMembersForm, RolesForm, SignUpForm
from accounts.administration.members import find_members
from accounts.models import Member
from accounts.organisation import organisation
from accounts.policy import Refused, require
from accounts.roles import Role


def administrators(view):
    """Only for who may administer; others read that they may not."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        require(request.user, "administer")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@administrators
def members(request):
    """All members, a page at a time, found by name, handle or address."""
    form = FindMembersForm(request.GET)
    found, after = find_members(**form.cleaned_data) if form.is_valid() else ([], None)
    more = request.GET.copy()
    more["after"] = after or ""
    context = {"form": form, "members": found, "more": f"?{more.urlencode()}" if after else ""}
    return render(request, "admin/members.html", context, status=422 if form.errors else 200)


@require_safe
@administrators
def member(request, number):
    """One member: who they are, their roles, whether they may come in."""
    return _member_page(request, get_object_or_404(Member, pk=number))


def _member_page(request, shown: Member, form=None, status: int = 200):
    more = [int(role) for role in Role if role not in (Role.MEMBER, Role.GUEST) and shown.holds(role)]
    form = form or RolesForm(initial={"kind": int(Role.GUEST if shown.is_guest else Role.MEMBER), "more": more})
    return render(request, "admin/member.html", {"shown": shown, "form": form, "waiting": is_waiting(shown)}, status=status)


@require_POST
@administrators
def member_roles(request, number):
    shown = get_object_or_404(Member, pk=number)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _member_page(request, shown, form, 422)
    try:
        actions.set_roles(request.user, shown, form.roles())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _member_page(request, shown, form, 403)
    messages.success(request, _("The roles of %(name)s are changed.") % {"name": shown.name})
    return redirect("admin_member", shown.pk)


@require_POST
@administrators
def deactivate(request, number):
    shown = get_object_or_404(Member, pk=number)
    actions.deactivate_member(request.user, shown)
    messages.success(request, _("%(name)s is deactivated and signed out everywhere.") % {"name": shown.name})
    return redirect("admin_member", shown.pk)


@require_POST
@administrators
def reactivate(request, number):
    shown = get_object_or_404(Member, pk=number)
    actions.reactivate_member(request.user, shown)
    messages.success(request, _("%(name)s can sign in again.") % {"name": shown.name})
    return redirect("admin_member", shown.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def sign_up(request):
    """Who may sign up without an invitation."""
    place = organisation()
    form = SignUpForm(request.POST or None, initial={"sign_up": place.sign_up, "domains": "\n".join(place.domains)})
    if request.method == "POST" and form.is_valid():
        actions.change_sign_up(request.user, form.cleaned_data["sign_up"], form.cleaned_data["domains"])
        messages.success(request, _("Who may sign up is changed."))
        return redirect("admin_sign_up")
    return render(request, "admin/sign_up.html", {"form": form}, status=422 if form.errors else 200)
