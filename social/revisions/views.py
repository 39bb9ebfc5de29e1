from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.limits import spend
from social import answers
from social.comments.models import Comment
from social.differences import differences
from social.items.models import Item, Revision, State
from social.reading import number
from social.revisions.actions import wipe_version

SHOWN = 10


@require_safe
def of_item(request, pk):
    return _history(request, _item(request.user, pk))


@require_safe
def of_comment(request, pk):
    return _history(request, _comment(request.user, pk))


@require_http_methods(["GET", "POST"])
@answers.plainly
def wipe_of_item(request, pk, revision):
    return _wipe(request, _item(request.user, pk), revision)


@require_http_methods(["GET", "POST"])
@answers.plainly
def wipe_of_comment(request, pk, revision):
    return _wipe(request, _comment(request.user, pk), revision)


def _item(member, pk: int) -> Item:
    return _found(Item.objects.visible_to(member).select_related("author", "audience").filter(pk=pk))


def _comment(member, pk: int) -> Comment:
    return _found(Comment.objects.visible_to(member).select_related("author", "item__audience").filter(pk=pk, state=State.PUBLISHED))


def _found(things):
    thing = things.first()
    if thing is None:
        raise policy.NotVisible
    return thing


def _kept(member, thing: Item | Comment):
    about = {"item": thing, "comment": None} if isinstance(thing, Item) else {"comment": thing}
    return Revision.objects.visible_to(member).filter(**about)


def _history(request, thing: Item | Comment):
    """The versions, newest first, each with what changed since the one before it."""
    name = "item" if isinstance(thing, Item) else "comment"
    before = number(request.GET.get("before"))
    kept = _kept(request.user, thing)
    found = list((kept.filter(pk__lt=before) if before else kept).order_by("-pk")[: SHOWN + 1])
    now = [] if before else [Revision(version=thing.version, text=thing.text, at=thing.edited_at or thing.created_at)]
    versions = [*now, *found]
    for version, former in zip(versions, [*versions[1:], None], strict=True):
        version.parts = differences(former.text, version.text) if former and not (former.wiped_at or version.wiped_at) else None
    shown = versions[: len(now) + SHOWN]
    context = {
        "name": name,
        "thing": thing,
        "versions": shown,
        "current": not before,
        "following": f"{request.path}?before={found[SHOWN - 1].pk}" if found[SHOWN:] else "",
        "may_wipe": policy.may(request.user, "wipe", thing),
        "back": reverse(name, args=[thing.pk]),
        "wipe": f"{name}_wipe",
    }
    return render(request, "revisions/history.html", context)


def _wipe(request, thing: Item | Comment, revision: int):
    policy.require(request.user, "wipe", thing)
    found = _found(_kept(request.user, thing).filter(pk=revision))
    name = "item" if isinstance(thing, Item) else "comment"
    back = reverse(f"{name}_history", args=[thing.pk])
    if request.method == "GET":
        return render(request, "revisions/wipe.html", {"version": found, "back": back})
    spend(request.user.pk, "tend")
    wipe_version(request.user, thing, revision)
    return answers.done(request, back)
