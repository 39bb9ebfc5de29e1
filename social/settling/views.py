from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.limits import spend
from media.actions import receive_picture
from social import answers
from social.directory import looked_up, seen_group
from social.fields import new_key
from social.groups.actions import RANKS, settle_group, wider
from social.groups.forms import SettingsForm
from social.groups.models import Group
from social.settling import actions
from social.settling.actions import OtherNumbers, Widening, widening_of
from social.settling.forms import CoverForm, SwitchForm, WidenForm


@require_http_methods(["GET", "POST"])
def settings(request, slug):
    """What the owners say about the group. To let more people see it is asked on a page of its own, after the rest is kept."""
    shown = seen_group(request.user, slug)
    policy.require(request.user, "settle", shown)
    if request.method == "GET":
        return _settings(request, shown, SettingsForm(initial=_as_it_is(shown)), 200)
    form = SettingsForm(request.POST)

    def deed():
        spend(request.user.pk, "post")
        given = form.given()
        wish = given["kind"]
        if asking := wider(shown.kind, wish):
            given["kind"] = shown.kind
        group = settle_group(request.user, shown.pk, **given, key=request.POST.get("key", ""))
        if asking:
            return answers.done(request, f"{reverse('group_widen', args=[group.slug])}?{urlencode({'to': wish})}")
        return answers.done(request, reverse("group", args=[group.slug]))

    return answers.submit(request, form, deed, lambda status: _settings(request, shown, form, status))


@require_http_methods(["GET", "POST"])
@answers.plainly
def widen(request, slug):
    """Say which people will see what, and do it when exactly that is confirmed."""
    shown = seen_group(request.user, slug)
    policy.require(request.user, "settle", shown)
    if request.method == "GET":
        to = request.GET.get("to", "")
        if to not in Group.Kind.values or not wider(shown.kind, to):
            return answers.done(request, reverse("group_settings", args=[slug]))
        return _widen(request, shown, to, 200)
    given = answers.fit(WidenForm(request.POST)).cleaned_data
    spend(request.user.pk, "post")
    confirmed = Widening(given["now"], given["people"], given["posts"])
    try:
        group = actions.widen_group(request.user, shown.pk, given["to"], confirmed, request.POST.get("key", ""))
    except OtherNumbers:
        return _widen(request, shown, given["to"], 409)
    return answers.done(request, reverse("group", args=[group.slug]))


@require_POST
def cover(request, slug):
    """Put a picture on top of the group, or take it away. One that cannot be shown is refused on the page of settings."""
    shown = seen_group(request.user, slug)
    policy.require(request.user, "settle", shown)
    form = CoverForm(request.POST, request.FILES)

    def deed():
        if form.cleaned_data["remove"]:
            actions.remove_cover(request.user, shown.pk)
        else:
            actions.set_cover(request.user, shown.pk, receive_picture(request.user, form.cleaned_data["cover"]))
        return answers.done(request, reverse("group_settings", args=[slug]))

    return answers.submit(request, form, deed, lambda status: _cover_refused(request, shown, form, status))


@require_POST
@answers.plainly
def archive(request, slug):
    shown = seen_group(request.user, slug)
    on = answers.fit(SwitchForm(request.POST)).cleaned_data["on"]
    spend(request.user.pk, "post")
    actions.archive_group(request.user, shown.pk, on)
    messages.success(request, _("The group is archived.") if on else _("The group is back."))
    return answers.done(request, reverse("group", args=[slug]))


def _as_it_is(group: Group) -> dict:
    ranks = {name: getattr(group.audience, name) for name in RANKS} | group.ranks_before
    topics = " ".join(f"#{topic.name}" for topic in group.topics.order_by("slug"))
    return {"name": group.name, "purpose": group.purpose, "kind": group.kind, "welcome": group.welcome, "topics": topics, **ranks}


def _settings(request, group: Group, form, status: int, **context):
    context |= {"group": group, "form": form, "look_ups": looked_up(request.user, group), "key": request.POST.get("key") or new_key()}
    return render(request, "groups/settings.html", context, status=status)


def _cover_refused(request, group: Group, refused, status: int):
    context = {"cover_errors": [error for errors in refused.errors.values() for error in errors]}
    return _settings(request, group, SettingsForm(initial=_as_it_is(group)), status, **context)


def _widen(request, group: Group, to: str, status: int):
    context = {"group": group, "to": to, "widening": widening_of(group, to), "again": status == 409, "key": new_key()}
    return render(request, "groups/widen.html", context, status=status)
