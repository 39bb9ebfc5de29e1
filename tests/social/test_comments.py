"""The tree of comments: any depth, in order, nobody's place doubled; what is removed leaves no words behind."""

import re

import pytest

from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from social.comments.actions import add_comment, delete_comment, edit_comment
from social.comments.models import DEEPEST, Comment
from social.items.models import Item
from social.joining.actions import remove_member
from social.rows import render
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(people) -> Item:
    return publish_status(people.max, square(), "What do we eat?")


def shown(browser, item, query="") -> list[str]:
    """The words of the comments on the page of an item, or at an address, in their order."""
    path = item if isinstance(item, str) else f"/items/{item.pk}/{query}"
    words = r'<div class="comment-body prose"><p>(.*?)</p>|<p>(Removed by [^<]*)</p>'
    return [one or two for one, two in re.findall(words, browser.read(path))]


def count(item) -> int:
    return Item.objects.for_system("test").get(pk=item.pk).comment_count


def test_answers_stand_under_what_they_answer(people, browser, item):
    nora = browser("nora")
    soup = add_comment(people.nora, item.pk, "Soup")
    add_comment(people.cor, item.pk, "Bread")
    answer = nora.post(f"/items/{item.pk}/comments/", {"text": "Which soup", "parent": soup.pk})
    assert answer.status_code == 303
    assert shown(nora, item) == ["Soup", "Which soup", "Bread"]
    assert count(item) == 3
    assert re.findall(r'data-level="(\d)"', nora.read(f"/items/{item.pk}/")) == ["0", "1", "0"]


def test_nine_levels_are_drawn_on_three_the_rest_is_a_line_that_leads_to_a_branch(people, browser, item):
    levels, parent = [], None
    for n in range(9):
        parent = add_comment(people.nora if n % 2 else people.cor, item.pk, f"Level {n}", parent_pk=parent and parent.pk)
        levels.append(parent)
    max_ = browser("max")
    page = max_.read(f"/items/{item.pk}/")
    assert re.findall(r'data-level="(\d)"', page) == ["0", "1", "2", "3"]
    assert "5 more answers" in page
    assert "from Nora, Cor" in page
    branch = f"/comments/{levels[3].pk}/branch/"
    assert f'href="{branch}"' in page
    page = max_.read(branch)
    assert re.findall(r'data-level="(\d)"', page) == ["0", "1", "2", "3"]
    assert shown(max_, branch) == [f"Level {n}" for n in (3, 4, 5, 6)]
    assert "2 more answers" in page
    for up in levels[:3]:
        assert f'href="/comments/{up.pk}/branch/"' in page
    landing = max_.get(f"/comments/{levels[8].pk}/")["Location"]
    assert landing == f"/comments/{levels[6].pk}/branch/#comment-{levels[8].pk}"
    assert shown(max_, landing) == ["Level 6", "Level 7", "Level 8"]


def test_a_permalink_to_what_is_gone_says_so_and_shows_the_conversation(people, browser, item):
    comment = add_comment(people.nora, item.pk, "Soup")
    delete_comment(people.nora, comment.pk)
    answer = browser("max").get(f"/comments/{comment.pk}/")
    assert answer["Location"] == f"/items/{item.pk}/?gone=1#comments"
    assert "The comment you came for is not there any more." in browser("max").read(f"/items/{item.pk}/?gone=1")


def test_a_branch_of_many_comes_in_pages_and_counts_only_what_stands(people, browser, item):
    root = add_comment(people.nora, item.pk, "Root")
    answers = [add_comment(people.cor, item.pk, f"Number {n}", parent_pk=root.pk) for n in range(70)]
    parent = answers[0]
    for n in range(6):
        parent = add_comment(people.max, item.pk, f"Deep {n}", parent_pk=parent.pk)
    delete_comment(people.max, parent.pk)
    max_ = browser("max")
    path, seen = f"/comments/{root.pk}/branch/", []
    assert "3 more answers" in max_.read(path)
    while path:
        seen += shown(max_, path)
        path = (re.search(r'href="([^"]+)" rel="next"', max_.read(path)) or [None, None])[1]
    assert seen == ["Root", "Number 0", "Deep 0", "Deep 1", *[f"Number {n}" for n in range(1, 70)]]


