import re

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.limits import spend
from accounts.models import Audience
from accounts.prepared import Prepared
from media.actions import receive_picture
from realtime.page import Page
from social import answers, rows
from social.announcements.actions import readers_of
from social.carried import for_viewer
from social.comments.forms import CommentForm
from social.comments.models import Comment
from social.drawing import place_of
from social.fields import new_key
from social.groups.models import Group
from social.items import actions
from social.items.forms import EditForm, MoveForm, ReasonForm
from social.items.models import Item, Picture, State
from social.own import Own, with_reaction
from social.reading import MOST_STREAMS, language, number
from social.threads import read_comments

QUOTED = 3  # lines
PATH = re.compile(r"[0-9a-z.]{1,1005}\Z")


@require_safe
def item(request, pk):
    return item_page(request, pk)


def item_page(request, pk: int, form: CommentForm | None = None, status: int = 200):
    """One item with its conversation. With `form`: a comment that was not accepted, and why."""
    page, member = Page(request), request.user
    page.listen([f"i{pk}"])
    shown = seen_item(member, pk, removed=True)
    if shown.kind == Item.Kind.SESSION and not answers.by_script(request):
        return answers.SeeOther(reverse("session", args=[pk]))
    page.listen(place_heard(shown))
    after = request.GET.get("after", "")
    after = after if PATH.match(after) else ""
    read = read_comments(request, shown, after)
    answered = _answered(member, shown, form["parent"].value() if form else request.GET.get("reply"))
    first = {"parent": answered and answered.pk, "text": quoted(answered) if "quote" in request.GET else ""}
    context = {
        "item": shown,
        "readers": readers_of(shown) if shown.announced_at and shown.author_id == member.pk else None,
        "on_top": shown.announced_at and not shown.mark_announced and shown.author_id != member.pk,
        "row": rows.item_row(shown, language(), read.own, {pk: for_viewer(request, shown)} if shown.state == State.PUBLISHED else {}),
        "form": form or CommentForm(initial=first),
        "key": request.POST.get("key") or new_key(),
        "answered": answered,
        "after": after,
        "gone": "gone" in request.GET,
        "group": group_of(shown),
        "may_comment": may_comment(shown, read.own),
    }
    return answers.stretch(request, "items/item.html", page, read, "after", status, reverse("item", args=[pk]), **context)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    shown = seen_item(request.user, pk)
    policy.require(request.user, "edit", shown)
    there = Picture.objects.visible_to(request.user).filter(item=shown).select_related("file")
    if request.method == "GET":
        return _form(request, shown, EditForm(initial={"text": shown.text}, there=there), "edit", 200)
    form = EditForm(request.POST, request.FILES, there)

    def deed():
        if form.pairs:
            policy.require(request.user, "upload", shown.audience)  # before any picture is looked at
        spend(request.user.pk, "post")
        added = [(receive_picture(request.user, upload), alt) for upload, alt in form.pictures()]
        hanging = actions.Hanging(form.off, form.kept, added)
        actions.edit_item(request.user, pk, form.cleaned_data["text"], request.POST.get("key", ""), hanging)
        return answers.done(request, reverse("item", args=[pk]), item_shown(request.user, pk))

    return answers.submit(request, form, deed, lambda status: _form(request, shown, form, "edit", status))


@require_http_methods(["GET", "POST"])
def delete(request, pk):
    """Take it away; of what somebody else wrote, with the reason."""
    shown = Item.objects.visible_to(request.user).select_related("audience").filter(pk=pk).first()
    undo = reverse("item_restore", args=[pk])
    if shown is None:  # sent twice: it is gone already
        actions.deleted_item(request.user, pk)
        return answers.done(request, undo, {"id": f"item-{pk}", "gone": True}, undo=undo)
    policy.require(request.user, "delete", shown)
    own = shown.author_id == request.user.pk
    if request.method == "GET":
        return _form(request, shown, None if own else ReasonForm(), "delete", 200)
    form = ReasonForm(request.POST)
    form.fields["words"].required = not own

    def deed():
        spend(request.user.pk, "tend")
        actions.delete_item(request.user, pk, request.POST.get("key", ""), form.cleaned_data["words"])
        return answers.done(request, undo, item_shown(request.user, pk) or {"id": f"item-{pk}", "gone": True}, undo=undo)

    return answers.submit(request, form, deed, lambda status: _form(request, shown, form, "delete", status))


