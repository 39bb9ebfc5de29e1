"""The drawings of the reactions: once a page, each row refers to them."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from frontend.icons import ICONS

register = template.Library()
KINDS = ("like", "love", "laugh", "celebrate", "thanks", "sad")


@register.simple_tag
def reaction_symbols(choices) -> str:
    """Draw every kind as a symbol, and as `first` the one that a single press gives."""
    first = choices[0][0] if choices else "like"
    drawn = [*((kind, kind) for kind in KINDS), ("first", first)]
    symbol = '<symbol id="reaction-{}" viewBox="0 0 24 24">{}</symbol>'
    inside = format_html_join("", symbol, ((name, mark_safe(ICONS[drawing])) for name, drawing in drawn))  # noqa: S308 - our own file
    return format_html("<svg>{}</svg>", inside)
