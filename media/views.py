from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from media.actions import remove_portrait, set_portrait
from media.images import BadPicture


@require_http_methods(["GET", "POST"])
def portrait(request):
    """Show, put on or take off one's own face."""
    if request.method == "GET":
        return render(request, "media/portrait.html")
    if "remove" in request.POST:
        remove_portrait(request.user)
        return _kept(request, _("Your picture is taken away."))
    try:
        set_portrait(request.user, request.FILES.get("file"))
    except BadPicture as bad:
        return _refused(request, bad)
    return _kept(request, _("This is your picture now."))


def _kept(request, say: str) -> HttpResponse:
    location = reverse("account_settings")
    if request.headers.get("X-Plein") == "fetch":
        return JsonResponse({"location": location, "object": {"id": f"face-{request.user.pk}", "src": request.user.face_url}, "say": say})
    messages.success(request, say)
    return HttpResponseRedirect(location, status=303)


def _refused(request, bad: BadPicture) -> HttpResponse:
    if request.headers.get("X-Plein") == "fetch":
        body = {"say": str(bad.sentence), "fields": {"file": [str(bad.sentence)]}}
        response: HttpResponse = JsonResponse(body | ({"wait": bad.wait} if bad.wait else {}), status=bad.status)
    else:
        response = render(request, "media/portrait.html", {"say": bad.sentence}, status=bad.status)
    if bad.wait:
        response["Retry-After"] = str(bad.wait)
    return response