@require_http_methods(["GET", "POST"])
@answers.plainly
def restore(request, pk):
    """What comes after deleting: it can be taken back."""
    if request.method == "GET":
        return _restorable(request, pk)
    spend(request.user.pk, "tend")
    actions.restore_item(request.user, pk, request.POST.get("key", ""))
    return answers.done(request, reverse("item", args=[pk]), item_shown(request.user, pk))


def _restorable(request, pk: int):
    found = actions.deleted_item(request.user, pk)
    if found.state == State.PUBLISHED:
        return answers.SeeOther(reverse("item", args=[pk]))
    onward = reverse("item", args=[pk]) if found.state == State.REMOVED else reverse("home")
    return render(request, "items/restore.html", {"key": new_key(), "onward": onward})


@require_http_methods(["GET", "POST"])
def move(request, pk):
    shown = seen_item(request.user, pk)
    policy.require(request.user, "move", shown)
    places = places_to_post(request.user)
    if request.method == "GET":
        return _form(request, shown, MoveForm(places=places, initial={"audience": shown.audience_id}), "move", 200)
    form = MoveForm(request.POST, places=places)

    def deed():
        audience = Audience.objects.get(pk=form.cleaned_data["audience"])
        actions.move_item(request.user, pk, audience, request.POST.get("key", ""))
        return answers.done(request, reverse("item", args=[pk]), item_shown(request.user, pk))

    return answers.submit(request, form, deed, lambda status: _form(request, shown, form, "move", status))


def seen_item(member, pk: int, removed: bool = False) -> Item:
    """`removed`: also one that is gone and whose comments stand."""
    found = next(iter((STANDING if removed else SHOWN)(member, pk=pk)), None)
    if found is None:
        raise policy.NotVisible
    found.audience.row_rank = found.row_rank
    return found


def _seen(member, pk: int, removed: bool):
    seen = with_reaction(member, Item.objects.visible_to(member, removed)).annotate(row_rank=policy.row_rank(member))
    return seen.select_related(*rows.ITEM_NEEDS).filter(pk=pk)


SHOWN = Prepared(lambda member, pk: _seen(member, pk, removed=False))
STANDING = Prepared(lambda member, pk: _seen(member, pk, removed=True))


def group_of(item: Item) -> Group | None:
    return getattr(item.audience, "group", None)


def place_heard(item: Item) -> list[str]:
    """The stream of the group it is in: there it is told when nothing can be added any more, and when it can again."""
    return [] if item.audience.is_square else [item.audience.stream]


def may_comment(item: Item, own: Own) -> bool:
    """Whether there is a box for a comment; while the group is archived, one that waits out of sight."""
    group = group_of(item)
    least = group.rank_awake("comment_rank") if group else item.audience.comment_rank
    return item.state == State.PUBLISHED and own.ranks.get(item.audience_id, -1) >= least


def item_shown(member, pk: int) -> dict | None:
    """The item as an object of a run; None when the member does not see it any more."""
    found = Item.objects.visible_to(member, removed=True).select_related(*rows.ITEM_NEEDS).filter(pk=pk).first()
    return rows.item_object(found, language()) if found else None


def _answered(member, shown: Item, given) -> Comment | None:
    parent = number(str(given or ""))
    if parent is None:
        return None
    found = Comment.objects.visible_to(member).filter(item=shown, pk=parent, state=State.PUBLISHED)
    return found.select_related("author").first()


def quoted(comment: Comment | None) -> str:
    """The first lines of a comment, as one quotes them."""
    lines = comment.text.strip().split("\n")[:QUOTED] if comment else []
    return "".join(f"> {line[:300]}\n" for line in lines) + "\n" * bool(lines)


def places_to_post(member) -> list[tuple[int, str]]:
    """Where the member may post, by name."""
    audiences = list(policy.feed_audiences(member).select_related("group").order_by("-is_square", "group__name")[:MOST_STREAMS])
    ranks = policy.ranks_in(member, audiences)
    return [(one.pk, place_of(one).words) for one in audiences if ranks.get(one.pk, -1) >= one.post_rank]


def _form(request, shown: Item, form, verb: str, status: int):
    context = {"item": shown, "form": form, "key": request.POST.get("key") or new_key()}
    return render(request, f"items/{verb}.html", context, status=status)
