from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts import policy
from accounts.limits import spend
from accounts.models import Audience
from accounts.roles import Rank
from media.actions import receive_picture
from media.models import File
from realtime.page import Page
from social import answers, onair
from social.asking.forms import QuestionForm
from social.chatting.forms import LineForm
from social.drawing import place_of
from social.fields import new_key
from social.reading import MOST_STREAMS, language, number
from social.receipts import known
from social.session_page import coming_faces, hushed, listen, muted_in, read_hands, read_lines, seen_session
from social.session_record import as_text, chapters_of, figures_of
from social.session_shelves import read_questions, read_shelf, shelf_asked
from social.sessions import actions
from social.sessions.forms import CancelForm, ChangeForm, PlanForm
from social.sessions.models import Session, Stage

PAGE = 20


@require_safe
def sessions(request):
    """What is on air, what comes, and what was."""
    page, member = Page(request), request.user
    seen = Session.objects.visible_to(member).select_related(*onair.SESSION_NEEDS)
    past = "past" in request.GET
    after = number(request.GET.get("after"))
    found = seen.filter(stage__in=[Stage.ENDED, Stage.CANCELLED] if past else [Stage.SCHEDULED, Stage.LIVE])
    found = found.order_by(*(["-starts_at", "-pk"] if past else ["starts_at", "pk"]))
    last = found.filter(pk=after).first() if after else None
    if last is not None:
        found = _behind(found, last, past)
    found = list(found[: PAGE + 1])
    for session in found:
        session.place = place_of(session.item.audience)
    following = f"?{'past&' if past else ''}after={found[PAGE - 1].pk}" if found[PAGE:] else ""
    context = {"sessions": found[:PAGE], "past": past, "next": following, "may_plan": not member.is_guest, "live": page.state}
    return render(request, "sessions/sessions.html", context)


def _behind(found, last: Session, past: bool):
    same = found.filter(starts_at=last.starts_at)
    further = found.filter(starts_at__lt=last.starts_at) if past else found.filter(starts_at__gt=last.starts_at)
    return further | (same.filter(pk__lt=last.pk) if past else same.filter(pk__gt=last.pk))


@require_http_methods(["GET", "POST"])
def new(request):
    """Plan a session."""
    member = request.user
    if member.is_guest:
        raise policy.Refused(policy.REFUSAL)
    leaders = policy.leaders_of(member)
    places = places_to_plan(member, leaders)
    if request.method == "GET":
        first = {"hosts": f"@{member.handle}", "language": member.language, "place": number(request.GET.get("in"))}
        return _form(request, "sessions/new.html", PlanForm(member=member, places=places, leaders=leaders, initial=first), 200)
    form = PlanForm(request.POST, request.FILES, member=member, places=places, leaders=leaders)

    def deed():
        spend(member.pk, "session")
        session = actions.plan_session(member, form.plan(_cover(request, form)), request.POST.get("key", ""))
        return answers.done(request, reverse("session", args=[session.pk]), status=201)

    return answers.submit(request, form, deed, lambda status: _form(request, "sessions/new.html", form, status))


def places_to_plan(member, leaders=()) -> list[tuple[int, str]]:
    """Where the member, or one of the leaders whose delegate they are, may plan a session, by name."""
    audiences = list(policy.feed_audiences(member).select_related("group").order_by("-is_square", "group__name")[:MOST_STREAMS])
    fit = _may_plan(member, audiences)
    if leaders:
        same = list(Audience.objects.filter(pk__in=[one.pk for one in audiences]))
        fit |= {pk for leader in leaders for pk in _may_plan(leader, same)}
    return [(one.pk, place_of(one).words) for one in audiences if one.pk in fit]


def _may_plan(member, audiences) -> set[int]:
    ranks = policy.ranks_in(member, audiences)
    return {one.pk for one in audiences if one.pk in ranks and policy.may_at(member, actions.verb_for(one), one, ranks[one.pk])}


@require_safe
@vary_on_headers("X-Plein")
def session(request, pk):
    return _further(request, pk) if answers.by_script(request) else session_page(request, pk)


def _further(request, pk: int) -> JsonResponse:
    """The next page of one list of questions, for a page that is open already."""
    shown, _seat = seen_session(request.user, pk)
    name = shelf_asked(request.GET)
    shelf = read_shelf(request.user, shown, name, request.GET)
    rows = shelf.rows
    if name == "answered" and shown.shape == "ended":
        rows = render_to_string("sessions/chapters.html", {"chapters": chapters_of(request.user, shelf)}, request)
    following = f"{request.path}{shelf.more}" if shelf.more else None
    return JsonResponse({"rows": rows, "next": following, "streams": {}, "own": {}})


