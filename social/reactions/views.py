from urllib.parse import urlencode

from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import policy
from accounts.limits import spend
from accounts.models import Member
from accounts.organisation import organisation
from social import answers, rows
from social.comments.models import Comment
from social.items.models import Item, State
from social.reactions.actions import react, withdraw
from social.reactions.forms import ReactionForm
from social.reactions.models import Kind, Reaction, kinds_of
from social.reading import number

SHOWN = 30


@require_POST
@answers.plainly
def to_item(request, pk):
    item = _deed(request, item=pk)
    return answers.done(request, reverse("item", args=[pk]), {"id": f"item-{pk}", "n": rows.reaction_numbers(item)})


@require_POST
@answers.plainly
def to_comment(request, pk):
    comment = _deed(request, comment=pk)
    return answers.done(request, reverse("comment", args=[pk]), {"id": f"comment-{pk}", "n": rows.reaction_numbers(comment)})


@require_safe
def of_item(request, pk):
    return _who(request, Item.objects.visible_to(request.user).filter(pk=pk), "item")


@require_safe
def of_comment(request, pk):
    return _who(request, Comment.objects.visible_to(request.user).filter(pk=pk, state=State.PUBLISHED), "comment")


def _deed(request, **about):
    spend(request.user.pk, "react")
    if request.POST.get("on", request.GET.get("on")) == "0":
        return withdraw(request.user, **about)
    form = answers.fit(ReactionForm(request.POST, organisation().reactions))
    return react(request.user, **about, kind=form.cleaned_data["kind"])


def _reacted(member: Member, thing: Item | Comment):
    """The reactions to it; a guest is not told of people whom they do not see."""
    about = {"item": thing, "comment": None} if isinstance(thing, Item) else {"comment": thing}
    seen = Reaction.objects.visible_to(member).filter(**about)
    return seen.filter(member__in=Member.objects.filter(policy.people_visible_to(member))) if member.is_guest else seen


def _following(path: str, kind: str, last: int) -> str:
    return f"{path}?{urlencode({'kind': kind, 'before': last} if kind else {'before': last})}"


def _who(request, things, name: str):
    """Who reacted, newest first, by kind; and the choices as buttons, for who has no scripts."""
    thing = things.first()
    if thing is None:
        raise policy.NotVisible
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    reacted = _reacted(request.user, thing)
    of_kind = reacted.filter(kind=kind) if kind else reacted
    before = number(request.GET.get("before"))
    older = of_kind.filter(pk__lt=before) if before else of_kind
    found = list(older.select_related("member").order_by("-pk")[: SHOWN + 1])
    own = reacted.filter(member=request.user).values_list("kind", flat=True).first()
    context = {
        "name": name,
        "thing": thing,
        "reactions": found[:SHOWN],
        "following": _following(request.path, kind, found[SHOWN - 1].pk) if found[SHOWN:] else "",
        "kind": kind,
        "own": own or "",
        "counts": [(Kind(one), count) for one, count in sorted(kinds_of(thing).items(), key=lambda pair: -pair[1]) if count],
        "here": request.path,
        "act": reverse(f"{name}_reaction", args=[thing.pk]),
        "back": reverse(name, args=[thing.pk]),
    }
    return answers.beside(request, "reactions/who.html", "reactions/reactions.html", context)
