from datetime import timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import spend
from accounts.models import Audience
from social import answers
from social.drawing import place_of
from social.fields import new_key
from social.items.views import item_shown, places_to_post
from social.scheduling import actions
from social.scheduling.forms import ScheduledForm
from social.words import to_html


@require_safe
def scheduled(request):
    """One's own posts that wait for their time, and those that could not be published, with why."""
    waiting = list(actions.waiting_of(request.user)[: actions.MOST])
    for item in waiting:
        item.place, item.html = place_of(item.audience), to_html(item.text, item.mentions)
        item.refused = actions.REASONS.get(item.data.get("refused"), "")
    return render(request, "scheduling/scheduled.html", {"waiting": waiting, "key": new_key()})


@require_http_methods(["GET", "POST"])
def change(request, pk):
    item, places = actions.waiting_post(request.user, pk), places_to_post(request.user)
    if request.method == "GET":
        start = {"text": item.text, "due_at": item.due_at or timezone.now() + timedelta(hours=1), "audience": item.audience_id}
        return _form(request, item, ScheduledForm(places=places, initial=start), 200)
    form = ScheduledForm(request.POST, places=places)

    def deed():
        spend(request.user.pk, "post")
        said = form.cleaned_data
        audience = Audience.objects.get(pk=said["audience"])
        actions.change_scheduled(request.user, pk, said["text"], said["due_at"], audience, request.POST.get("key", ""))
        return answers.done(request, reverse("scheduled"))

    return answers.submit(request, form, deed, lambda status: _form(request, item, form, status))


@require_POST
@answers.plainly
def publish(request, pk):
    spend(request.user.pk, "post")
    item = actions.publish_now(request.user, pk)
    return answers.done(request, reverse("item", args=[item.pk]), item_shown(request.user, item.pk))


@require_POST
@answers.plainly
def delete(request, pk):
    spend(request.user.pk, "react")
    actions.delete_scheduled(request.user, pk)
    return answers.done(request, reverse("scheduled"))


def _form(request, item, form, status: int):
    context = {"item": item, "form": form, "key": request.POST.get("key") or new_key()}
    return render(request, "scheduling/change.html", context, status=status)
