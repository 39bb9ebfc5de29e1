from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from realtime.page import Page
from social import answers, notices
from social.notifications.actions import read_notifications
from social.reading import language, number

SHOWN = 30


@require_safe
def notifications(request):
    page = Page(request)
    page.listen(())
    before = number(request.GET.get("before"))
    found = notices.newest_of(request.user, before, SHOWN + 1)
    shown = found[:SHOWN]
    drawn = list(notices.rows(shown, language()).values())
    following = f"{request.path}?before={shown[-1].pk}" if found[SHOWN:] else None
    if answers.by_script(request):
        return JsonResponse({"rows": drawn, "next": following, "streams": page.state["streams"], "own": {}})
    context = {"rows": drawn, "next": following, "live": page.state, "newest": shown[0].pk if shown else "", "older": bool(before)}
    return render(request, "notifications/notifications.html", context)


@require_POST
@answers.plainly
def read(request):
    thread = request.POST.get("thread")
    read_notifications(request.user, number(request.POST.get("up_to")), thread and thread[:30])
    return answers.done(request, reverse("notifications"))
