"""The organisation's face: its page in the administration, and what anybody's browser asks before anybody signs in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import Organisation
from accounts.organisation import organisation
from accounts.policy import require
from frontend import mark
from frontend.colours import ENOUGH, hexadecimal, least_contrast
from media.images import BadPicture
from social.face.actions import change_face
from social.face.forms import FIELD_OF, FaceForm, ordered

public = cache_control(public=True, max_age=86400)  # their addresses carry what they depend on


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_page(request):
    """Name, hue, pictures, welcome and reactions, with a preview beside them."""
    require(request.user, "administer")
    place = organisation()
    if request.method != "POST":
        initial = {"name": place.name, "hue": place.hue, "welcome": place.welcome}
        return _page(request, place, FaceForm(initial=initial), ordered(place.reactions, place.reactions))
    move = request.POST.get("move", "")
    rows = ordered(request.POST.getlist("order"), request.POST.getlist("reactions"), move)
    if move:  # without scripts: shown in the new order, kept with the rest
        typed = {name: request.POST.get(name, "") for name in ("name", "hue", "welcome")}
        return _page(request, place, FaceForm(initial=typed), rows)
    form = FaceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            change_face(request.user, form.words(), form.pictures(), form.without())
        except BadPicture as bad:
            form.add_error(FIELD_OF[bad.kind], str(bad.sentence))
            return _page(request, place, form, rows, bad.status)
        messages.success(request, _("The organisation is changed."))
        return redirect("admin_organisation")
    return _page(request, place, form, rows, 422)


def _page(request, place: Organisation, form: FaceForm, reactions: list[dict], status: int = 200):
    context = {
        "form": form,
        "reactions": reactions,
        "place": place,
        "least": least_contrast(place.hue),
        "all_least": {str(hue): list(least_contrast(hue).values()) for hue in range(361)},
        "enough": ENOUGH,
    }
    return render(request, "admin/organisation.html", context, status=status)


@login_not_required
@require_safe
@public
def brand_css(request):
    """The organisation's hue, as a stylesheet of its own."""
    return HttpResponse(f":root{{--hue: {int(organisation().hue)}}}\n", content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
@public
def brand_mark(request):
    """The drawn mark in the organisation's hue."""
    return HttpResponse(mark.svg(organisation().hue), content_type="image/svg+xml")


@login_not_required
@require_safe
@public
def brand_icon(request, name: str):
    """The drawn mark as an icon of one size, for a device."""
    if name not in mark.ICONS:
        raise Http404
    return HttpResponse(mark.png(name, organisation().hue), content_type="image/png")


@login_not_required
@require_safe
@vary_on_headers("Accept-Language")
@cache_control(public=True, max_age=300)
def manifest(request):
    """What a device needs to keep Plein among its programs."""
    place = organisation()
    paper = hexadecimal("paper", "light", place.hue)
    shortcuts = [
        (_("New post"), f"{reverse('home')}#compose"),
        (_("Notifications"), reverse("notifications")),
        (_("Groups"), reverse("groups")),
    ]
    return JsonResponse(
        {
            "id": "/",
            "name": place.name,
            "short_name": place.name if len(place.name) <= 12 else place.name.split()[0][:12],
            "lang": get_language(),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": paper,
            "theme_color": paper,
            "icons": [_icon(place, name) for name in ("icon192", "icon512", "round512")],
            "shortcuts": [{"name": name, "url": url} for name, url in shortcuts],
        },
        content_type="application/manifest+json",
    )


def _icon(place: Organisation, name: str) -> dict:
    side = name.lstrip("abcdefghijklmnopqrstuvwxyz")
    purpose = "maskable" if name.startswith("round") else "any"
    return {"src": place.icon_url(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
