"""What members wrote, as HTML: a little Markdown, links, people and topics. And who and what is named in it."""

import re
import threading
from functools import lru_cache
from unicodedata import normalize

import nh3
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from accounts import policy
from accounts.models import Member

MOST_MENTIONS = 50
MOST_TOPICS = 20
HANDLE = r"(?<![\w@./-])@(?P<handle>[A-Za-z0-9](?:[A-Za-z0-9._-]{0,28}[A-Za-z0-9])?)"
# A number alone is a number: "#3" is the third of something.
TOPIC = r"(?<![\w&#/])#(?P<topic>(?=[\w-]*[^\W\d_])\w(?:[\w-]{0,48}\w))(?![\w-]*\w)"
SLUG = re.compile(r"[\w-]{1,50}")
NAMED = re.compile(f"{HANDLE}|{TOPIC}")
ALLOWED = re.compile(r"(?:https?://|mailto:|/(?!/))", re.IGNORECASE)
# No headings, tables, pictures or HTML: this is talk. And no entities: what is typed is what is read.
BLOCKS = ("fence", "blockquote", "list")
INLINE = ("newline", "escape", "backticks", "emphasis", "balance_pairs", "link", "linkify")
DEEPEST = 20
CLEAN = {
    "tags": {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a"},
    "attributes": {"*": set(), "a": {"href", "rel"}, "ol": {"start"}},
    "allowed_classes": {"a": {"mention", "topic"}},
    "url_schemes": {"http", "https", "mailto"},
    "link_rel": None,
}
_own = threading.local()


def handles_in(text: str) -> list[str]:
    """Return the handles written in `text` as @handle, each once; whether they are people is not said."""
    return list(dict.fromkeys(_names(text)["handles"])) if "@" in text else []


def topics_in(text: str) -> dict[str, str]:
    """Return the topics written in `text` as #topic, at most MOST_TOPICS: how each is found, and how it was written first."""
    found: dict[str, str] = {}
    for name in _names(text)["topics"] if "#" in text else []:
        found.setdefault(slug_of(name), name)
    return dict(list(found.items())[:MOST_TOPICS])


def slug_of(topic: str) -> str:
    """How a topic is found; empty when it cannot be: small letters may be more than the capitals were, or none."""
    slug = normalize("NFC", topic.lower())
    return slug if SLUG.fullmatch(slug) else ""


def people_named(text: str, by: Member) -> list[Member]:
    """Return the active people mentioned in `text` whom its author may see, 50 at most: a link says that there is somebody."""
    handles = handles_in(text)[:MOST_MENTIONS]
    seen = Member.objects.active().filter(policy.people_visible_to(by), handle__in=handles)
    return list(seen.only("pk", "handle")) if handles else []


@lru_cache(maxsize=128)  # a row is drawn in each language at the same moment
def to_html(text: str, mentions: str = "") -> SafeString:
    """Draw `text`; only the handles in `mentions` (separated by spaces) become links to people. Every topic is a link."""
    tokens, env = _parse(text, {"known": set(mentions.split())})
    drawn = _parser("talk").renderer.render(tokens, _parser("talk").options, env)
    return mark_safe(nh3.clean(drawn, **CLEAN).strip())  # noqa: S308 - sanitised last


def _names(text: str) -> dict:
    return _parse(text, {"known": set()})[1]


def _parse(text: str, env: dict) -> tuple[list[Token], dict]:
    """Read the Markdown in `text`. What is nested deeper than anybody writes is read as plain lines: nothing of it is lost."""
    for name in ("talk", "plain"):
        env |= {"handles": [], "topics": []}
        tokens = _parser(name).parse(text, env)
        if all(token.level < DEEPEST and all(child.level < DEEPEST for child in token.children or ()) for token in tokens):
            break
    return tokens, env


def _parser(name: str) -> MarkdownIt:
    """Return this thread's own parser: the one that finds links keeps what it found in itself."""
    if not hasattr(_own, name):
        parser = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True, "maxNesting": DEEPEST + 1})
        parser.enable(["newline", "linkify"] if name == "plain" else [*BLOCKS, *INLINE])
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        parser.validateLink = lambda address: bool(ALLOWED.match(address))
        parser.core.ruler.push("named", _link_names)
        setattr(_own, name, parser)
    return getattr(_own, name)


def _link_names(state) -> None:
    """Make links of the people and topics that are named in the words; not in code, and not inside another link."""
    for block in state.tokens:
        opened, drawn = [], []
        for token in block.children or ():
            if token.type == "link_open":
                opened.append(bool(token.attrGet("href")))
                token.attrSet("rel", "nofollow noopener")
                drawn.append(token if opened[-1] else _text("["))
            elif token.type == "link_close":
                drawn.append(token if opened.pop() else _text("]()"))  # a link to nowhere is what was typed: list[]()
            else:
                drawn += _pieces(token, state.env) if token.type == "text" and True not in opened else [token]
        block.children = drawn if block.children else block.children


def _pieces(token: Token, env: dict) -> list[Token]:
    drawn, at = [], 0
    for found in NAMED.finditer(token.content):
        if link := _link(found, env):
            drawn += [_text(token.content[at : found.start()]), *link]
            at = found.end()
    return [*drawn, _text(token.content[at:])] if drawn else [token]


def _link(found: re.Match, env: dict) -> list[Token]:
    if found["topic"]:
        slug = slug_of(found["topic"])
        if not slug:
            return []
        env["topics"].append(found["topic"])
        address, kind = reverse("topic", args=[slug]), "topic"
    else:
        handle = found["handle"].lower()
        env["handles"].append(handle)
        if handle not in env["known"]:
            return []
        address, kind = reverse("profile", args=[handle]), "mention"
    return [Token("link_open", "a", 1, attrs={"class": kind, "href": address}), _text(found[0]), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
