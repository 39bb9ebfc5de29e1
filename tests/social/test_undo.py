"""Deleting and taking it back: what is kept, for whom, how long, and what stays of a post that was answered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from media.models import File
from plein import trim, work
from realtime.models import Event
from social.comments.actions import add_comment, delete_comment, restore_comment
from social.comments.models import Comment
from social.items.actions import delete_item, edit_item, restore_item
from social.items.models import REGRET, Item, Picture, Revision, State
from social.joining.actions import remove_member
from social.notifications.models import Notification
from social.reactions.actions import react
from social.rows import render
from social.statuses.actions import publish_status
from tests.people import square
from tests.social.test_items import picture

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


@pytest.fixture
def item(people):
    return publish_status(people.max, square(), "Secret plans", pictures=[(picture(people.max), "a plan")])


def long_ago(model, pk: int) -> None:
    model.objects.for_system("test").filter(pk=pk).update(deleted_at=timezone.now() - REGRET - timedelta(seconds=1))


def state_of(thing) -> str:
    return type(thing).objects.for_system("test").get(pk=thing.pk).state


def test_who_deletes_a_post_is_offered_to_undo_it_and_gets_all_of_it_back(people, browser, item):
    max_, nora = browser("max"), browser("nora")
    after = max_.post(f"/items/{item.pk}/delete/", {"key": KEY})["Location"]
    assert "Undo" in max_.read(after)
    assert "Secret plans" not in nora.read("/")
    assert nora.get(f"/items/{item.pk}/").status_code == 404
    assert not File.objects.visible_to(people.nora).exists()
    assert max_.post(after, {"key": KEY[::-1]})["Location"] == f"/items/{item.pk}/"
    page = nora.read("/")
    assert "Secret plans" in page
    assert 'alt="a plan"' in page
    assert File.objects.visible_to(people.nora).exists()
    assert not Revision.objects.for_system("test").exists()


def test_scripts_are_told_how_to_take_it_back(people, browser, item):
    max_ = browser("max")
    status, said = max_.script(f"/items/{item.pk}/delete/", {"key": KEY})
    assert (status, said["object"], said["undo"]) == (200, {"id": f"item-{item.pk}", "gone": True}, f"/items/{item.pk}/restore/")
    status, said = max_.script(said["undo"], {"key": KEY[::-1]})
    assert status == 200
    assert "Secret plans" in said["object"]["html"]
    assert max_.script(f"/items/{item.pk}/restore/", {"key": KEY[::-1]})[0] == 200


def test_open_pages_hear_of_the_undo(people, item):
    delete_item(people.max, item.pk)
    ref = (square().stream, "item", item.pk)
    assert render([ref], ["en"])["en"][ref] == [{"id": f"item-{item.pk}", "gone": True}]
    restore_item(people.max, item.pk)
    [shown] = render([ref], ["en"])["en"][ref]
    assert "Secret plans" in shown["html"]
    assert shown["v"] == 3
    assert Event.objects.filter(stream=ref[0], object=item.pk).count() == 3


def test_nobody_else_takes_it_back_and_nobody_after_ten_minutes(people, browser, item):
    delete_item(people.max, item.pk)
    for name in ["nora", "ada"]:
        assert browser(name).get(f"/items/{item.pk}/restore/").status_code == 404
        assert browser(name).post(f"/items/{item.pk}/restore/").status_code == 404
    long_ago(Item, item.pk)
    status, said = browser("max").script(f"/items/{item.pk}/restore/", {"key": KEY})
    assert status == 403
    assert "too late" in said["say"]
    assert browser("max").get(f"/items/{item.pk}/restore/").status_code == 403


def test_who_lost_the_place_does_not_bring_back_what_they_deleted_there(people, group):
    club = group("closed", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Plans")
    delete_item(people.max, item.pk)
    remove_member(people.grace, club.pk, people.max.pk)
    with pytest.raises(NotVisible):
        restore_item(people.max, item.pk)


def test_what_cannot_be_undone_any_more_is_wiped(people, item):
    edit_item(people.max, item.pk, "Secret plans, better")
    other = publish_status(people.max, square(), "Kept words")
    comment = add_comment(people.nora, other.pk, "Rude words")
    edit_item(people.max, other.pk, "Kept words, better")
    for deed in [lambda: delete_item(people.max, item.pk), lambda: delete_comment(people.nora, comment.pk)]:
        deed()
    assert trim.deleted() == 0
    assert "Secret plans, better" in words_in_the_database()
    long_ago(Item, item.pk)
    long_ago(Comment, comment.pk)
    assert trim.deleted() == 2
    assert trim.deleted() == 0
    assert words_in_the_database() == {"Kept words", "Kept words, better"}
    assert not Picture.objects.for_system("test").exists()
    assert work.REGULAR["deleted"][0] <= timedelta(minutes=1)
    with pytest.raises(Refused):
        restore_item(people.max, item.pk)


def words_in_the_database() -> set[str]:
    return {text for model in (Item, Comment, Revision) for text in model.objects.for_system("test").values_list("text", flat=True) if text}


def test_a_post_with_comments_leaves_its_place_to_them_and_is_in_no_list(people, browser, item):
    comment = add_comment(people.nora, item.pk, "Which plans, @cor?")
    react(people.cor, item=item.pk)
    max_, nora = browser("max"), browser("nora")
    delete_item(people.max, item.pk)
    assert state_of(item) == State.REMOVED
    page = nora.read(f"/items/{item.pk}/")
    assert "This post was removed by its author." in page
    assert "Which plans" in page
    assert 'id="answer"' not in page
    assert f'formaction="/items/{item.pk}/reaction/"' not in page
    lists = ["/", "/people/max/", "/search/?q=plans", "/?show=unread", "/bookmarks/"]
    for path in lists:
        assert "Secret plans" not in nora.read(path), path
        assert f'id="item-{item.pk}"' not in nora.read(path), path
        assert f'id="item-{item.pk}"' not in max_.read(path), path
    assert "commented on your post" not in max_.read("/notifications/")
    assert "mentioned you" not in browser("cor").read("/notifications/")
    assert not Item.objects.visible_to(people.nora).exists()
    assert not Picture.objects.visible_to(people.nora).exists()
    for path in ["history/", "reactions/", "edit/", "move/"]:
        assert max_.get(f"/items/{item.pk}/{path}").status_code == 404, path
    assert nora.get(f"/comments/{comment.pk}/")["Location"].startswith(f"/items/{item.pk}/")
    assert browser("gus").get(f"/items/{item.pk}/").status_code == 404


def test_below_a_removed_post_nobody_writes_but_everybody_minds_their_own_words(people, browser, item):
    comment = add_comment(people.nora, item.pk, "Which?")
    delete_item(people.max, item.pk)
    status, said = browser("cor").script(f"/items/{item.pk}/comments/", {"text": "These", "key": KEY})
    assert status == 403
    assert "removed" in said["say"]
    assert browser("nora").post(f"/comments/{comment.pk}/edit/", {"text": "Which ones?"}).status_code == 303
    react(people.cor, comment=comment.pk)
    delete_comment(people.nora, comment.pk)
    restore_comment(people.nora, comment.pk)
    assert "Which ones?" in browser("max").read(f"/items/{item.pk}/")
    item = restore_item(people.max, item.pk)
    assert (item.state, item.comment_count, item.text) == (State.PUBLISHED, 1, "Secret plans")


def test_its_own_page_shows_live_that_a_post_was_removed_and_feeds_let_it_go(people, item):
    add_comment(people.nora, item.pk, "Which?")
    delete_item(people.max, item.pk)
    feed, own = (square().stream, "item", item.pk), (item.stream, "item", item.pk)
    drawn = render([feed, own], ["en"])["en"]
    assert drawn[feed] == [{"id": f"item-{item.pk}", "gone": True}]
    [shown] = drawn[own]
    assert shown["removed"]
    assert "removed by its author" in shown["html"]
    assert "Secret plans" not in shown["html"]
    assert "<button" not in shown["html"]


def test_who_is_not_in_the_place_sees_nothing_of_a_removed_post(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Plans")
    comment = add_comment(people.grace, item.pk, "Which?")
    delete_item(people.max, item.pk)
    nora = browser("nora")
    for path in [f"/items/{item.pk}/", f"/comments/{comment.pk}/", f"/items/{item.pk}/restore/", f"/comments/{comment.pk}/history/"]:
        assert nora.get(path).status_code == 404, path


def test_a_moderator_says_why_and_the_author_reads_it(people, group, browser):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR)
    item = publish_status(people.max, club.audience, "Buy my bicycle")
    comment = add_comment(people.max, item.pk, "And my car")
    nora, max_ = browser("nora"), browser("max")
    assert "The author reads this" in nora.read(f"/items/{item.pk}/delete/")
    for path in [f"/comments/{comment.pk}/delete/", f"/items/{item.pk}/delete/"]:
        assert nora.post(path, {"key": KEY, "words": " "}).status_code == 422
        assert nora.post(path, {"words": "x" * 301}).status_code == 422
        assert nora.post(path, {"words": f"No adverts <here>, {path}"}).status_code == 303
    page = max_.read("/notifications/")
    assert "removed something you wrote" in page
    assert "No adverts &lt;here&gt;" in page
    assert "data-mine" not in page
    assert max_.get(f"/items/{item.pk}/restore/").status_code == 404
    told = Notification.objects.for_system("test").filter(verb="removed")
    assert set(told.values_list("member_id", flat=True)) == {people.max.pk}
    restore_item(people.nora, item.pk)
    restore_comment(people.nora, comment.pk)
    assert not told.exists()
    assert "No adverts" not in max_.read("/notifications/")


def test_who_deletes_their_own_is_told_nothing(people, item):
    delete_item(people.max, item.pk)
    assert not Notification.objects.for_system("test").exists()


def test_a_moderators_removal_says_so_on_the_page(people, browser, item):
    add_comment(people.nora, item.pk, "Which?")
    delete_item(people.ada, item.pk, reason="Not here")
    assert "This post was removed by a moderator." in browser("nora").read(f"/items/{item.pk}/")
    with pytest.raises(Refused):
        restore_item(people.max, item.pk)


def test_a_comment_comes_back_to_its_place_in_the_tree(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    which = add_comment(people.cor, item.pk, "Which", parent_pk=soup.pk)
    tomato = add_comment(people.nora, item.pk, "Tomato", parent_pk=which.pk)
    for comment in [which, soup, tomato]:
        delete_comment(comment.author, comment.pk)
    assert counts(item) == (0, [0, 0, 0])
    nora = browser("nora")
    assert nora.post(f"/comments/{tomato.pk}/restore/", {"key": KEY}).status_code == 303
    assert nora.post(f"/comments/{tomato.pk}/restore/", {"key": KEY}).status_code == 303
    assert counts(item) == (1, [1, 1, 0])
    page = browser("max").read(f"/items/{item.pk}/")
    assert "Tomato" in page
    assert page.count("Removed by its author.") == 2
    restore_comment(people.cor, which.pk)
    restore_comment(people.nora, soup.pk)
    assert counts(item) == (3, [1, 1, 0])


def counts(item) -> tuple[int, list[int]]:
    comments = Comment.objects.for_system("test").filter(item=item).order_by("path")
    return Item.objects.for_system("test").get(pk=item.pk).comment_count, list(comments.values_list("reply_count", flat=True))


def test_a_comment_is_taken_back_by_who_deleted_it_while_there_is_time(people, browser, item):
    soup, rude = add_comment(people.nora, item.pk, "Soup"), add_comment(people.nora, item.pk, "Rude")
    delete_comment(people.nora, soup.pk)
    delete_comment(people.ada, rude.pk, reason="Rude")
    for name, comment, status in [("cor", soup, 403), ("ada", soup, 403), ("nora", rude, 403)]:
        assert browser(name).post(f"/comments/{comment.pk}/restore/").status_code == status
    long_ago(Comment, soup.pk)
    assert browser("nora").post(f"/comments/{soup.pk}/restore/").status_code == 403
    status, said = browser("ada").script(f"/comments/{rude.pk}/restore/", {"key": KEY})
    assert status == 200
    assert "Rude" in said["object"]["html"]


def test_another_moderator_does_not_undo_what_a_moderator_took_away(people, group, browser):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR, cor=Rank.MODERATOR)
    item = publish_status(people.max, club.audience, "Plans")
    rude = add_comment(people.max, item.pk, "Rude")
    for _time in range(2):
        delete_comment(people.nora, rude.pk, reason="Rude")
        for name in ("cor", "grace", "max"):
            assert browser(name).get(f"/comments/{rude.pk}/restore/").status_code == 403, name
            status, said = browser(name).script(f"/comments/{rude.pk}/restore/", {})
            assert (status, "Only who deleted it" in said["say"]) == (403, True), name
        assert state_of(rude) == State.DELETED
        restore_comment(people.nora, rude.pk)
        assert state_of(rude) == State.PUBLISHED
    delete_comment(people.cor, rude.pk, reason="Rude")
    with pytest.raises(Refused):
        restore_comment(people.nora, rude.pk)


def test_a_deleted_comment_has_no_buttons_and_no_words(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    add_comment(people.cor, item.pk, "Which", parent_pk=soup.pk)
    delete_comment(people.nora, soup.pk)
    page = browser("max").read(f"/items/{item.pk}/")
    assert "Soup" not in page
    assert f"/comments/{soup.pk}/reaction/" not in page
    assert browser("nora").get(f"/comments/{soup.pk}/history/").status_code == 404
