"""What people find: at once, by the words they remember, and never what they may not see."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.actions import change_settings
from accounts.administration.actions import deactivate_member, reactivate_member
from accounts.models import Member
from accounts.roles import Rank
from social.comments.actions import add_comment, delete_comment, edit_comment, restore_comment
from social.extras import NOTHING, Extras, PollPlan
from social.groups.actions import settle_group
from social.items.actions import delete_item, edit_item, move_item, restore_item
from social.items.models import Item
from social.joining.actions import remove_member
from social.marks.models import Mark
from social.scheduling.actions import publish_now, schedule_status, waiting_of
from social.search.actions import rebuild
from social.search.models import Entry
from social.search.words import words_in
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db


def hits(browser, words: str, kind: str = "") -> list[str]:
    """The addresses of the results, in their order."""
    answer = browser.get("/search/", {"q": words, "in": kind})
    assert answer.status_code == 200
    return re.findall(r'class="hit-link" href="([^"]+)"', answer.content.decode())


def test_a_post_is_found_at_once_by_any_of_its_words(people, browser):
    post = publish_status(people.max, square(), "The café in Groningen opens at noon")
    for words in ("cafe", "CAFÉ", "gron", "noon opens", "café gro"):
        assert hits(browser("nora"), words) == [f"/items/{post.pk}/"], words
    assert hits(browser("nora"), "café utrecht") == []
    assert hits(browser("nora"), "groni opens") == [], "only the last word may be a beginning"


def test_the_newest_comes_first_and_a_comment_leads_to_itself(people, browser):
    first = publish_status(people.max, square(), "Lantern one")
    comment = add_comment(people.nora, first.pk, "A lantern for everybody")
    assert set(hits(browser("max"), "lantern")) == {f"/items/{first.pk}/", f"/comments/{comment.pk}/"}
    assert hits(browser("max"), "lantern", "posts") == [f"/items/{first.pk}/"]
    assert hits(browser("max"), "lantern", "comments") == [f"/comments/{comment.pk}/"]


def test_what_is_said_is_read_from_page_to_page_without_doubles(people, browser):
    posts = [publish_status(people.max, square(), f"Tulip number {n}").pk for n in range(45)]
    seen, address = [], "/search/?q=tulip"
    while address:
        page = browser("nora").read(address)
        seen += re.findall(r'class="hit-link" href="/items/(\d+)/"', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found and found[1].replace("&amp;", "&")
    assert [int(pk) for pk in seen] == sorted(posts, reverse=True)


def test_an_edit_is_found_by_its_new_words_only(people, browser):
    post = publish_status(people.max, square(), "Meet at the harbour")
    comment = add_comment(people.nora, post.pk, "Bring umbrellas")
    edit_item(people.max, post.pk, "Meet at the lighthouse")
    edit_comment(people.nora, comment.pk, "Bring raincoats")
    nora = browser("nora")
    assert hits(nora, "harbour") == hits(nora, "umbrellas") == []
    assert hits(nora, "lighthouse") == [f"/items/{post.pk}/"]
    assert hits(nora, "raincoats") == [f"/comments/{comment.pk}/"]


def test_what_is_taken_away_is_found_no_more_and_again_when_it_is_back(people, browser):
    post = publish_status(people.max, square(), "Gingerbread post")
    comment = add_comment(people.nora, post.pk, "Gingerbread answer")
    nora = browser("nora")
    delete_comment(people.nora, comment.pk)
    assert hits(nora, "gingerbread") == [f"/items/{post.pk}/"]
    delete_item(people.max, post.pk)
    assert hits(nora, "gingerbread") == []
    assert not Entry.objects.for_system("a test counts").filter(item=post).exists()
    restore_item(people.max, post.pk)
    restore_comment(people.nora, comment.pk)
    assert set(hits(nora, "gingerbread")) == {f"/items/{post.pk}/", f"/comments/{comment.pk}/"}
    delete_item(people.max, post.pk)
    assert hits(nora, "gingerbread") == [f"/comments/{comment.pk}/"], "the conversation under a removed post stands"
    restore_item(people.max, post.pk)
    assert set(hits(nora, "gingerbread")) == {f"/items/{post.pk}/", f"/comments/{comment.pk}/"}


def test_a_poll_is_found_by_its_choices(people, browser):
    post = publish_status(people.max, square(), "Lunch on Friday", extras=Extras(poll=PollPlan(["Pancakes", "Herring"], False, None)))
    assert hits(browser("nora"), "lunch pancakes") == [f"/items/{post.pk}/"]


def test_what_waits_for_its_hour_is_found_by_nobody(people, browser):
    schedule_status(people.max, square(), "Fireworks tonight", timezone.now() + timedelta(hours=2), "", [], NOTHING)
    item = waiting_of(people.max).get()
    assert hits(browser("max"), "fireworks") == hits(browser("nora"), "fireworks") == []
    item = publish_now(people.max, item.pk)
    assert hits(browser("nora"), "fireworks") == [f"/items/{item.pk}/"]


def test_what_moves_is_found_where_it_is_now_and_its_comments_with_it(people, browser, group):
    closed = group("closed", max=Rank.MEMBER)
    post = publish_status(people.max, square(), "Windmill plans")
    add_comment(people.max, post.pk, "Windmill answer")
    assert len(hits(browser("nora"), "windmill")) == 2
    move_item(people.max, post.pk, closed.audience)
    assert hits(browser("nora"), "windmill") == []
    assert len(hits(browser("grace"), "windmill")) == 2


def test_who_is_removed_from_a_group_finds_nothing_of_it_any_more(people, browser, group):
    secret = group("secret", "Cellar of barrels", max=Rank.MEMBER)
    publish_status(people.max, secret.audience, "Cellar key is under the mat")
    assert len(hits(browser("max"), "cellar")) == 2, "the post and the group"
    assert hits(browser("nora"), "cellar") == []
    assert hits(browser("ada"), "cellar") == [], "administrators find nothing more than others"
    remove_member(people.grace, secret.pk, people.max.pk)
    assert hits(browser("max"), "cellar") == []


def test_a_group_is_found_by_its_card_and_no_more_when_it_is_secret(people, browser, group):
    found = group("closed", "Rowing club")
    assert hits(browser("nora"), "row") == [f"/groups/{found.slug}/"]
    assert hits(browser("nora"), "bicycles", "groups") == [f"/groups/{found.slug}/"]
    settle_group(people.grace, found.pk, "Sculling club", "Boats", "closed")
    assert hits(browser("nora"), "rowing") == []
    assert hits(browser("nora"), "sculling boats", "groups") == [f"/groups/{found.slug}/"]
    settle_group(people.grace, found.pk, "Sculling club", "Boats", "secret")
    assert hits(browser("nora"), "sculling") == []
    assert len(hits(browser("grace"), "sculling")) == 1


def test_a_guest_finds_only_where_they_are(people, browser, group):
    place = group("open", "Garden of herbs", gus=Rank.MEMBER)
    group("open", "Garden of roses")
    publish_status(people.grace, square(), "Garden party on the square")
    post = publish_status(people.grace, place.audience, "Garden party in the herbs")
    gus = browser("gus")
    assert set(hits(gus, "garden")) == {f"/items/{post.pk}/", f"/groups/{place.slug}/"}
    for handle in ("grace", "nora"):
        change_settings(getattr(people, handle), about="gardener")
    assert hits(gus, "gardener", "people") == ["/people/grace/"], "who shares a place with them"


def test_people_are_found_by_name_first_and_then_by_what_they_say_of_themselves(people, browser):
    change_settings(people.nora, name="Nora Bakker", job="signals")
    change_settings(people.max, name="Max de Jong", about="Bakker in his free time")
    assert hits(browser("ada"), "bakker", "people") == ["/people/nora/", "/people/max/"]
    assert hits(browser("ada"), "bakker") == ["/people/nora/"], "the first tab shows who is called so"
    deactivate_member(people.ada, people.nora)
    assert hits(browser("ada"), "bakker", "people") == ["/people/max/"]
    reactivate_member(people.ada, Member.objects.get(handle="nora"))
    assert hits(browser("ada"), "bakker", "people") == ["/people/nora/", "/people/max/"]


def test_people_are_read_from_page_to_page_by_name(people, browser):
    for n in range(25):
        member = Member.objects.create(
            handle=f"vis{n}", name=f"Visser {n:02}", email=f"vis{n}@example.org", about="visser" if n % 2 else ""
        )
        change_settings(member, name=member.name)
    change_settings(people.nora, about="a visser")
    first = browser("max").read("/search/?q=visser&in=people")
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    found = re.findall(r'class="hit-link" href="/people/(\w+)/"', first + browser("max").read(following))
    assert found == [*(f"vis{n}" for n in range(25)), "nora"]


def test_what_somebody_hid_from_themselves_they_do_not_find(people, browser):
    post = publish_status(people.max, square(), "Marzipan")
    Mark.objects.create(member=people.nora, item=post, hidden=True)
    assert hits(browser("nora"), "marzipan") == []
    assert hits(browser("max"), "marzipan") == [f"/items/{post.pk}/"]


HOSTILE = [
    "", " ", "'", '"', '""', '"a', "'); DROP TABLE social_entry; --", "a AND", "NOT", "OR OR", "NEAR(a b)", "title:x", "kind : post", "*",
    "a*", "-a", "^a", "a:*", "a & b", "!a", "a <-> b", "(", ")", "\0", "a\0b", "\\", "%", "_", "\ud7ff", "\U0001e900\U0001f642", "é" * 999,
    "x " * 500, "👩‍🚀", "ß ﬁ ½ Ⅷ", "क्षि", "漢字かな", ":" * 1000, "a" * 1000, "post", "comment", "{title}", "e-mail 1.2.3 24/7 3e5 0x1f",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("kind", ["", "posts", "people", "nonsense"])
def test_whatever_is_typed_is_answered(people, browser, words, kind):
    publish_status(people.max, square(), f"Words before {words.replace(chr(0), '')} and after")
    expected = 400 if "\0" in words else 200  # the house refuses that sign in every address
    page = browser("max").get("/search/", {"q": words, "in": kind})
    assert page.status_code == expected
    bad_key = browser("max").get("/search/", {"q": words, "in": kind, "from": words or "x" * 30})
    assert bad_key.status_code == expected
    assert all(word.isalnum() for word in words_in(words))


@pytest.mark.parametrize(
    "words", ["e-mail", "1.2.3", "24/7", "3e5", "naïve_test", "ﬁets", "Ⅷ", "漢字", "www.ns.nl/reis?x=1", "max@example.org", "½"]
)
def test_a_word_with_signs_in_it_is_found_as_it_was_written(people, browser, words):
    post = publish_status(people.max, square(), f"Before {words} after")
    assert hits(browser("nora"), words) == [f"/items/{post.pk}/"]


def test_what_was_looked_for_is_marked_and_everything_is_escaped(people, browser):
    publish_status(people.max, square(), "long " * 100 + "<script>alert(1)</script> the Café & the cafés " + "tail " * 100)
    page = browser("nora").read("/search/?q=cafe")
    text = re.search(r'<p class="hit-text">(.*?)</p>', page, re.DOTALL)[1]
    assert "<mark>Café</mark> &amp; the <mark>cafés</mark>" in text
    assert "<script>" not in text
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(strip_tags(text)) < 300


def test_nothing_on_the_page_counts_what_one_may_not_see(people, browser, group):
    secret = group("secret", "Vault", max=Rank.MEMBER)
    publish_status(people.max, secret.audience, "Platypus")
    strip = re.compile(r"[0-9a-f]{32}|csrfmiddlewaretoken. value=.[^>]+|Platypus|Aardvark|\"ticket\": \"[^\"]+\"|platypus|aardvark")
    pages = [strip.sub("", browser("nora").read(f"/search/?q={word}")) for word in ("Platypus", "Aardvark")]
    assert len(pages[0]) == len(pages[1])


def test_the_page_takes_few_queries(people, browser, group, django_assert_max_num_queries):
    place = group("open", "Herring club", max=Rank.MEMBER)
    change_settings(people.max, name="Max Herring")
    for n in range(15):
        post = publish_status(people.max, place.audience, f"Herring {n}")
        add_comment(people.nora, post.pk, "Herring too")
    nora = browser("nora")
    nora.read("/search/?q=herring")
    with django_assert_max_num_queries(12):
        assert len(hits(nora, "herring")) == 22


def test_a_rebuilt_index_is_the_one_that_was_kept(people, browser, group):
    closed = group("closed", max=Rank.MEMBER)
    post = publish_status(people.max, closed.audience, "Bridge over the canal")
    add_comment(people.grace, post.pk, "Bridge it is")
    change_settings(people.nora, about="bridge keeper")
    gone = publish_status(people.max, square(), "Bridge to nowhere")
    delete_item(people.max, gone.pk)
    for handle in ("max", "grace"):
        change_settings(getattr(people, handle), about="")
    kept = sorted(Entry.objects.for_system("a test").values_list())
    Entry.objects.for_system("a test").filter(kind="post").delete()
    Entry.objects.for_system("a test").filter(kind="comment").update(text="wrong")
    Item.objects.for_system("behind the back").create(kind="status", author=people.max, audience=square(), text="Bridge", state="deleted")
    assert len(hits(browser("max"), "bridge")) == 0
    rebuild()
    assert sorted(Entry.objects.for_system("a test").values_list()) == kept
    assert len(hits(browser("max"), "bridge")) == 2
    assert hits(browser("ada"), "bridge") == []
    assert hits(browser("ada"), "bridge", "people") == ["/people/nora/"]


# ---- typing mistakes


def offered(browser, words: str, kind: str = "") -> str:
    """What the page asks whether it was meant; the link of it finds something."""
    page = browser.get("/search/", {"q": words, "in": kind}).content.decode()
    found = re.search(r'class="search-meant">Did you mean <a href="([^"]+)">([^<]+)</a>\?', page)
    if found is None:
        return ""
    assert 'class="hit-link"' in browser.read(found[1].replace("&amp;", "&"))
    return found[2]


def test_a_typing_mistake_is_answered_with_what_may_have_been_meant(people, browser, group):
    publish_status(people.max, square(), "The café in Groningen opens at noon")
    group("closed", name="Trainspotters")
    nora = browser("nora")
    for typed, meant in {
        "gronngen": "groningen",
        "rgoningen": "groningen",
        "Groninegn noon": "groningen noon",
        "openz caffe": "opens cafe",
        "trainspoters": "trainspotters",
    }.items():
        assert offered(nora, typed) == meant, typed
    assert offered(nora, "trainspoters", "groups") == "trainspotters"
    assert offered(nora, "trainspoters", "posts") == ""
    assert offered(nora, "gronngen", "people") == ""


def test_nothing_is_offered_that_would_find_nothing_or_that_is_found_already(people, browser):
    publish_status(people.max, square(), "Groningen in spring")
    publish_status(people.max, square(), "Utrecht in autumn")
    nora = browser("nora")
    assert offered(nora, "gronngen utrecht") == "", "nobody said both"
    for typed in ("groningen", "gron", "groningen utrecht", "zzzzzz", "gro utr", "g", "in on"):
        assert offered(nora, typed) == "", typed


def test_no_word_is_offered_of_what_one_may_not_see(people, browser, group):
    club = group("secret", max=Rank.MEMBER)
    post = publish_status(people.max, club.audience, "Reorganisation in October")
    add_comment(people.max, post.pk, "Redundancies too")
    max_, nora, gus = browser("max"), browser("nora"), browser("gus")
    publish_status(people.max, square(), "Nothing about it here")
    for typed, meant in {"reorganization": "reorganisation", "redundencies": "redundancies"}.items():
        assert offered(max_, typed) == meant
        assert offered(nora, typed) == offered(gus, typed) == "", typed
    assert offered(max_, "secert") == "secret", "the group's own name"
    assert offered(nora, "secert") == offered(gus, "secert") == offered(gus, "nothin abuot") == ""
    Mark.objects.create(member=people.max, item=post, hidden=True)
    assert offered(max_, "reorganization") == ""
    remove_member(people.grace, club.pk, people.max.pk)
    assert offered(max_, "redundencies") == ""


def test_a_mistake_costs_two_queries_more_that_end_after_so_many_things(people, browser):
    for n in range(30):
        publish_status(people.max, square(), f"Groningen {n}")
    nora = browser("nora")
    nora.read("/search/?q=groningen")
    with CaptureQueriesContext(connection) as finds:
        nora.read("/search/?q=zzzzz")
    with CaptureQueriesContext(connection) as found:
        nora.read("/search/?q=groningen")
    assert len([query for query in finds if "LIMIT 100" in query["sql"]]) == 2
    assert not [query for query in found if "LIMIT 100" in query["sql"]]
