from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.limits import spend
from accounts.models import Audience
from social import answers
from social.carried import card
from social.extras import Extras
from social.fields import new_key
from social.items.views import item_shown, places_to_post, seen_item
from social.sharing.forms import ShareForm
from social.statuses.actions import publish_status


@require_http_methods(["GET", "POST"])
def share(request, pk):
    """Pass a post on with one's own words. Who may not see the post does not see it inside either."""
    original, places = seen_item(request.user, pk), places_to_post(request.user)
    if request.method == "GET":
        return _form(request, original, ShareForm(places=places, initial={"audience": original.audience_id}), 200)
    form = ShareForm(request.POST, places=places)

    def deed():
        spend(request.user.pk, "post")
        said = form.cleaned_data
        audience = Audience.objects.get(pk=said["audience"])
        item = publish_status(request.user, audience, said["text"], request.POST.get("key", ""), extras=Extras(shared=original))
        return answers.done(request, reverse("item", args=[item.pk]), item_shown(request.user, item.pk), 201)

    return answers.submit(request, form, deed, lambda status: _form(request, original, form, status))


def _form(request, original, form, status: int):
    context = {"item": original, "card": card(original), "form": form, "key": request.POST.get("key") or new_key()}
    return render(request, "sharing/share.html", context, status=status)
