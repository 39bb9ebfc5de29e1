from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from realtime.page import Page
from social.search import looking
from social.search.guessing import meant
from social.search.models import COMMENT, GROUP, LINE, PERSON, POST, QUESTION, SESSION
from social.search.words import LONGEST, words_in

TABS = {
    "": _("All"),
    "posts": _("Posts"),
    "comments": _("Comments"),
    "sessions": _("Sessions"),
    "groups": _("Groups"),
    "people": _("People"),
}
AIRED = [SESSION, QUESTION, LINE]
SAID = {"": [POST, COMMENT, *AIRED], "posts": [POST], "comments": [COMMENT], "sessions": AIRED}
NAMED = {"groups": GROUP, "people": PERSON}
PARTS = {"look", "first_groups", "first_people"}


@require_safe
def search(request):
    """What the viewer may see of what they look for: posts and comments newest first, groups and people by name."""
    page = Page(request)
    asked = " ".join(request.GET.get("q", "")[:LONGEST].replace("\0", " ").split())
    kind = request.GET.get("in", "")
    kind = kind if kind in TABS else ""
    key = _key(request.GET.get("from", ""))
    words = words_in(asked)
    context = {"q": asked, "kind": kind, "tabs": _tabs(asked), "live": page.state, "words": words, "longest": LONGEST}
    if words:
        context |= _look(request.user, kind, words, key)
        if more := context["look"].more:
            context["next"] = _address(asked, kind, more)
        elif key is None and not any(part.results for name, part in context.items() if name in PARTS):
            context |= _meant(request.user, kind, words)
    return render(request, "search/search.html", context)


def _look(member, kind: str, words: list[str], key: int | None) -> dict:
    if kind in NAMED:
        return {"look": looking.by_name(member, NAMED[kind], words, key)}
    found = {"look": looking.by_time(member, SAID[kind], words, key)}
    if not kind and key is None:
        first = looking.first_named(member, list(NAMED.values()), words)
        found |= {f"first_{name}": first[of] for name, of in NAMED.items()}
    return found


def _meant(member, kind: str, words: list[str]) -> dict:
    """Nothing was found: what they may have meant, and where that is looked for."""
    kinds = [NAMED[kind]] if kind in NAMED else SAID[kind] if kind else [*SAID[""], *NAMED.values()]
    other = meant(member, kinds, words)
    return {"meant": other, "meant_at": _address(other, kind)} if other else {}


def _tabs(asked: str) -> list[tuple[str, str, str]]:
    return [(kind, label, _address(asked, kind)) for kind, label in TABS.items()]


def _address(asked: str, kind: str, key: str = "") -> str:
    given = {name: value for name, value in (("q", asked), ("in", kind), ("from", key)) if value}
    return f"{reverse('search')}?{urlencode(given)}"


def _key(text: str) -> int | None:
    """Read the id of an entry from an address; what is none counts as not given."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 and int(text) < 2**63 else None
