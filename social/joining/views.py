from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.limits import spend
from social import answers
from social.directory import member_in, members_of, seen_group
from social.fields import new_key
from social.groups.views import members_page
from social.joining import actions
from social.joining.forms import AskForm, HandleForm, OwnerForm, QuietForm, RankForm, RemoveForm


@require_POST
@answers.plainly
def join(request, slug):
    spend(request.user.pk, "group")
    actions.join(request.user, seen_group(request.user, slug).pk)
    return answers.done(request, reverse("group", args=[slug]))


@require_POST
@answers.plainly
def leave(request, slug):
    """Go; the last owner is led to the page on which somebody else becomes it."""
    spend(request.user.pk, "manage")
    group = seen_group(request.user, slug)
    try:
        actions.leave(request.user, group.pk, request.POST.get("key", ""))
    except actions.LastOwner as only:
        if answers.by_script(request):
            raise
        form = OwnerForm(initial={"leaving": True})
        return _owner_page(request, group, form, 403, say=str(only))
    return answers.done(request, reverse("groups"))


@require_http_methods(["GET", "POST"])
def owner(request, slug):
    """Hand the group over in one step, and leave it or stay."""
    group = seen_group(request.user, slug)
    policy.require(request.user, "rank", group)
    if request.method == "GET":
        return _owner_page(request, group, OwnerForm(), 200)
    form = OwnerForm(request.POST)

    def deed():
        spend(request.user.pk, "manage")
        given, key = form.cleaned_data, request.POST.get("key", "")
        actions.hand_over(request.user, group.pk, given["owner"], given["leaving"], key)
        return answers.done(request, reverse("groups") if given["leaving"] else reverse("group", args=[slug]))

    return answers.submit(request, form, deed, lambda status: _owner_page(request, group, form, status))


@require_POST
@answers.plainly
def ask(request, slug):
    spend(request.user.pk, "group")
    form = answers.fit(AskForm(request.POST))
    actions.ask(request.user, seen_group(request.user, slug).pk, form.cleaned_data["words"])
    return answers.done(request, reverse("group", args=[slug]))


@require_POST
@answers.plainly
def withdraw_ask(request, slug):
    spend(request.user.pk, "manage")
    actions.withdraw_ask(request.user, seen_group(request.user, slug).pk)
    return answers.done(request, reverse("group", args=[slug]))


@require_POST
def add(request, slug):
    form, group = HandleForm(request.POST), seen_group(request.user, slug)

    def deed():
        spend(request.user.pk, "invite")
        actions.add_member(request.user, group.pk, form.cleaned_data["handle"])
        return answers.done(request, reverse("group_members", args=[slug]))

    return answers.submit(request, form, deed, lambda status: members_page(request, slug, form, status))


@require_http_methods(["GET", "POST"])
def remove(request, slug, member_pk):
    """Ask for a reason, and take the member out."""
    group = seen_group(request.user, slug)
    policy.require(request.user, "remove", group)
    if request.method == "GET":
        row = member_in(group, member_pk)
        return render(request, "groups/remove.html", {"group": group, "member": row.member, "form": RemoveForm()})
    form = RemoveForm(request.POST)

    def deed():
        spend(request.user.pk, "manage")
        actions.remove_member(request.user, group.pk, member_pk, form.cleaned_data["why"])
        return answers.done(request, reverse("group_members", args=[slug]))

    def again(status):
        row = member_in(group, member_pk)
        return render(request, "groups/remove.html", {"group": group, "member": row.member, "form": form}, status=status)

    return answers.submit(request, form, deed, again)


@require_POST
@answers.plainly
def quiet(request, slug, member_pk):
    """Ask a member to be quiet for a while, or let them write again."""
    spend(request.user.pk, "manage")
    group = seen_group(request.user, slug)
    hours = answers.fit(QuietForm(request.POST)).cleaned_data["hours"]
    if hours:
        actions.silence(request.user, group.pk, member_pk, hours)
    else:
        actions.end_silence(request.user, group.pk, member_pk)
    return answers.done(request, reverse("group_members", args=[slug]))


@require_POST
@answers.plainly
def welcome(request, slug):
    """Put the welcome away."""
    spend(request.user.pk, "manage")
    actions.put_welcome_away(request.user, seen_group(request.user, slug).pk)
    return answers.done(request, reverse("group", args=[slug]))


@require_POST
@answers.plainly
def rank(request, slug, member_pk):
    form = answers.fit(RankForm(request.POST))
    spend(request.user.pk, "manage")
    actions.set_rank(request.user, seen_group(request.user, slug).pk, member_pk, form.cleaned_data["rank"])
    return answers.done(request, reverse("group_members", args=[slug]))


@require_POST
@answers.plainly
def admit(request, slug, ask_pk):
    spend(request.user.pk, "manage")
    actions.admit(request.user, seen_group(request.user, slug).pk, ask_pk)
    return answers.done(request, reverse("group_members", args=[slug]))


@require_POST
@answers.plainly
def refuse(request, slug, ask_pk):
    spend(request.user.pk, "manage")
    actions.refuse(request.user, seen_group(request.user, slug).pk, ask_pk)
    return answers.done(request, reverse("group_members", args=[slug]))


def _owner_page(request, group, form, status: int, say: str = ""):
    """The members, moderators first, of whom one becomes the owner; `?q=` finds others."""
    words = request.GET.get("q", "")[:100].strip()
    found = members_of(group, request.GET.get("after"), words=words)
    others = [row for row in found["members"] if row.member_id != request.user.pk and not row.member.is_guest]
    context = {"group": group, "form": form, "say": say, "q": words, "others": others, "after": found["after"]}
    return render(request, "groups/owner.html", context | {"key": request.POST.get("key") or new_key()}, status=status)
