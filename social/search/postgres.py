"""Finding in PostgreSQL: columns of lexemes that the database computes, as they are written and as Dutch and English bend them.

Posts, comments and what is said in sessions have columns of their own. How often a word is used is known of a column: a word of
many posts and no comment would otherwise be looked for in one comment after another.
"""

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from social.search.words import is_start

LEXEMES = " || ".join(f"strip(to_tsvector('{language}', title || ' ' || text))" for language in ("simple", "dutch", "english"))
COLUMNS = {"posted": ("post",), "commented": ("comment",), "aired": ("question", "line")}  # what is not in these is "named"
SAID = ", ".join(f"'{kind}'" for kinds in COLUMNS.values() for kind in kinds)
WHOSE = {column: "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds)) for column, kinds in COLUMNS.items()}
WHOSE["named"] = f"kind NOT IN ({SAID})"
INSTALL = [
    f"ALTER TABLE social_entry ADD COLUMN {column} tsvector GENERATED ALWAYS AS (CASE WHEN {whose} THEN {LEXEMES} END) STORED"
    for column, whose in WHOSE.items()
] + [f"CREATE INDEX social_entry_{column} ON social_entry USING gin ({column})" for column in WHOSE]
REMOVE = [f"ALTER TABLE social_entry DROP COLUMN {column}" for column in WHOSE]


def matching(entries, kinds: list[str], words: list[str]):
    """Narrow `entries` to those of these kinds that hold all the words."""
    return _holding(entries, kinds, *_query(words))


def beginning(entries, kinds: list[str], starts: set[str]):
    """Narrow `entries` to those of these kinds with a word that begins like one of `starts`."""
    return _holding(entries, kinds, "to_tsquery('simple', %s)", [" | ".join(f"'{start}':*" for start in sorted(starts))])


def _holding(entries, kinds: list[str], query: str, values: list[str]):
    columns = sorted({next((column for column, held in COLUMNS.items() if kind in held), "named") for kind in kinds})
    held = " OR ".join(f"social_entry.{column} @@ ({query})" for column in columns)
    return entries.filter(kind__in=kinds).extra(where=[f"({held})"], params=values * len(columns))  # noqa: S610


def newest_first(found):
    return found.order_by("-id")


def rank(kinds: list[str], words: list[str]) -> RawSQL:
    """0 for an entry with all the words in its title, 1 for the others."""
    query, values = _query(words)
    named = f"to_tsvector('simple', social_entry.title) @@ ({query})"
    return RawSQL(f"CASE WHEN {named} THEN 0 ELSE 1 END", values, IntegerField())  # noqa: S611


def _query(words: list[str]) -> tuple[str, list[str]]:
    asked, values = [], []
    for word in words:
        if is_start(words, word):
            asked.append("to_tsquery('simple', %s)")
            values.append(f"'{word}':*")
        else:
            asked.append("(to_tsquery('simple', %s) || to_tsquery('dutch', %s) || to_tsquery('english', %s))")
            values += [f"'{word}'"] * 3
    return " && ".join(asked), values