def session_page(request, pk: int, line: LineForm | None = None, question: QuestionForm | None = None, talk=None, status: int = 200):
    """A session as it is now: before, in the lobby, on air, or what came of it. `line`, `question`, `talk`: what was not accepted."""
    page, member = Page(request), request.user
    listen(page, pk)
    shown, seat = seen_session(member, pk)
    listen(page, pk, shown, seat)
    lines = read_lines(member, shown, number(request.GET.get("before")))
    shelves = read_questions(member, shown, request.GET)
    shape, audience = shown.shape, shown.item.audience
    public = policy.may_at(member, "chat", audience, seat.rank)
    ended = shape == "ended"
    context = {
        "chapters": chapters_of(member, shelves.answered) if ended else None,
        "figures": figures_of(member, shown) if ended else None,
        "session": shown,
        "item": shown.item,
        "seat": seat,
        "shape": shape,
        "place": place_of(audience),
        "head": onair.session_head(shown, language()),
        "lines": lines,
        "shelves": shelves,
        "by_time": request.GET.get("queue") == "time",
        "hushed": hushed(member, shown),
        "muted": muted_in(shown) if seat.standing and shape == "live" else (),
        "hands": read_hands(member, shown, seat) if shape == "live" else (),
        "coming": coming_faces(member, shown) if shape in ("before", "lobby") else (),
        "talk": read_lines(member, shown, backstage=True) if seat.standing else None,
        "talk_form": talk or LineForm(),
        "may_chat": public and shape in ("before", "lobby", "live"),
        "may_ask": public and shown.takes_questions and shape != "cancelled",
        "line_form": line or LineForm(),
        "question_form": question or QuestionForm(),
        "key": request.POST.get("key") or new_key(),
        "live": page.state | ({"at": reverse("session", args=[pk])} if request.method == "POST" else {}),
        "own": {"member": member.pk, "voted": shelves.voted},
    }
    return render(request, "sessions/session.html", context, status=status)


@require_safe
def text(request, pk):
    """What came of it, as plain text to keep."""
    spend(request.user.pk, "look")
    shown, _seat = seen_session(request.user, pk)
    answer = HttpResponse("".join(as_text(request.user, shown)), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{pk}.txt"'
    return answer


@require_POST
@answers.plainly
def coming(request, pk):
    """I am coming, or not any more."""
    spend(request.user.pk, "mark")
    actions.come(request.user, pk, request.POST.get("on", request.GET.get("on", "1")) != "0")
    return answers.done(request, reverse("session", args=[pk]))


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Other words, another time, other people behind the stage."""
    member = request.user
    shown, seat = seen_session(member, pk)
    actions.require_backstage(member, "steer", shown)
    if request.method == "GET":
        return _form(request, "sessions/change.html", ChangeForm(member=member, session=shown, initial=_said(shown)), 200, session=shown)
    form = ChangeForm(request.POST, request.FILES, member=member, session=shown)

    def deed():
        spend(member.pk, "steer")
        plan = form.plan(_cover(request, form))
        actions.change_session(member, pk, plan, form.cleaned_data["why"], request.POST.get("key", ""))
        return answers.done(request, reverse("session", args=[pk]))

    return answers.submit(request, form, deed, lambda status: _form(request, "sessions/change.html", form, status, session=shown))


@require_http_methods(["GET", "POST"])
def cancel(request, pk):
    """Call it off, and say why."""
    shown, seat = seen_session(request.user, pk)
    actions.require_backstage(request.user, "steer", shown)
    if request.method == "GET":
        return _form(request, "sessions/cancel.html", CancelForm(), 200, session=shown)
    form = CancelForm(request.POST)

    def deed():
        spend(request.user.pk, "steer")
        actions.cancel_session(request.user, pk, form.cleaned_data["words"], request.POST.get("key", ""))
        return answers.done(request, reverse("session", args=[pk]))

    return answers.submit(request, form, deed, lambda status: _form(request, "sessions/cancel.html", form, status, session=shown))


def _cover(request, form) -> File | None:
    """Look at the picture that came with the valid form, unless the form was accepted before. Raises BadPicture."""
    upload = form.cleaned_data["cover"]
    return None if upload is None or known(request.user, request.POST.get("key", "")) else receive_picture(request.user, upload)


def _said(session: Session) -> dict:
    """What the form of a session that is there shows first."""
    seats = session.backstage.memberships.select_related("member").order_by("pk")
    people = {rank: " ".join(f"@{row.member.handle}" for row in seats if row.rank == rank) for rank in (Rank.OWNER, Rank.MODERATOR)}
    first = {name: getattr(session, name) for name in actions.OPTIONS}
    return {
        **first,
        "title": session.item.title,
        "about": session.item.text,
        "cover_alt": (session.item.data.get("cover") or {}).get("alt", ""),
        "hosts": people[Rank.OWNER],
        "moderators": people[Rank.MODERATOR],
    }


def _form(request, template: str, form, status: int, **context):
    context |= {"form": form, "key": request.POST.get("key") or new_key()}
    return render(request, template, context, status=status)
