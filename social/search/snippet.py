"""The part of a text in which something was found, with the words that were looked for marked."""

import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from social.search.words import WORD, fold, is_start

LENGTH, BEFORE = 240, 60
ROOT = 4  # letters of a word that its bent forms share


def snippet(text: str, words: list[str], length: int = LENGTH) -> SafeString:
    """Return at most `length` signs of `text` around the first word that was looked for, escaped, each such word in <mark>."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    hits = [found.span() for found in WORD.finditer(plain) if _is_one(fold(found[0]), words)]
    first = hits[0][0] if hits else 0
    begin = _at_a_space(plain, first - BEFORE) if first > BEFORE and len(plain) > length else 0
    end = _back_to_a_space(plain, begin, begin + length)
    return format_html("{}{}{}", "… " if begin else "", _marked(plain, begin, end, hits), " …" if end < len(plain) else "")


def _is_one(word: str, words: list[str]) -> bool:
    return any(word == one or (is_start(words, one) and word.startswith(one)) or _bent(word, one) for one in words)


def _bent(word: str, one: str) -> bool:
    """Whether both may be forms of one word: PostgreSQL also finds those."""
    root = max(ROOT, min(len(word), len(one)) - 1)
    return word[:root] == one[:root] and len(word) >= root <= len(one) and abs(len(word) - len(one)) <= 3


def _at_a_space(plain: str, at: int) -> int:
    space = plain.find(" ", at)
    return space + 1 if 0 <= space < at + BEFORE else at


def _back_to_a_space(plain: str, begin: int, end: int) -> int:
    if end >= len(plain):
        return len(plain)
    space = plain.rfind(" ", begin, end)
    return space if space > begin + LENGTH // 2 else end


def _marked(plain: str, begin: int, end: int, hits: list[tuple[int, int]]) -> SafeString:
    pieces, at = [], begin
    for start, stop in hits:
        if start >= end:
            break
        pieces.append((plain[at:start], plain[start : min(stop, end)]))
        at = min(stop, end)
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), plain[at:end])
