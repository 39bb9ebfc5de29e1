"""docs/permissions.md says what accounts/policy.py does, no more and no less."""

import re
from pathlib import Path

import pytest

from accounts.policy import ROLE_VERBS, VERBS, Rule
from accounts.roles import Rank, Role

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
LINE = re.compile(r"^\| `(?P<verb>\w+)` \| (?P<what>[^|]+) \| (?P<who>[^|]+) \|$")


def rows_of(text: str) -> dict[str, tuple[str, str]]:
    """Read every row of every table: verb to (what it is, who)."""
    rows = {}
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith(("| verb |", "|---")):
            found = LINE.match(line)
            assert found, f"this row cannot be read: {line}"
            assert found["verb"] not in rows, f"{found['verb']} stands there twice"
            rows[found["verb"]] = (found["what"], found["who"])
    return rows


def in_words(rule: Rule) -> list[str]:
    """Write a rule as the page does."""
    words = ["author"] if rule.author else []
    if rule.role is not None:
        return [*words, f"role {roles(rule.role)}"]
    if isinstance(rule.least, str):
        words.append(f"field {rule.least}")
    elif rule.least != Rank.NOBODY:
        words.append(f"rank ≥ {rule.least.name.lower()}")
    if rule.square:
        words.append(f"square {roles(rule.square)}")
    return [*words, "delegate"] if rule.delegate else words


def roles(held: Role) -> str:
    return " or ".join(role.name.lower() for role in held)


def differences(text: str) -> list[str]:
    """Name every verb about which page and policy differ."""
    policy, page = VERBS | ROLE_VERBS, rows_of(text)
    wrong = [verb for verb in policy if verb in page and re.findall(r"`([^`]+)`", page[verb][1]) != in_words(policy[verb])]
    return sorted(wrong + list(policy.keys() ^ page.keys()))


def test_the_page_and_the_policy_agree_on_every_verb():
    assert differences(PAGE.read_text(encoding="utf-8")) == []


def test_every_verb_is_explained():
    assert [verb for verb, (what, _) in rows_of(PAGE.read_text(encoding="utf-8")).items() if len(what.split()) < 3] == []


@pytest.mark.parametrize(
    ("said", "instead", "verb"),
    [
        ("| `react` | give", "| `wink` | give", "react"),
        ("`rank ≥ reach`", "`rank ≥ member`", "react"),
        ("`author`, `rank ≥ moderator`", "`rank ≥ moderator`", "delete"),
        ("`field post_rank`", "`field comment_rank`", "post"),
        ("`square communications or leader`", "`square communications`", "announce"),
        ("`role admin`", "`role member`", "administer"),
        ("`role communications or leader`", "`role leader`", "delegate"),
        ("`field post_rank`, `delegate`", "`field post_rank`", "schedule"),
    ],
)
def test_a_page_that_says_something_else_is_found(said, instead, verb):
    text = PAGE.read_text(encoding="utf-8")
    rows = "\n".join(line.replace(said, instead) if line.startswith("|") else line for line in text.splitlines())
    assert verb in differences(rows)


def test_a_verb_that_is_missing_and_one_that_is_not_there_are_found():
    text = PAGE.read_text(encoding="utf-8")
    assert differences("\n".join(line for line in text.splitlines() if not line.startswith("| `edit`"))) == ["edit"]
    assert differences(text + "\n| `fly` | over the square | `role admin` |") == ["fly"]


def test_rules_read_as_people_say_them():
    assert in_words(Rule(least=Rank.MODERATOR, author=True)) == ["author", "rank ≥ moderator"]
    assert in_words(Rule(author=True)) == ["author"]
    assert in_words(Rule(role=Role.ADMIN)) == ["role admin"]
