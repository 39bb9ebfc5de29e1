from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.limits import spend
from social import answers, onair
from social.raising import actions
from social.reading import language


@require_POST
@answers.plainly
def hand(request, pk):
    """Raise one's hand, or take it down."""
    spend(request.user.pk, "mark")
    on = request.POST.get("on", request.GET.get("on", "1")) != "0"
    raised = actions.raise_hand(request.user, pk, on)
    shown = onair.hand_object(raised, language()) if on else raised and _down(raised.pk)
    return answers.done(request, reverse("session", args=[pk]), shown)


@require_POST
@answers.plainly
def floor(request, pk, hand):
    """Let somebody speak."""
    spend(request.user.pk, "steer")
    given = actions.give_floor(request.user, pk, hand)
    return answers.done(request, reverse("session", args=[pk]), onair.hand_object(given, language()))


@require_POST
@answers.plainly
def lower(request, pk, hand):
    """Take somebody's hand down."""
    spend(request.user.pk, "steer")
    actions.lower_hand(request.user, pk, hand)
    return answers.done(request, reverse("session", args=[pk]), _down(hand))


def _down(pk: int) -> dict:
    return {"id": f"hand-{pk}", "gone": True}
