"""The plain letters this product sends: one text file each, its first line the subject."""

from functools import cache

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, Engine
from django.utils import translation

from accounts.organisation import organisation


def base_of(request) -> str:
    """The address of this installation, without a slash: the set one, or the one the reader typed."""
    return settings.PLEIN_URL or request.build_absolute_uri("/").rstrip("/")


@cache
def _engine() -> Engine:
    """An engine of its own: plain text needs no escaping and nothing of what a page needs."""
    return Engine(dirs=[settings.BASE_DIR / "frontend" / "templates"], builtins=["django.templatetags.i18n"])


def write_letter(letter: str, email: str, language: str, /, **words) -> EmailMessage:
    """Write this letter in `language`."""
    with translation.override(language):
        context = Context({"organisation": organisation().name, **words}, autoescape=False)
        text = _engine().get_template(f"account/letters/{letter}.txt").render(context)
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(subject.strip(), f"{body.strip()}\n", settings.DEFAULT_FROM_EMAIL, [email])