def test_a_quote_is_there_without_scripts(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup\nwith <bread>")
    page = browser("max").read(f"/items/{item.pk}/?reply={soup.pk}&quote=1")
    assert "&gt; Soup\n&gt; with &lt;bread&gt;\n" in page


def test_deeper_than_the_deepest_stand_beside_it(people, browser, item):
    parent, nora = None, people.nora
    for n in range(DEEPEST + 6):
        parent = add_comment(nora, item.pk, f"Level {n}", parent_pk=parent and parent.pk)
    deepest = Comment.objects.for_system("test").order_by("-pk")[:7]
    assert {comment.depth for comment in deepest[:6]} == {DEEPEST}
    assert len({comment.path for comment in deepest}) == 7
    comments = Comment.objects.for_system("test").order_by("path")
    assert [comment.text for comment in comments] == [f"Level {n}" for n in range(DEEPEST + 6)]
    landing = browser("max").get(f"/comments/{parent.pk}/")["Location"]
    assert f'id="comment-{parent.pk}"' in browser("max").read(landing)
    for comment in deepest:
        delete_comment(nora, comment.pk)
    assert not Comment.objects.for_system("test").filter(reply_count__lt=0).exists()
    assert count(item) == DEEPEST - 1


def test_a_long_thread_comes_fifty_at_a_time_and_a_permalink_finds_its_page(people, browser, item):
    comments = [add_comment(people.nora, item.pk, f"Number {n}") for n in range(120)]
    max_ = browser("max")
    path, seen = f"/items/{item.pk}/", []
    while path:
        html = max_.read(path)
        seen += re.findall(r"<p>(Number \d+)</p>", html)
        path = (re.search(r'href="([^"]+)" rel="next"', html) or [None, None])[1]
    assert seen == [f"Number {n}" for n in range(120)]
    for n in [0, 30, 49, 50, 51, 99, 119]:
        landing = max_.get(f"/comments/{comments[n].pk}/")["Location"]
        assert landing.endswith(f"#comment-{comments[n].pk}")
        assert f'id="comment-{comments[n].pk}"' in max_.read(landing)


def test_scripts_fetch_the_following_comments_as_rows(people, browser, item):
    for n in range(60):
        add_comment(people.nora, item.pk, f"Number {n}")
    status, said = browser("max").script(f"/items/{item.pk}/")
    assert status == 200
    assert len(said["rows"]) == 50
    assert said["streams"][f"i{item.pk}"] == 60
    status, said = browser("max").script(said["next"])
    assert (len(said["rows"]), said["next"]) == (10, None)


def test_an_edited_comment_shows_its_new_words(people, browser, item):
    comment = add_comment(people.nora, item.pk, "Soop")
    nora = browser("nora")
    assert "Soop" in nora.read(f"/comments/{comment.pk}/edit/")
    assert nora.post(f"/comments/{comment.pk}/edit/", {"text": "Soup"}).status_code == 303
    assert shown(browser("max"), item) == ["Soup"]
    assert browser("max").post(f"/comments/{comment.pk}/edit/", {"text": "Mine"}).status_code == 403
    with pytest.raises(Refused):
        edit_comment(people.ada, comment.pk, "Mine")


def test_a_removed_comment_with_answers_keeps_its_place_but_not_its_words(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    which = add_comment(people.cor, item.pk, "Which", parent_pk=soup.pk)
    nora, max_ = browser("nora"), browser("max")
    assert nora.post(f"/comments/{soup.pk}/delete/").status_code == 303
    assert shown(max_, item) == ["Removed by its author.", "Which"]
    assert count(item) == 1
    assert "Soup" not in max_.read(f"/items/{item.pk}/")
    status, said = max_.script(f"/items/{item.pk}/comments/", {"text": "But", "parent": soup.pk})
    assert (status, said["say"]) == (403, "The comment you answer is not there any more.")
    assert browser("cor").post(f"/comments/{which.pk}/delete/").status_code == 303
    assert shown(max_, item) == []
    assert count(item) == 0
    ref = (item.stream, "comment", soup.pk)
    assert render([ref], ["en"])["en"][ref][0] == {"id": f"comment-{soup.pk}", "gone": True, "path": soup.path}
    assert Comment.objects.for_system("test").filter(state="deleted").count() == 2


def test_a_moderator_removes_what_others_wrote_and_the_page_says_who_did(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    add_comment(people.cor, item.pk, "Which", parent_pk=soup.pk)
    assert browser("cor").post(f"/comments/{soup.pk}/delete/").status_code == 403
    assert browser("ada").post(f"/comments/{soup.pk}/delete/").status_code == 422
    assert browser("ada").post(f"/comments/{soup.pk}/delete/", {"words": "Not about dinner"}).status_code == 303
    assert shown(browser("max"), item) == ["Removed by a moderator.", "Which"]


def test_a_comment_is_deleted_once_however_often_the_form_is_sent(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    add_comment(people.nora, item.pk, "Bread")
    nora = browser("nora")
    for _ in range(2):
        assert nora.post(f"/comments/{soup.pk}/delete/", {"key": "k" * 20}).status_code == 303
    assert nora.post(f"/comments/{soup.pk}/delete/").status_code == 303
    assert count(item) == 1


def test_the_same_comment_sent_twice_is_one(people, browser, item):
    nora = browser("nora")
    first = nora.script(f"/items/{item.pk}/comments/", {"text": "Soup", "key": "k" * 20})
    assert nora.script(f"/items/{item.pk}/comments/", {"text": "Soup", "key": "k" * 20}) == first
    assert (shown(nora, item), count(item)) == (["Soup"], 1)


def test_a_comment_of_another_item_is_no_parent(people, browser, item):
    other = add_comment(people.nora, publish_status(people.max, square(), "Other").pk, "Soup")
    status, said = browser("nora").script(f"/items/{item.pk}/comments/", {"text": "But", "parent": other.pk})
    assert status == 403
    assert said["say"]
    assert shown(browser("nora"), item) == []


def test_in_an_open_group_everybody_comments_in_a_closed_one_its_members(people, group, browser):
    club, room = group("open"), group("closed", cor=Rank.MEMBER)
    inside = publish_status(people.grace, room.audience, "Inside")
    comment = add_comment(people.cor, inside.pk, "Soup")
    assert (
        browser("nora").post(f"/items/{publish_status(people.grace, club.audience, 'Hi').pk}/comments/", {"text": "Hi"}).status_code == 303
    )
    nora = browser("nora")
    for path in [
        f"/items/{inside.pk}/comments/",
        f"/comments/{comment.pk}/edit/",
        f"/comments/{comment.pk}/delete/",
        f"/comments/{comment.pk}/reaction/",
    ]:
        assert nora.post(path, {"text": "Hi"}).status_code == 404
        assert nora.script(path, {"text": "Hi"})[0] == 404
    assert nora.get(f"/comments/{comment.pk}/").status_code == 404
    remove_member(people.grace, room.pk, people.cor.pk)
    for verb in [lambda: edit_comment(people.cor, comment.pk, "x"), lambda: delete_comment(people.cor, comment.pk)]:
        with pytest.raises(NotVisible):
            verb()


def test_the_reply_link_works_without_scripts(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    page = browser("max").read(f"/items/{item.pk}/?reply={soup.pk}")
    assert "In reply to Nora" in page
    assert f'name="parent" value="{soup.pk}"' in page


def test_an_empty_comment_keeps_whom_it_answers(people, browser, item):
    soup = add_comment(people.nora, item.pk, "Soup")
    answer = browser("max").post(f"/items/{item.pk}/comments/", {"text": " ", "parent": soup.pk})
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()
    assert "In reply to Nora" in answer.content.decode()
