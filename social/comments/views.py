from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.limits import spend
from realtime.page import Page
from social import answers, rows, threads
from social.comments import actions
from social.comments.forms import CommentForm
from social.comments.models import STANDING, Comment
from social.fields import new_key
from social.items.forms import ReasonForm
from social.items.models import State
from social.items.views import PATH, group_of, item_page, may_comment, place_heard, seen_item
from social.reading import COMMENTS, language

BEFORE = 10  # comments shown above the one that is asked for
PARENTS = 5  # shown above a branch


@require_POST
def create(request, item_pk):
    form = CommentForm(request.POST)

    def deed():
        spend(request.user.pk, "comment")
        given = form.cleaned_data
        comment = actions.add_comment(request.user, item_pk, given["text"], request.POST.get("key", ""), given["parent"])
        return answers.done(request, reverse("comment", args=[comment.pk]), _shown(request.user, comment.pk), 201)

    return answers.submit(request, form, deed, lambda status: item_page(request, item_pk, form, status))


@require_safe
def comment(request, pk):
    """The permalink: the page of the conversation, or of the branch of it, that shows the comment."""
    comments = Comment.objects.visible_to(request.user)
    found = comments.filter(pk=pk).only("pk", "item_id", "path", "state", "reply_count").first()
    if found is None:
        raise policy.NotVisible
    if not found.stands:
        return redirect(f"{reverse('item', args=[found.item_id])}?gone=1#comments")
    branch = threads.place_of(found.path)
    earlier = branch.within(comments).filter(item=found.item_id, path__lt=found.path)
    paths = list(earlier.order_by("-path").values_list("path", flat=True)[:COMMENTS])
    start = f"?{urlencode({'after': paths[BEFORE]})}" if len(paths) == COMMENTS else ""
    page = reverse("item", args=[found.item_id])
    if branch.path:
        root = _seen(request.user, None, comments.filter(item=found.item_id, path=branch.path))
        page = reverse("comment_branch", args=[root.pk])
    return redirect(f"{page}{start}#comment-{pk}")


@require_safe
def branch(request, pk):
    """One comment with what hangs on it, and the way back up."""
    page, member = Page(request), request.user
    root = _seen(member, pk, Comment.objects.visible_to(member).filter(STANDING))
    page.listen([root.item.stream, *place_heard(root.item)])
    shown = seen_item(member, root.item_id, removed=True)
    after = request.GET.get("after", "")
    after = after if PATH.match(after) else ""
    read = threads.read_comments(request, shown, after, threads.branch_at(root))
    context = {
        "item": shown,
        "root": root,
        "parents": _parents(member, root),
        "form": CommentForm(initial={"parent": pk}),
        "key": new_key(),
        "answered": root if root.state == State.PUBLISHED else None,
        "after": after,
        "group": group_of(shown),
        "may_comment": root.state == State.PUBLISHED and may_comment(shown, read.own),
    }
    return answers.stretch(request, "comments/branch.html", page, read, "after", **context)


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    shown = _seen(request.user, pk, _published(request.user))
    policy.require(request.user, "edit", shown)
    if request.method == "GET":
        return _form(request, shown, CommentForm(initial={"text": shown.text}), "edit", 200)
    form = CommentForm(request.POST)

    def deed():
        spend(request.user.pk, "comment")
        actions.edit_comment(request.user, pk, form.cleaned_data["text"], request.POST.get("key", ""))
        return answers.done(request, reverse("comment", args=[pk]), _shown(request.user, pk))

    return answers.submit(request, form, deed, lambda status: _form(request, shown, form, "edit", status))


@require_http_methods(["GET", "POST"])
def delete(request, pk):
    """Take it away; of what somebody else wrote, with the reason. Sent twice it is gone already."""
    shown = _seen(request.user, pk, Comment.objects.visible_to(request.user))
    policy.require(request.user, "delete", shown)
    own = shown.author_id == request.user.pk
    if request.method == "GET":
        return _form(request, _seen(request.user, pk, _published(request.user)), None if own else ReasonForm(), "delete", 200)
    form = ReasonForm(request.POST)
    form.fields["words"].required = not own and shown.state == State.PUBLISHED

    def deed():
        spend(request.user.pk, "tend")
        actions.delete_comment(request.user, pk, request.POST.get("key", ""), form.cleaned_data["words"])
        undo = reverse("comment_restore", args=[pk])
        return answers.done(request, undo, _shown(request.user, pk), undo=undo)

    return answers.submit(request, form, deed, lambda status: _form(request, shown, form, "delete", status))


@require_http_methods(["GET", "POST"])
@answers.plainly
def restore(request, pk):
    """What comes after deleting: it can be taken back."""
    shown = _seen(request.user, pk, Comment.objects.visible_to(request.user))
    if request.method == "GET":
        actions.require_restorable(request.user, shown)
        if shown.state == State.PUBLISHED:
            return redirect("comment", pk)
        return render(request, "items/restore.html", {"key": new_key(), "onward": reverse("comment", args=[pk])})
    spend(request.user.pk, "tend")
    actions.restore_comment(request.user, pk, request.POST.get("key", ""))
    return answers.done(request, reverse("comment", args=[pk]), _shown(request.user, pk))


def _published(member):
    return Comment.objects.visible_to(member).filter(state=State.PUBLISHED)


def _parents(member, root: Comment) -> list[Comment]:
    """What the root of a branch answers, and what that answers; the nearest, from the top down."""
    paths = [threads.cut(root.path, depth) for depth in range(max(0, root.depth - PARENTS), root.depth)]
    parents = Comment.objects.visible_to(member).filter(item=root.item_id, path__in=paths).select_related("author")
    return list(parents.order_by("path")) if paths else []


def _seen(member, pk: int | None, comments) -> Comment:
    about = comments if pk is None else comments.filter(pk=pk)
    found = about.select_related(*rows.COMMENT_NEEDS).first()
    if found is None:
        raise policy.NotVisible
    return found


def _shown(member, pk: int) -> dict | None:
    """The comment as an object of a run; None when the member does not see it any more."""
    found = Comment.objects.visible_to(member).select_related(*rows.COMMENT_NEEDS).filter(pk=pk).first()
    return rows.comment_object(found, language()) if found else None


def _form(request, shown: Comment, form, verb: str, status: int):
    context = {"comment": shown, "form": form, "key": request.POST.get("key") or new_key()}
    return render(request, f"comments/{verb}.html", context, status=status)
