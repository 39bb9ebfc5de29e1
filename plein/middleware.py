"""What happens around every page: request id and log line, headers, language, refusals."""

import re
import time
import uuid

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.limits import TooMany
from plein import errors, headers
from plein.body import UPLOAD

log = structlog.get_logger("plein.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
QUIET = ("/static/", "/healthz", "/readyz")
NAMELESS = {"nameless_ask", "nameless_withdraw"}  # addresses of which the log names no member (social/nameless)
FORM = 256 * 1024  # bytes of a form without files


def RequestLog(get_response):
    """One id a request, answered as X-Request-ID, and one line in the log. The route, not the path: paths may hold secrets."""

    def middleware(request):
        began = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request.id = given if GIVEN_ID.match(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = get_response(request)
            if response.status_code >= 400 or not request.path.startswith(QUIET):
                write_line(request, response, began)
        response["X-Request-ID"] = request.id
        return response

    return middleware


def write_line(request, response, began: float) -> None:
    log.info(
        "request",
        method=request.method,
        route=getattr(request.resolver_match, "route", None),
        status=response.status_code,
        ms=round((time.perf_counter() - began) * 1000, 1),
        member=None if route_name(request) in NAMELESS else getattr(getattr(request, "_cached_user", None), "pk", None),
    )


def route_name(request) -> str:
    return getattr(request.resolver_match, "url_name", None) or ""


def Headers(get_response):
    """The headers of every answer; what a session was needed for is kept nowhere."""
    every = headers.always()

    def middleware(request):
        response = get_response(request)
        for name, value in every.items():
            response.setdefault(name, value)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
        if signed_in and not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def Cookies(get_response):
    """A cookie may be written so that it holds a NUL, which no database can look up: such a cookie was never ours."""

    def middleware(request):
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return get_response(request)

    return middleware


def Language(get_response):
    """The member's language and time zone; before sign-in the cookie's or the browser's."""

    def middleware(request):
        member = getattr(request, "user", None)
        known = member is not None and member.is_authenticated
        language = member.language if known else translation.get_language_from_request(request)
        with translation.override(language), timezone.override(member.time_zone if known else None):
            response = get_response(request)
            response.setdefault("Content-Language", language)
            return response

    return middleware


class SignedIn(LoginRequiredMiddleware):
    """Who is not signed in goes to the sign-in page; our scripts get a sentence."""

    def handle_no_permission(self, request, view_func):
        if request.headers.get("X-Plein") == "fetch":
            return errors.answer(request, 401, _("You are signed out. Sign in again; what you typed is kept here."))
        return super().handle_no_permission(request, view_func)


class Refusals:
    """Says no in a sentence before and after the view: too large, unreadable, too often, the database away."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        most = UPLOAD if request.content_type == "multipart/form-data" else FORM
        return errors.too_large(request, most) if body_length(request) > most else self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "\0" in request.path or holds_nul(request.GET):
            return errors.not_understood(request)
        if request.method == "POST" and holds_nul(request.POST):
            return errors.holds_nul(request)
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, TooMany):
            return errors.too_many(request, exception)
        if isinstance(exception, errors.AWAY):
            log.exception("the database is away")
            return errors.database_away(request)
        return None


def body_length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def holds_nul(values) -> bool:
    return any("\0" in text for name, texts in values.lists() for text in (name, *texts))
