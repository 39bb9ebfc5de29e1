from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from accounts.limits import spend
from realtime.page import Page
from social import answers
from social.drawing import place_of
from social.feed import actions
from social.feed.forms import ReadForm
from social.fields import new_key
from social.statuses.forms import StatusForm
from social.timeline import GROUPS, MANY, SHOWS, own_groups, places_of, read_from, read_timeline, unread_in

TABS = {"all": gettext_lazy("All"), "following": gettext_lazy("Following"), "unread": gettext_lazy("Unread")}

EMPTY = {
    "all": "",
    "following": gettext_lazy("Follow people, topics and open groups: what they share comes together here."),
    "unread": gettext_lazy("You have read everything."),
}


@require_safe
def home(request):
    return home_page(request)


def home_page(request, form: StatusForm | None = None, status: int = 200):
    """The member's own timeline, or what of it they chose to see. With `form`: a status that was not accepted, and why."""
    page, member = Page(request), request.user
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "all"
    places = places_of(member)
    first = "before" not in request.GET
    page.listen({one.stream for one in places.own} | set(places.streams(show)))
    read = read_timeline(request, page, places, show, places.on_top if first else ())
    ranks = read.own.ranks
    open_places = [(one.pk, place_of(one)) for one in places.own if ranks.get(one.pk, -1) >= one.post_rank]
    context = {
        "form": form or StatusForm(initial={"audience": open_places[0][0]} if open_places else {}),
        "key": request.POST.get("key") or new_key(),
        "places": open_places,
        "may_announce": any(policy.may_at(member, "announce", one, ranks[one.pk]) for one in places.own if one.pk in ranks),
        "own_groups": places.groups[:GROUPS],
        "more_groups": len(places.groups) > GROUPS,
        "open_groups": places.offered,
        "show": show,
        "tabs": [(_address(name), label, name == show, name) for name, label in TABS.items()],
        "unread_all": min(sum(one.unread for one in places.own), MANY),
        "newest": max((item.pk for item in read.items), default=0),
        "empty": EMPTY[show],
        "streams": places.streams(show) if first else [],
        "pins": places.pins,
        "wants": places.wants(show),
        "divider": read_from(member, read.items, {one.pk: one.read_up_to for one in places.own}) if show == "all" else 0,
        "marks": "" if not first else "end" if show == "unread" else "now" if show == "all" else "",
    }
    return answers.stretch(request, "feed/home.html", page, read, status=status, at=reverse("home"), **context)


def _address(show: str) -> str:
    return reverse("home") + (f"?show={show}" if show != "all" else "")


@require_safe
def own_places(request):
    """The member's groups and what is unread in them, to be put beside a page that does not carry them."""
    groups = own_groups(request.user)
    counts = {str(one.pk): one.unread for one in groups}
    context = {"own_groups": groups[:GROUPS], "more_groups": len(groups) > GROUPS, "counts": counts}
    return render(request, "feed/own_places.html", context)


@require_POST
@answers.plainly
def read(request):
    """What was on screen is read. Scripts are told how much is unread now."""
    spend(request.user.pk, "read")
    form = answers.fit(ReadForm(request.POST))
    everything = form.cleaned_data["all"]
    marked = actions.mark_all_read(request.user, everything) if everything else actions.mark_read(request.user, form.cleaned_data["items"])
    shown = {"id": "unread", "n": unread_in(request.user, marked)} if answers.by_script(request) else None
    return answers.done(request, reverse("home"), shown)
