"""The one place that turns what came of a deed into an answer: JSON for scripts, a redirect or a page for everybody else."""

from collections.abc import Callable
from functools import partial, wraps
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import TooMany, spend
from accounts.policy import NotVisible, Refused
from media.images import BadPicture
from social.receipts import OtherForm
from social.words import people_named, to_html


class Unfit(ValueError):
    """What was sent with a button is not what it can be; carries the sentence that says so."""


CHOICES = ("show",)  # what a member chose to see, in the address: the older rows are of the same choice
NO = (TooMany, Refused, NotVisible, BadPicture, OtherForm, Unfit)


class SeeOther(HttpResponseRedirect):
    status_code = 303


def by_script(request) -> bool:
    return request.headers.get("X-Plein") == "fetch"


def done(request, location: str, shown: dict | None = None, status: int = 200, **more) -> HttpResponse:
    """The deed is done: where it led and, for scripts, the object as in a run and what `more` there is to know."""
    if not by_script(request):
        return SeeOther(location)
    return JsonResponse({"location": location} | ({"object": shown} if shown else {}) | more, status=status)


def submit(request, form, deed: Callable[[], HttpResponse], again: Callable[[int], HttpResponse]) -> HttpResponse:
    """Do the deed when the form is valid. Otherwise, or when it is refused, `again(status)` shows what was typed and why not.

    Sent by its button `preview`, the form is only drawn.
    """
    fit = form.is_valid()
    if "preview" in request.POST and "text" in form.fields and "text" not in form.errors:
        deed = partial(_preview, request, form, again)
    elif not fit:
        return _unfit(form) if by_script(request) else again(422)
    try:
        return deed()
    except NO as no:
        status, sentence, wait = explain(no)
        if by_script(request):
            return _no(status, sentence, wait)
        form.add_error(None, sentence)
        return _waiting(again(status), wait)


def _preview(request, form, again: Callable[[int], HttpResponse]) -> HttpResponse:
    """Nothing is done: the words of the form as others would read them, alone or on the page of the form."""
    spend(request.user.pk, "preview")
    text = form.cleaned_data["text"]
    form.preview = to_html(text, " ".join(person.handle for person in people_named(text, request.user)))
    return JsonResponse({"html": form.preview}) if by_script(request) else again(200)


def plainly(view):
    """For deeds of one button: a refusal is a sentence, on a page or for scripts."""

    @wraps(view)
    def pressed(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except NO as no:
            status, sentence, wait = explain(no)
            if by_script(request):
                return _no(status, sentence, wait)
            if isinstance(no, Http404):
                raise
            page = "429" if status == 429 else "403"
            return _waiting(render(request, f"errors/{page}.html", {"say": sentence}, status=status), wait)

    return pressed


def fit(form):
    """Return the valid form of a button, or raise Unfit."""
    if not form.is_valid():
        raise Unfit(next(iter(form.errors.values()))[0])
    return form


def stretch(request, template: str, page, read, by: str = "before", status: int = 200, at: str = "", **context) -> HttpResponse:
    """Rows with the positions of what they tell about: as a page, or for a page that is open already.

    `at`: the address of the page, when a form that was sent elsewhere may draw it again; its scripts read it again from there.
    """
    kept = {name: request.GET[name] for name in CHOICES if name in request.GET}
    following = f"{at or request.path}?{urlencode({**kept, by: read.more})}" if read.more else None
    live = page.state | ({"at": at} if request.method == "POST" else {})
    if by_script(request):
        answer = JsonResponse({"rows": read.rows, "next": following, "streams": live["streams"], "own": read.own.state})
    else:
        context |= {"rows": read.rows, "above": getattr(read, "above", ()), "next": following, "live": live, "own": read.own.state}
        answer = render(request, template, context, status=status)
    patch_vary_headers(answer, ["X-Plein"])
    return answer


def beside(request, part: str, page: str, context: dict) -> HttpResponse:
    """A page, or for scripts the part of it that they put beside what is open."""
    answer = JsonResponse({"html": render_to_string(part, context, request)}) if by_script(request) else render(request, page, context)
    patch_vary_headers(answer, ["X-Plein"])
    return answer


def explain(no: Exception) -> tuple[int, str, int | None]:
    """Return status, sentence and seconds to wait for a refusal."""
    if isinstance(no, TooMany):
        sentence = ngettext("That was a little fast. Wait %(n)d second.", "That was a little fast. Wait %(n)d seconds.", no.wait)
        return 429, sentence % {"n": no.wait}, no.wait
    if isinstance(no, NotVisible):
        return 404, _("This does not exist, or not for you."), None
    if isinstance(no, Refused):
        return 403, str(no), None
    if isinstance(no, BadPicture):
        return no.status, str(no.sentence), no.wait or None
    return 422, str(no), None


def _unfit(form) -> JsonResponse:
    fields = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    first = next(iter(fields.values()), [""])[0]
    return JsonResponse({"say": first, "fields": fields}, status=422)


def _no(status: int, sentence: str, wait: int | None) -> JsonResponse:
    body = {"say": sentence, "fields": {}} | ({"wait": wait} if wait is not None else {})
    return _waiting(JsonResponse(body, status=status), wait)


def _waiting(answer: HttpResponse, wait: int | None) -> HttpResponse:
    if wait is not None:
        answer["Retry-After"] = str(wait)
    return answer
