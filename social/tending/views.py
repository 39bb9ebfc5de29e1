from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers
from social.items.views import item_shown
from social.tending.actions import lock_thread, pin_item


@require_POST
@answers.plainly
def lock(request, pk):
    return _tend(request, pk, lock_thread)


@require_POST
@answers.plainly
def pin(request, pk):
    return _tend(request, pk, pin_item)


def _tend(request, pk: int, deed):
    spend(request.user.pk, "tend")
    deed(request.user, pk, request.POST.get("on", request.GET.get("on")) != "0")
    return answers.done(request, reverse("item", args=[pk]), item_shown(request.user, pk))
