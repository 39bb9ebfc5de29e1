"""Who can see this? In words and numbers, from the policy."""

from django.db.models import Count, Q
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.models import Audience
from social import answers
from social.comments.models import STANDING, Comment
from social.drawing import place_of
from social.items.models import Item

FACES = 40


@require_safe
def of_item(request, pk):
    item = Item.objects.visible_to(request.user).select_related("audience__group").filter(pk=pk).first()
    if item is None:
        raise policy.NotVisible
    return _page(request, item.audience, reverse("item", args=[pk]), False)


@require_safe
def of_comment(request, pk):
    comment = Comment.objects.visible_to(request.user).filter(STANDING).select_related("item__audience__group").filter(pk=pk).first()
    if comment is None:
        raise policy.NotVisible
    return _page(request, comment.item.audience, reverse("comment", args=[pk]), True)


def _page(request, audience: Audience, back: str, is_comment: bool):
    readers = policy.readers(audience)
    numbers = readers.aggregate(all=Count("pk"), guests=Count("pk", filter=Q(guest__gt=0)))
    numbers["colleagues"] = numbers["all"] - numbers["guests"]
    known = list(readers.filter(policy.people_visible_to(request.user)).order_by("name", "pk")[:FACES])
    context = {
        "place": place_of(audience),
        "everyone": audience.kind == Audience.Kind.EVERYONE,
        "numbers": numbers,
        "people": known,
        "others": numbers["all"] - len(known),
        "back": back,
        "is_comment": is_comment,
    }
    return answers.beside(request, "reach/words.html", "reach/reach.html", context)
