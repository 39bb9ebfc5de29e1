"""Everything Plein says, it says in Dutch too: templates, Python and the browser's own sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "frontend/locale/nl/LC_MESSAGES/django.po"
TEMPLATES, SCRIPTS = ROOT / "frontend/templates", ROOT / "frontend/static/js"
STYLE_GUIDE = "styleguide.html"  # for those who build
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
CALL = re.compile(rf"\b({'|'.join(CALLS)})\(")
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%%?[sd]")
STRING = r'"((?:[^"\\]|\\.)*)"'

Words = tuple[str, ...]  # a sentence, or one for one and one for many


def said(tree: ast.AST) -> Iterator[Words]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS:
            most = 2 if name.startswith("ngettext") else 1
            yield tuple(arg.value for arg in node.args[:most] if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def in_template(text: str) -> Iterator[Words]:
    """What makemessages would find: Django writes a template as calls, in between things that are no Python."""
    source = templatize(text)
    for start in CALL.finditer(source):
        end = start.end()
        while end := source.find(")", end) + 1:
            try:
                yield from said(ast.parse(source[start.start() : end]))
                break
            except SyntaxError:
                continue


def everything_said() -> dict[Words, str]:
    """Every sentence of templates and Python, and one place that says it."""
    found = {}
    for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]:
        if path.name != STYLE_GUIDE:
            found |= dict.fromkeys(in_template(path.read_text()), str(path.relative_to(ROOT)))
    for folder in ("realtime", "accounts", "media", "social", "plein", "frontend"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                found |= dict.fromkeys(said(ast.parse(path.read_text())), str(path.relative_to(ROOT)))
    return {words: where for words, where in found.items() if words}


def places(text: str) -> set[str]:
    return {match[0] for match in PLACE.finditer(text)} - {"%%"}


@pytest.fixture(scope="module")
def dutch() -> dict[Words, list[str]]:
    entries = polib.pofile(str(CATALOGUE))
    return {
        (entry.msgid, entry.msgid_plural) if entry.msgid_plural else (entry.msgid,): list(entry.msgstr_plural.values()) or [entry.msgstr]
        for entry in entries
        if not entry.obsolete and "fuzzy" not in entry.flags
    }


@pytest.fixture(scope="module")
def sentences() -> dict[Words, str]:
    found = everything_said()
    assert len(found) > 300, "the search finds what is said"
    return found


def test_every_sentence_has_dutch(dutch, sentences):
    missing = [f"{where}: {words}" for words, where in sentences.items() if not all(dutch.get(words, [""]))]
    assert not missing, "\n".join(missing)


def test_the_catalogue_says_nothing_twice_and_nothing_that_nobody_says(dutch, sentences):
    ids = [entry.msgid for entry in polib.pofile(str(CATALOGUE))]
    assert not {name for name in ids if ids.count(name) > 1}
    assert not [words for words in dutch if words not in sentences]


def test_names_and_numbers_are_in_both_languages(dutch):
    wrong = [words for words, texts in dutch.items() if places(texts[-1]) != places(words[-1])]
    wrong += [words for words, texts in dutch.items() if not places(texts[0]) <= places(words[0]) | places(words[-1])]
    assert not wrong


def test_nobody_is_shouted_at(dutch, sentences):
    assert not [text for words in sentences for text in words if "!" in text]
    assert not [text for texts in dutch.values() for text in texts if "!" in text]


# ---- what the browser itself says


def test_the_browser_has_dutch_for_all_it_says_and_for_nothing_else():
    block = (SCRIPTS / "lib/words.js").read_text().split("const DUTCH = {")[1].split("\n};")[0]
    table = {(quoted or bare): dutch for quoted, bare, dutch in re.findall(rf"(?:{STRING}|(\w+)):\s+{STRING},", block)}
    used = set()
    for path in SCRIPTS.rglob("*.js"):
        text = path.read_text().split("};", 1)[1] if path.name == "words.js" else path.read_text()
        used |= set(re.findall(rf"(?<!\.)\bsay\(\s*{STRING}", text)) | set(re.findall(rf"(?<!\.)\bsay\([^\"\n]*\? {STRING}", text))
        used |= set(re.findall(rf'(?<!\.)\bsay\([^"\n]*\? "[^"]*" : {STRING}', text)) | set(re.findall(rf"\bshut\({STRING}", text))
        for pair in re.findall(rf"\bcount\({STRING}, {STRING}", text):
            used |= set(pair)
        for block in re.findall(r"const SENTENCES = \{(.*?)\n\};", text, re.DOTALL):
            used |= {one for one in re.findall(STRING, block) if " " in one}
    assert used - set(table) == set()
    assert set(table) - used == set()
    assert all(places(english) == places(dutch) for english, dutch in table.items())
    assert not [text for pair in table.items() for text in pair if "!" in text]
