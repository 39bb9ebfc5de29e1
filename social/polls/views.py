from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import spend
from social import answers, rows
from social.carried import for_viewer
from social.items.views import seen_item
from social.polls.actions import NOT_ONE, vote
from social.reading import number


@require_safe
def carried(request, pk):
    """What is inside the item, for this viewer: for a row that came live, or as a page to choose again on."""
    shown = seen_item(request.user, pk)
    drawn = for_viewer(request, shown, again="again" in request.GET)
    if answers.by_script(request):
        answer = JsonResponse({"html": drawn})
    else:
        answer = render(request, "carried/carried.html", {"item": shown, "carried": drawn})
    patch_vary_headers(answer, ["X-Plein"])
    return answer


@require_POST
@answers.plainly
def votes(request, pk):
    spend(request.user.pk, "react")
    chosen = {number(text) or 0 for text in request.POST.getlist("choice")[:20]}
    if not chosen:
        seen_item(request.user, pk)
        raise answers.Unfit(NOT_ONE)
    item = vote(request.user, pk, chosen)
    return answers.done(request, reverse("item", args=[pk]), {"id": f"item-{pk}", "n": rows.item_numbers(item)})
