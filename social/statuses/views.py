from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import policy
from accounts.limits import spend
from accounts.models import Audience, Member
from media.actions import receive_picture
from social import answers
from social.composing import colleague
from social.extras import NO_PRAISE, require_extras
from social.feed.views import home_page
from social.items.views import item_shown
from social.scheduling.actions import schedule_status
from social.statuses.actions import publish_status
from social.statuses.forms import StatusForm


@require_POST
def create(request):
    form, member = StatusForm(request.POST, request.FILES), request.user

    def deed():
        audience = Audience.objects.filter(policy.visible_to(member, "pk"), pk=form.cleaned_data["audience"]).first()
        if audience is None:
            raise policy.NotVisible
        extras = form.extras(_praised(member, form.cleaned_data["praise"]))
        policy.require(member, "post", audience)  # before any picture is looked at
        require_extras(member, audience, extras)
        spend(member.pk, "post")
        pictures = [(receive_picture(member, upload), alt) for upload, alt in form.pictures()]
        text, due_at, key = form.cleaned_data["text"], form.cleaned_data["due_at"], request.POST.get("key", "")
        if due_at:
            schedule_status(member, audience, text, due_at, key, pictures, extras)
            return answers.done(request, reverse("scheduled"), status=201)
        item = publish_status(member, audience, text, key, pictures, extras)
        return answers.done(request, reverse("item", args=[item.pk]), item_shown(member, item.pk), 201)

    return answers.submit(request, form, deed, lambda status: home_page(request, form, status))


def _praised(member: Member, handle: str) -> Member | None:
    if not handle:
        return None
    found = colleague(member, handle)
    if found is None:
        raise answers.Unfit(NO_PRAISE)
    return found
