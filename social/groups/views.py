from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.limits import spend
from accounts.roles import Rank
from realtime.page import Page
from social import answers, receipts
from social.directory import (
    asked_by,
    asks_of,
    groups_for,
    invite_for,
    invites_in,
    members_of,
    owners_of,
    quiet_in,
    rank_seen,
    seen_group,
    similar_to,
)
from social.drawing import place_of
from social.fields import new_key
from social.follows.actions import seen_topics
from social.groups import actions
from social.groups.forms import GroupForm
from social.holds import in_words
from social.items.models import Item
from social.joining.forms import AskForm, HandleForm, QuietForm, RankForm
from social.on_top import announced, pinned_in
from social.reading import read_items
from social.statuses.forms import StatusForm
from social.timeline import group_wants, read_from, read_place
from social.words import to_html

ASKS, FACES = 50, 12
VERBS = ("post", "leave", "invite", "add", "admit", "silence", "remove", "rank", "settle")


@require_safe
def groups(request):
    """The directory: what lives most, one's own, the newest, or what holds the words that are looked for."""
    page, words = Page(request), request.GET.get("q", "")[:100].strip()
    show = request.GET.get("show") if request.GET.get("show") in ("mine", "new") and not words else ""
    found = groups_for(request.user, show, words, request.GET.get("after"))
    kept = {"q": words} if words else {"show": show} if show else {}
    following = f"?{urlencode(kept | {'after': found['after']})}" if found["after"] else ""
    context = {"groups": found["groups"], "next": following, "show": show, "q": words, "live": page.state}
    return render(request, "groups/groups.html", context)


@require_http_methods(["GET", "POST"])
def new(request):
    """Start a group. When there is one like it, that is shown first, and asked whether it is another."""
    policy.require(request.user, "start_group")
    if request.method == "GET":
        return _form(request, "groups/new.html", GroupForm(), 200)
    form = GroupForm(request.POST)

    def deed():
        asked = "anyway" in request.POST or receipts.known(request.user, request.POST.get("key", ""))
        if not asked and (similar := similar_to(request.user, form.cleaned_data["name"])):
            return _similar(request, form, similar)
        spend(request.user.pk, "group")
        group = actions.create_group(request.user, **form.cleaned_data, key=request.POST.get("key", ""))
        return answers.done(request, reverse("group", args=[group.slug]), status=201)

    return answers.submit(request, form, deed, lambda status: _form(request, "groups/new.html", form, status))


@require_safe
def group(request, slug):
    """The inside of a group for whoever may see it; else the card and how to get in."""
    page = Page(request)
    shown = seen_group(request.user, slug)
    rank = rank_seen(request.user, shown)
    if rank is None:
        asked = bool(asked_by(request.user, [shown]))
        context = {"group": shown, "owners": owners_of([shown])[shown.audience_id], "asked": asked, "form": AskForm()}
        context |= {"invite": invite_for(request.user, shown), "cover": cover_for(request.user, shown, rank)}
        return render(request, "groups/door.html", context | {"live": page.state})
    return _inside(request, page, shown, rank)


@require_safe
def about(request, slug):
    """What a group is for, who owns it, since when it is there."""
    page = Page(request)
    shown, rank = _seen_inside(request, slug)
    topics = list(shown.topics.order_by("slug"))
    context = {
        **head_of(request, shown, rank),
        "owners": owners_of([shown])[shown.audience_id],
        "topics": topics,
        "read": set(seen_topics(request.user).filter(groups=shown).values_list("pk", flat=True)) if topics else set(),
        "welcome_html": to_html(shown.welcome),
        "live": page.state,
    }
    return render(request, "groups/about.html", context)


@require_safe
def pinned(request, slug):
    """What was pinned in the group."""
    page = Page(request)
    shown, rank = _seen_inside(request, slug)
    shown.audience.group = shown
    seen = Item.objects.visible_to(request.user).filter(audience=shown.audience, pinned_at__isnull=False)
    read = read_items(request, page, seen, [shown.audience])
    return answers.stretch(request, "groups/pinned.html", page, read, streams=[], **head_of(request, shown, rank))


@require_safe
def members(request, slug):
    """Who is in, by standing and name; owners and moderators decide here."""
    return members_page(request, slug)


