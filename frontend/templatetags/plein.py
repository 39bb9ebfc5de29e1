"""What every template may use: icons, moments, fields, places, menus and dialogs."""

from datetime import UTC, datetime
from functools import cache, lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from frontend.icons import ICONS
from frontend.modules import ENTRY, MODULES

register = template.Library()

HUES = 12


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """Draw an icon. Beside words it is silent; standing alone it needs a label."""
    return _icon(name, str(label))


@lru_cache(maxsize=2000)
def _icon(name: str, label: str) -> str:
    drawing = mark_safe(ICONS[name])  # noqa: S308 - our own file
    if label:
        return format_html('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawing)
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.simple_tag
@cache
def module_preloads() -> str:
    """Let the browser fetch all of our scripts at once; how they are named is settled when the process starts."""
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', ((static(name),) for name in MODULES if name != ENTRY))


@register.simple_tag
def moment(when: datetime | None, how: str = "") -> str:
    """Print a time that the browser makes relative, or with "exact" writes out; whole, because a row is read long after it was drawn."""
    if when is None:
        return ""
    exact = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    words = date_format(timezone.localtime(when), "j M Y, H:i")
    return format_html('<time datetime="{}" data-moment{}>{}</time>', exact, "=exact" if how == "exact" else "", words)


@register.filter
def when(text: str) -> datetime | None:
    """Read a moment that was written down as text."""
    return datetime.fromisoformat(text) if text else None


@register.filter
def hue(number: int) -> str:
    """Return the class of one of twelve calm colours, always the same for the same number."""
    return f"hue-{(number or 0) % HUES}"


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word: Sanne de Vries is SV."""
    words = str(name).split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


@register.inclusion_tag("components/field.html")
def field(bound, label: str = "", quiet: bool = False) -> dict:
    """Draw one form field: label, help, control and errors, tied together for those who listen."""
    return {
        "field": bound,
        "label": label or bound.label,
        "optional": not (quiet or bound.field.required or bound.widget_type == "radioselect"),
        "check": bound.widget_type == "checkbox",
    }


@register.simple_tag(takes_context=True)
def place(context, name: str, drawing: str, label: str, arg=None, shape: str = "rail", exact: bool = False, count: int = 0) -> str:
    """Draw a link to a place that exists; a place that this installation does not have draws nothing."""
    href = _address(name, arg)
    here = context["request"].path if "request" in context else ""
    return _place(href, drawing, str(label), shape, count, _current(href, here, exact))


@lru_cache(maxsize=2000)
def _place(href: str, drawing: str, label: str, shape: str, count: int, current: str) -> str:
    """Every page shows a good twenty of them, always the same."""
    words = {"href": href, "icon": drawing, "label": label, "shape": shape, "count": count, "current": current}
    return render_to_string("components/place.html", words)


@register.inclusion_tag("components/tab.html", takes_context=True)
def tab(context, href: str, label: str, count: int | None = None) -> dict:
    """Draw one tab; the one of this very page is the current one."""
    here = context["request"].get_full_path() if "request" in context else ""
    path = here.split("?")[0]
    return {"href": href, "label": label, "count": count, "current": href == (here if "?" in href else path)}


@register.simple_block_tag
def menu(content, label: str, drawing: str = "more", shape: str = "act", up: bool = False) -> str:
    """Fold verbs away behind one button: {% menu _("More") %} items {% endmenu %}."""
    return render_to_string("components/menu.html", {"content": content, "label": label, "icon": drawing, "shape": shape, "up": up})


@register.simple_block_tag
def dialog(content, id: str, title: str, wide: bool = False) -> str:  # noqa: A002 - it is the id of the page
    """Ask something on top of the page: {% dialog "leave" _("Leave this group?") %} … {% enddialog %}."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title, "wide": wide})


def _address(name: str, arg) -> str:
    try:
        return reverse(name, args=[arg] if arg else None)
    except NoReverseMatch:
        return ""


def _current(href: str, here: str, exact: bool) -> str:
    if href and here == href:
        return "page"
    return "true" if href and not exact and here.startswith(href) else ""
