from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import spend
from realtime.page import Page
from social import answers
from social.marks import actions
from social.marks.forms import ReadForm, SeenForm
from social.reading import ITEMS, number, read_items, read_these

PEOPLE = 60


@require_safe
def bookmarks(request):
    """The posts that the member keeps, the newest kept first."""
    page = Page(request)
    kept = list(actions.kept_items(request.user, number(request.GET.get("before")))[: ITEMS + 1])
    more = str(actions.moment(kept[ITEMS - 1])) if kept[ITEMS:] else ""
    read = read_these(request, page, [mark.item_id for mark in kept[:ITEMS]], more)
    return answers.stretch(request, "marks/bookmarks.html", page, read)


@require_safe
def hidden(request):
    """The posts that the member hid, to bring back."""
    page = Page(request)
    read = read_items(request, page, actions.hidden_items(request.user), hidden=True)
    return answers.stretch(request, "marks/hidden.html", page, read)


@require_safe
def muted(request):
    """The people whom the member does not want to meet."""
    before = number(request.GET.get("before"))
    found = actions.muted_people(request.user)
    rows = list((found.filter(pk__lt=before) if before else found)[: PEOPLE + 1])
    context = {"people": [row.person for row in rows[:PEOPLE]], "more": rows[PEOPLE - 1].pk if rows[PEOPLE:] else None}
    return render(request, "marks/muted.html", context | {"live": Page(request).state})


@require_safe
def quiet(request):
    """What an open page leaves out of what comes live."""
    return JsonResponse(actions.quiet(request.user))


@require_POST
@answers.plainly
def bookmark(request, pk):
    spend(request.user.pk, "mark")
    on = _on(request)
    actions.keep_item(request.user, pk, on)
    say = _("Saved. It is among your saved posts, in your menu.") if on else _("Not saved any more.")
    return _done(request, reverse("item", args=[pk]), say, f"item-{pk}", saved=on)


@require_POST
@answers.plainly
def hide(request, pk):
    spend(request.user.pk, "mark")
    on = _on(request)
    actions.hide_item(request.user, pk, on)
    say = _("Hidden. You do not meet this post in your lists any more.") if on else _("Back in your lists.")
    return _done(request, reverse("hidden") if on else reverse("item", args=[pk]), say, f"item-{pk}", hidden=on)


@require_POST
@answers.plainly
def unread(request, pk):
    spend(request.user.pk, "mark")
    actions.mark_unread(request.user, pk)
    return _done(request, reverse("home"), _("This is unread again."), f"item-{pk}", unread=True)


@require_POST
@answers.plainly
def read(request, pk):
    spend(request.user.pk, "look")
    actions.seen_item(request.user, pk)  # first: whoever cannot see it hears nothing about the form
    actions.read_up_to(request.user, pk, answers.fit(ReadForm(request.POST)).cleaned_data["seq"])
    return answers.done(request, reverse("item", args=[pk]))


@require_POST
@answers.plainly
def mute(request, handle):
    spend(request.user.pk, "mark")
    on = _on(request)
    person = actions.mute_person(request.user, handle, on)
    words = _("You do not meet what %(name)s writes any more.") if on else _("You meet what %(name)s writes again.")
    return _done(request, reverse("muted"), words % {"name": person.name}, f"member-{person.pk}", muted=on)


@require_POST
@answers.plainly
def seen(request):
    spend(request.user.pk, "look")
    counts = actions.count_seen(request.user, answers.fit(SeenForm(request.POST)).cleaned_data["ids"])
    return answers.done(request, reverse("home"), seen={f"item-{pk}": count for pk, count in counts.items()})


def _on(request) -> bool:
    return request.POST.get("on", request.GET.get("on")) != "0"


def _done(request, location: str, say: str, about: str, **mark: bool):
    """What was noted, as a sentence, and for scripts where it is taken back."""
    [(name, on)] = mark.items()
    undo = f"{request.path}?on={int(not on)}" if name != "unread" else ""
    return answers.done(request, location, say=say, undo=undo, mark={"id": about, "name": name, "on": on})