def members_page(request, slug: str, form=None, status: int = 200):
    """With `form`: an invitation that was not accepted, and why."""
    page = Page(request)
    shown, rank = _seen_inside(request, slug)
    words = request.GET.get("q", "")[:100].strip()
    found = members_of(shown, request.GET.get("after"), words=words)
    decides, head = rank >= Rank.MODERATOR, head_of(request, shown, rank)
    following = f"?{urlencode(({'q': words} if words else {}) | {'after': found['after']})}" if found["after"] else ""
    quiet = quiet_in(request.user, shown) if decides else {}
    for row in found["members"]:
        until = quiet.get(row.member_id)
        row.quiet_until = in_words(until, request.user) if until else ""
    context = {
        **head,
        "ranks": RankForm().fields["rank"].choices,
        "quiet": QuietForm().fields["hours"].choices,
        "asked": asks_of(request.user, shown)[:ASKS] if decides else [],
        "invites": invites_in(request.user, shown)[:ASKS] if "invite" in head["verbs"] else [],
        "form": form or HandleForm(),
        "members": found["members"],
        "next": following,
        "q": words,
        "live": page.state,
    }
    return render(request, "groups/members.html", context, status=status)


def _inside(request, page: Page, shown, rank: Rank):
    audience = shown.audience
    audience.group = shown
    above = [] if "before" in request.GET else list(dict.fromkeys(announced([audience]) + pinned_in(audience)))
    page.listen([audience.stream])
    read = read_place(request, page, audience, above)
    own = (rank >= Rank.MEMBER or shown.followed) and not shown.muted
    context = {
        "place": place_of(audience),
        "faces": members_of(shown, None, FACES)["members"],
        "form": StatusForm(initial={"audience": audience.pk}),
        "may_post": rank >= shown.rank_awake("post_rank") and not shown.quiet_until,
        "may_announce": policy.may_at(request.user, "announce", audience, rank),
        "welcome": to_html(shown.welcome) if shown.new_here and rank < Rank.OWNER else "",
        "streams": [] if "before" in request.GET else [audience.stream],
        "pins": audience.stream,
        "wants": group_wants(shown, own),
        "divider": read_from(request.user, read.items, {audience.pk: shown.read_up_to}) if own else 0,
        "marks": "now" if own and "before" not in request.GET else "",
        **head_of(request, shown, rank),
    }
    return answers.stretch(request, "groups/group.html", page, read, **context)


def _seen_inside(request, slug: str):
    shown = seen_group(request.user, slug)
    rank = rank_seen(request.user, shown)
    if rank is None:
        raise policy.NotVisible
    return shown, rank


def head_of(request, shown, rank: Rank) -> dict:
    """What stands on top of every page of a group."""
    return {
        "group": shown,
        "rank": rank,
        "inside": rank >= Rank.MEMBER,
        "verbs": _verbs(request.user, shown, rank),
        "asks": shown.waiting if rank >= Rank.MODERATOR else 0,
        "cover": cover_for(request.user, shown, rank),
        "quiet_until": in_words(shown.quiet_until, request.user) if shown.quiet_until else "",
        "key": new_key(),
    }


def cover_for(member, shown, rank: Rank | None):
    """The group's picture, for who sees its card as such: not a guest in an open or closed group, not who is only invited."""
    own_card = shown.card_audience_id == shown.audience_id
    return shown.cover if (rank is not None if own_card else not member.is_guest) else None


def _verbs(member, shown, rank: Rank) -> set[str]:
    """What the viewer may do here; a guess from the rank that the actions ask again."""
    verbs = {verb for verb in VERBS if policy.may_at(member, verb, shown.audience, rank)}
    return verbs - ({"post", "upload"} if shown.quiet_until else set()) - ({"add"} if shown.archived_at else set())


def _similar(request, form, similar):
    """Ask whether it is another group than these."""
    say = _("There is a group like this already.")
    if answers.by_script(request):
        return JsonResponse({"say": say, "fields": {}}, status=409)
    return _form(request, "groups/new.html", form, 409, similar=similar)


def _form(request, template: str, form, status: int, **context):
    return render(request, template, {"form": form, "key": request.POST.get("key") or new_key(), **context}, status=status)
