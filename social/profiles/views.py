from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import policy
from accounts.models import Member
from realtime.page import Page
from social import answers
from social.carried import praise_of
from social.items.models import Item
from social.reading import number, read_items

SHOWN = 60


@require_safe
def people(request):
    """The directory, by name. A guest finds those who share an audience with them."""
    page = Page(request)
    seen = Member.objects.active().filter(policy.people_visible_to(request.user)).annotate(by=Lower("name"))
    words = request.GET.get("q", "")[:100].strip()
    found = seen.filter(Q(name__icontains=words) | Q(handle__icontains=words)) if words else seen
    last = seen.filter(pk=number(request.GET.get("after"))).first() if "after" in request.GET else None
    if last is not None:
        found = found.filter(Q(by__gt=last.by) | Q(by=last.by, pk__gt=last.pk))
    shown = list(found.order_by("by", "pk")[: SHOWN + 1])
    context = {"people": shown[:SHOWN], "q": words, "after": shown[SHOWN - 1].pk if shown[SHOWN:] else None, "live": page.state}
    return render(request, "profiles/people.html", context)


@require_safe
def profile(request, handle):
    """A person, and what they shared that the viewer may see."""
    page = Page(request)
    followed = Exists(request.user.follows.filter(person=OuterRef("pk")))
    member = Member.objects.filter(policy.people_visible_to(request.user), handle=handle).annotate(followed=followed).first()
    if member is None:
        raise Http404
    read = read_items(request, page, Item.objects.visible_to(request.user).filter(author=member))
    older = "before" in request.GET
    praise = [] if older else praise_of(request.user, member)
    return answers.stretch(request, "profiles/profile.html", page, read, member=member, older=older, praise=praise)
