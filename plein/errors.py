"""What a person reads when something does not go as they meant: a sentence and the right status, never a stack trace."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import TooMany
from accounts.policy import Refused

AWAY = (OperationalError, InterfaceError)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
PLAIN = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Plein</title></head><body><h1>Plein</h1><p>{}</p></body></html>'


def answer(request, status: int, say: str = "", *, template: str = "", wait: int | None = None) -> HttpResponse:
    """Return `say` with `status`: as JSON to our scripts, else as the page of that status (or of `template`)."""
    if request.headers.get("X-Plein") == "fetch":
        body = {"say": str(say) or _("This did not work. Load the page again and try once more."), "fields": {}}
        response = JsonResponse(body if wait is None else body | {"wait": wait}, status=status)
    else:
        response = HttpResponse(page(request, template or str(status), say, status), status=status)
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response


def page(request, template: str, say: str, status: int) -> str:
    """Draw the page; when what is around it needs what just broke, draw it bare."""
    context = {"say": say, "status": status, "request_id": getattr(request, "id", "")}
    for whose in (request, None) if status < 500 else (None,):
        try:
            return render_to_string(f"errors/{template}.html", context, request=whose)
        except Exception:  # noqa: BLE001, S112 - the sentence must arrive whatever is broken
            continue
    return PLAIN.format(escape(say or _("Something went wrong here.")))


def not_understood(request, exception=None):
    if isinstance(exception, TOO_MUCH):
        return too_large(request)
    return answer(request, 400)


def too_large(request, most: int = 256 * 1024):
    size = _("%(n)d MB") % {"n": most // 1024**2} if most >= 1024**2 else _("%(n)d kB") % {"n": most // 1024}
    return answer(request, 413, _("This is more than can be sent at once (%(size)s). Make it smaller and try once more.") % {"size": size})


def holds_nul(request):
    say = _("The text holds a character that cannot be kept (NUL). Take it out and try once more.")
    return answer(request, 422, say, template="400")


def may_not(request, exception=None):
    return answer(request, 403, str(exception) if isinstance(exception, Refused) else "")


def not_here(request, exception=None):
    return answer(request, 404)


def too_many(request, exception: TooMany):
    say = ngettext(
        "You did this very often. Wait %(n)d second and try once more.",
        "You did this very often. Wait %(n)d seconds and try once more.",
        exception.wait,
    )
    return answer(request, 429, say % {"n": exception.wait}, wait=exception.wait)


def database_away(request):
    say = _("The database does not answer at the moment. Nothing was changed. Try once more in a minute.")
    return answer(request, 503, say, template="500", wait=5)


def broken(request):
    """The last resort: the error is in the log under the request's id."""
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        return database_away(request)
    if isinstance(error, TooMany):
        return too_many(request, error)
    say = _("This is our mistake and not yours. It was written down under the number %(id)s. Try once more in a moment.")
    return answer(request, 500, say % {"id": getattr(request, "id", "?")})


def csrf_failure(request, reason=""):
    return answer(request, 403, template="csrf")
