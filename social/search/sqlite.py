"""Finding in SQLite: an FTS5 table beside the entries, kept true by triggers, whatever writes.

A migration that makes the table social_entry anew loses the triggers; it installs them again.
"""

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from social.search.words import is_start

# The words are folded already: every sign beyond ASCII that is left belongs to a word. Columns, not places: no phrases are asked.
INSTALL = [
    "CREATE VIRTUAL TABLE social_entry_words USING fts5(kind, title, text, content='social_entry', content_rowid='id', "
    "tokenize='ascii', prefix='2 3', detail=column)",
    "CREATE TRIGGER social_entry_new AFTER INSERT ON social_entry BEGIN "
    "INSERT INTO social_entry_words (rowid, kind, title, text) VALUES (new.id, new.kind, new.title, new.text); END",
    "CREATE TRIGGER social_entry_gone AFTER DELETE ON social_entry BEGIN "
    "INSERT INTO social_entry_words (social_entry_words, rowid, kind, title, text) "
    "VALUES ('delete', old.id, old.kind, old.title, old.text); END",
    "CREATE TRIGGER social_entry_changed AFTER UPDATE OF id, kind, title, text ON social_entry BEGIN "
    "INSERT INTO social_entry_words (social_entry_words, rowid, kind, title, text) "
    "VALUES ('delete', old.id, old.kind, old.title, old.text); "
    "INSERT INTO social_entry_words (rowid, kind, title, text) VALUES (new.id, new.kind, new.title, new.text); END",
]
REMOVE = [
    "DROP TRIGGER social_entry_new",
    "DROP TRIGGER social_entry_gone",
    "DROP TRIGGER social_entry_changed",
    "DROP TABLE social_entry_words",
]


def matching(entries, kinds: list[str], words: list[str]):
    """Narrow `entries` to those of these kinds that hold all the words. FTS5 reads them newest first."""
    return _holding(entries, kinds, _every(words))


def beginning(entries, kinds: list[str], starts: set[str]):
    """Narrow `entries` to those of these kinds with a word that begins like one of `starts`."""
    return _holding(entries, kinds, " OR ".join(f'"{start}" *' for start in sorted(starts)))


def _holding(entries, kinds: list[str], query: str):
    kind = " OR ".join(f'"{kind}"' for kind in kinds)
    asked = f"kind : ({kind}) AND {{title text}} : ({query})"
    joined = "social_entry_words.rowid = social_entry.id"
    return entries.extra(tables=["social_entry_words"], where=[joined, "social_entry_words MATCH %s"], params=[asked])  # noqa: S610


def newest_first(found):
    """In the order in which FTS5 reads: it stops when there are enough."""
    return found.extra(order_by=["-social_entry_words.rowid"])  # noqa: S610


def rank(kinds: list[str], words: list[str]) -> RawSQL:
    """0 for an entry with all the words in its title, 1 for the others."""
    kind = " OR ".join(f'"{kind}"' for kind in kinds)
    asked = f"kind : ({kind}) AND title : ({_every(words)})"
    named = "SELECT named.rowid FROM social_entry_words AS named WHERE named.social_entry_words MATCH %s"
    return RawSQL(f"CASE WHEN social_entry.id IN ({named}) THEN 0 ELSE 1 END", [asked], IntegerField())  # noqa: S608, S611


def _every(words: list[str]) -> str:
    return " AND ".join(f'"{word}"{" *" * is_start(words, word)}' for word in words)
