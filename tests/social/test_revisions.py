"""What a post said before: kept with each edit, compared by words, wiped for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Rank
from social.comments.actions import add_comment, edit_comment
from social.differences import MOST, differences
from social.items.actions import edit_item
from social.items.models import Item, Revision
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def versions(thing) -> list[str]:
    return list(thing.revisions.for_system("test").order_by("pk").values_list("text", flat=True))


def test_every_edit_keeps_the_former_words_and_the_row_leads_to_them(people, browser):
    item = publish_status(people.max, square(), "Lunch at one, in the kitchen")
    max_, nora = browser("max"), browser("nora")
    assert "/history/" not in nora.read("/")
    for text in ["Lunch at two, in the kitchen", "Lunch at two, in the <b>garden</b>"]:
        max_.post(f"/items/{item.pk}/edit/", {"text": text})
    assert versions(item) == ["Lunch at one, in the kitchen", "Lunch at two, in the kitchen"]
    assert f'href="/items/{item.pk}/history/"' in nora.read("/")
    page = nora.read(f"/items/{item.pk}/history/")
    assert "Lunch at <del>one</del><ins>two</ins>, in the kitchen" in page
    assert "in the <del>kitchen</del><ins>&lt;b&gt;garden&lt;/b&gt;</ins>" in page
    assert "<b>garden" not in page
    assert "Wipe" not in page


def test_the_same_words_again_are_no_edit(people, browser):
    item = publish_status(people.max, square(), "Lunch")
    browser("max").post(f"/items/{item.pk}/edit/", {"text": "Lunch", "key": KEY})
    assert versions(item) == []
    assert Item.objects.for_system("test").get().edited_at is None


def test_a_comment_has_a_history_of_its_own(people, browser):
    item = publish_status(people.max, square(), "Lunch")
    comment = add_comment(people.nora, item.pk, "Soop")
    edit_comment(people.nora, comment.pk, "Soup")
    edit_item(people.max, item.pk, "Dinner")
    max_ = browser("max")
    assert f'href="/comments/{comment.pk}/history/"' in max_.read(f"/items/{item.pk}/")
    page = max_.read(f"/comments/{comment.pk}/history/")
    assert "<del>Soop</del><ins>Soup</ins>" in page
    assert "Lunch" not in page
    assert "Soop" not in max_.read(f"/items/{item.pk}/history/")


def test_who_does_not_see_the_thing_does_not_see_what_it_said(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Lunch")
    comment = add_comment(people.max, item.pk, "Soop")
    edit_item(people.max, item.pk, "Dinner")
    edit_comment(people.max, comment.pk, "Soup")
    assert browser("grace").get(f"/items/{item.pk}/history/").status_code == 200
    for path in [f"/items/{item.pk}/history/", f"/comments/{comment.pk}/history/"]:
        assert browser("nora").get(path).status_code == 404
    assert not Revision.objects.visible_to(people.nora).exists()
    assert Revision.objects.visible_to(people.grace).count() == 2


def test_a_wiped_version_is_gone_for_good_and_nothing_beside_it_repeats_its_words(people, group, browser):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR, cor=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "First words")
    for text in ["Password hunter2", "Third words"]:
        edit_item(people.max, item.pk, text)
    secret = Revision.objects.for_system("test").get(text="Password hunter2")
    path = f"/items/{item.pk}/history/{secret.pk}/wipe/"
    cor = browser("cor")
    assert "hunter2" in cor.read(f"/items/{item.pk}/history/")
    assert path not in cor.read(f"/items/{item.pk}/history/")
    assert cor.get(path).status_code == 403
    assert cor.post(path).status_code == 403
    nora = browser("nora")
    assert path in nora.read(f"/items/{item.pk}/history/")
    assert "Wipe this version?" in nora.read(path)
    assert nora.post(path)["Location"] == f"/items/{item.pk}/history/"
    page = cor.read(f"/items/{item.pk}/history/")
    assert "hunter2" not in page
    assert "The words of this version were wiped." in page
    assert "First words" in page
    assert "Third words" in page
    assert "<ins>" not in page
    assert versions(item) == ["First words", ""]


def test_the_author_wipes_and_only_a_version_of_that_very_thing(people, browser):
    item, other = publish_status(people.max, square(), "One"), publish_status(people.nora, square(), "Two")
    edit_item(people.max, item.pk, "One more")
    edit_item(people.nora, other.pk, "Two more")
    mine, hers = item.revisions.for_system("test").get(), other.revisions.for_system("test").get()
    max_ = browser("max")
    assert max_.post(f"/items/{other.pk}/history/{hers.pk}/wipe/").status_code == 403
    assert max_.post(f"/items/{item.pk}/history/{hers.pk}/wipe/").status_code == 404
    assert max_.post(f"/items/{item.pk}/history/{mine.pk}/wipe/").status_code == 303
    assert (versions(item), versions(other)) == ([""], ["Two"])


def test_a_long_history_comes_ten_versions_at_a_time(people, browser):
    item = publish_status(people.max, square(), "Version 0.")
    for n in range(24):
        Revision.objects.create(item=item, version=n, text=f"Version {n}.", at=timezone.now() - timedelta(days=24 - n))
    page, found = browser("max").read(f"/items/{item.pk}/history/"), []
    for _ in range(3):
        found.append(page.count('class="card version"'))
        following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        page = browser("max").read(following.replace("&amp;", "&"))
    assert found == [11, 10, 4]
    assert "There are no earlier versions." not in page


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("a b c", "a x c", [("same", "a "), ("gone", "b"), ("added", "x"), ("same", " c")]),
        ("", "new", [("added", "new")]),
        ("old", "", [("gone", "old")]),
        ("same", "same", [("same", "same")]),
        ("a\n\nb", "a\nb", [("same", "a"), ("gone", "\n\n"), ("added", "\n"), ("same", "b")]),
    ],
)
def test_words_are_compared(before, after, parts):
    assert [tuple(part) for part in differences(before, after)] == parts


def test_both_texts_can_be_read_out_of_the_parts():
    before = "The north entrance is open again. Deliveries: at the back."
    after = "The south entrance is closed again! Deliveries come in at the back, still."
    parts = differences(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after


def test_a_change_too_large_to_compare_is_one_part_gone_and_one_added():
    before, after = "a " * 16000, "b " * 16000
    assert (len(before) // 2) ** 2 > MOST
    assert [part.kind for part in differences(before, after)] == ["gone", "added", "same"]
