"""What a post said before, and what can still be undone, is in a backup and comes back."""

import pytest

from plein.backup import make_backup
from plein.restore import restore
from social.items.actions import delete_item, edit_item, restore_item
from social.items.models import Item, Revision
from social.reactions.actions import react
from social.statuses.actions import publish_status
from tests.people import People, square


@pytest.fixture
def folk(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return People()


def test_a_restored_post_has_its_history_its_reactions_and_its_undo(folk, tmp_path):
    item, gone = publish_status(folk.max, square(), "Lunch at one"), publish_status(folk.max, square(), "Regretted")
    edit_item(folk.max, item.pk, "Lunch at two")
    react(folk.nora, item=item.pk, kind="thanks")
    delete_item(folk.max, gone.pk)
    make_backup(tmp_path / "kept.tar")
    edit_item(folk.max, item.pk, "Something else")
    Revision.objects.for_system("lost").all().delete()
    restore(tmp_path / "kept.tar")
    assert set(Revision.objects.for_system("test").values_list("text", flat=True)) == {"Lunch at one", "Regretted"}
    assert Item.objects.for_system("test").get(pk=item.pk).reaction_kinds == {"thanks": 1}
    assert restore_item(folk.max, gone.pk).text == "Regretted"
