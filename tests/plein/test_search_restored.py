"""What is found after a backup was restored is what was found when it was made."""

import pytest

from plein.backup import make_backup
from plein.restore import restore
from social.items.actions import delete_item, edit_item
from social.search.looking import by_name, by_time
from social.search.models import Entry
from social.statuses.actions import publish_status
from tests.people import People, square


@pytest.fixture
def people(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return People()


def found(member, words: list[str]) -> list[str]:
    return [result.found.words for result in by_time(member, ["post"], words, None).results]


def test_after_a_restore_exactly_what_was_there_is_found(people, tmp_path):
    kept, lost = publish_status(people.max, square(), "Winter hats"), publish_status(people.max, square(), "Winter gloves")
    make_backup(tmp_path / "b.tar")
    edit_item(people.max, kept.pk, "Summer hats")
    delete_item(people.max, lost.pk)
    publish_status(people.max, square(), "Winter boots")
    restore(tmp_path / "b.tar")
    assert found(people.max, ["winter"]) == ["Winter gloves", "Winter hats"]
    assert found(people.max, ["summer"]) == found(people.max, ["boots"]) == []
    assert [result.found.thing for result in by_name(people.max, "person", ["max"], None).results] == [people.max]
    publish_status(people.max, square(), "Winter boots")
    assert found(people.max, ["boots"]) == ["Winter boots"], "the index goes on from there"
    assert Entry.objects.for_system("a test").filter(kind="post").count() == 3
