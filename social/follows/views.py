from django.db.models import Q
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from accounts.limits import spend
from accounts.models import Member
from realtime.page import Page
from social import answers
from social.directory import seen_group
from social.follows import actions
from social.follows.models import Follow
from social.reading import MOST_STREAMS, number, read_items
from social.timeline import muted_groups, topic_wants

FOLLOWS, TOPICS = 40, 60


@require_safe
def following(request):
    """Whom and what the member follows, the latest first; and the groups they keep out of their timeline."""
    page, member = Page(request), request.user
    people = Member.objects.filter(policy.people_visible_to(member)).values("pk")
    seen = Q(person=None) | Q(person__in=people)
    own = Follow.objects.filter(seen, Q(audience=None) | policy.visible_to(member), member=member).order_by("-pk")
    before = number(request.GET.get("before"))
    found = list((own.filter(pk__lt=before) if before else own).select_related("person", "topic", "audience__group")[: FOLLOWS + 1])
    context = {
        "follows": found[:FOLLOWS],
        "more": found[FOLLOWS - 1].pk if found[FOLLOWS:] else None,
        "muted": muted_groups(member) if before is None else [],
        "live": page.state,
    }
    return render(request, "follows/following.html", context)


@require_safe
def topics(request):
    """The topics of which the member may read something, by name; before those, what is written about most now."""
    page = Page(request)
    found, after = actions.seen_topics(request.user).filter(used__isnull=False), request.GET.get("after", "")[:50]
    shown = list((found.filter(slug__gt=after) if after else found).order_by("slug")[: TOPICS + 1])
    context = {
        "topics": shown[:TOPICS],
        "after": shown[TOPICS - 1].slug if shown[TOPICS:] else "",
        "now": [] if after else actions.topics_now(request.user),
        "live": page.state,
    }
    return render(request, "topics/topics.html", context)


@require_safe
def topic(request, slug):
    """What the member may read with this topic, newest first, and live."""
    page, member = Page(request), request.user
    shown = actions.seen_topics(member).filter(slug=slug).first()
    if shown is None:
        raise policy.NotVisible
    heard = list(policy.heard_audiences(member).order_by("-in_feed", "pk")[:MOST_STREAMS])
    streams = [one.stream for one in heard]
    page.listen(streams)
    read = read_items(request, page, actions.items_of(member, shown), heard)
    context = {"topic": shown, "streams": [] if "before" in request.GET else streams, "wants": topic_wants(shown)}
    return answers.stretch(request, "topics/topic.html", page, read, **context)


@require_POST
@answers.plainly
def follow_person(request, handle):
    spend(request.user.pk, "follow")
    actions.follow_person(request.user, handle, _on(request))
    return answers.done(request, reverse("profile", args=[handle]))


@require_POST
@answers.plainly
def follow_topic(request, slug):
    spend(request.user.pk, "follow")
    actions.follow_topic(request.user, slug, _on(request))
    return answers.done(request, reverse("topic", args=[slug]) if _on(request) else reverse("topics"))


@require_POST
@answers.plainly
def follow_place(request, slug):
    spend(request.user.pk, "follow")
    actions.follow_place(request.user, seen_group(request.user, slug), _on(request))
    return answers.done(request, reverse("group", args=[slug]))


@require_POST
@answers.plainly
def mute_place(request, slug):
    spend(request.user.pk, "follow")
    actions.mute_place(request.user, seen_group(request.user, slug), _on(request))
    return answers.done(request, reverse("group", args=[slug]))


def _on(request) -> bool:
    return request.POST.get("on", request.GET.get("on")) != "0"
