from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import spend
from accounts.models import Member
from accounts.policy import NotVisible
from realtime.page import Page
from social import answers, onair
from social.chatting import actions
from social.chatting.forms import HushForm, LineForm
from social.chatting.models import Line
from social.fields import new_key
from social.reading import language, number
from social.session_page import read_lines, seen_session
from social.sessions.actions import require_backstage
from social.sessions.views import session_page


@require_http_methods(["GET", "POST"])
def lines(request, pk):
    """Say something; or read what was said before a line."""
    if request.method == "GET":
        return _earlier(request, pk)
    form = LineForm(request.POST)
    say = actions.announce_line if request.POST.get("announce") else actions.say_line

    def deed():
        spend(request.user.pk, "chat")
        line = say(request.user, pk, form.cleaned_data["text"], request.POST.get("key", ""))
        return answers.done(request, f"{reverse('session', args=[pk])}#say", _shown(request.user, line.pk), 201)

    return answers.submit(request, form, deed, lambda status: session_page(request, pk, line=form, status=status))


@require_POST
def backstage(request, pk):
    """Say something to hosts and moderators alone."""
    shown, _seat = seen_session(request.user, pk)
    require_backstage(request.user, "moderate", shown)
    form = LineForm(request.POST)

    def deed():
        spend(request.user.pk, "chat")
        line = actions.talk_backstage(request.user, pk, form.cleaned_data["text"], request.POST.get("key", ""))
        return answers.done(request, f"{reverse('session', args=[pk])}#backtalk", _shown(request.user, line.pk), 201)

    return answers.submit(request, form, deed, lambda status: session_page(request, pk, talk=form, status=status))


def _earlier(request, pk: int):
    page = Page(request)
    shown, seat = seen_session(request.user, pk)
    read = read_lines(request.user, shown, number(request.GET.get("before")))
    if answers.by_script(request):
        return JsonResponse({"rows": read.rows, "earlier": read.earlier})
    context = {"session": shown, "item": shown.item, "seat": seat, "lines": read, "live": page.state}
    return render(request, "sessions/transcript.html", context)


@require_http_methods(["GET", "POST"])
@answers.plainly
def delete(request, pk):
    """Take a line away."""
    line = Line.objects.visible_to(request.user).select_related(*onair.LINE_NEEDS).filter(pk=pk).first()
    if line is None:
        raise NotVisible
    if request.method == "GET":
        return render(request, "sessions/line_delete.html", {"line": line, "key": new_key()})
    spend(request.user.pk, "tend")
    actions.delete_line(request.user, pk)
    return answers.done(request, reverse("session", args=[line.item_id]), _shown(request.user, pk))


@require_http_methods(["GET", "POST"])
def hush(request, pk, who):
    """Mute somebody for the session, and say why."""
    shown, _seat = seen_session(request.user, pk)
    require_backstage(request.user, "moderate", shown)
    person = Member.objects.active().filter(pk=who).first()
    if person is None:
        raise NotVisible
    form = HushForm(request.POST or None)
    context = {"form": form, "session": shown, "person": person, "key": request.POST.get("key") or new_key()}
    if request.method == "GET":
        return render(request, "sessions/hush.html", context)

    def deed():
        spend(request.user.pk, "steer")
        actions.hush(request.user, pk, who, form.cleaned_data["words"])
        return answers.done(request, reverse("session", args=[pk]))

    return answers.submit(request, form, deed, lambda status: render(request, "sessions/hush.html", context, status=status))


@require_POST
@answers.plainly
def unhush(request, pk, who):
    """Let them write again."""
    spend(request.user.pk, "steer")
    actions.unhush(request.user, pk, who)
    return answers.done(request, reverse("session", args=[pk]))


def _shown(member, pk: int) -> dict | None:
    line = Line.objects.visible_to(member).select_related(*onair.LINE_NEEDS).filter(pk=pk).first()
    return onair.line_object(line, language()) if line else None
