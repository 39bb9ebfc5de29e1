"""What happens to a post: published once, edited, moved, deleted, and who still sees it."""

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import Membership
from accounts.policy import NotVisible, Refused
from accounts.roles import Rank
from media.models import Blob, File
from realtime.models import Event, Stream
from social import words
from social.comments.actions import add_comment, delete_comment
from social.items.actions import delete_item, edit_item, move_item
from social.items.models import Item, State
from social.joining.actions import remove_member
from social.notifications.models import Notification
from social.notifications.tasks import tell_rest
from social.statuses.actions import publish_status
from tests.media.pictures import photo, upload
from tests.people import person, square

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def events(stream: str) -> list[tuple[str, int]]:
    return list(Event.objects.filter(stream=stream).order_by("position").values_list("kind", "object"))


def test_the_same_form_sent_twice_is_one_post(people, browser):
    max_ = browser("max")
    form = {"text": "Once", "audience": square().pk, "key": KEY}
    assert max_.post("/statuses/", form)["Location"] == max_.post("/statuses/", form)["Location"]
    assert max_.read("/").count("<p>Once</p>") == 1
    assert len(events(square().stream)) == 1


def test_the_key_of_one_form_does_not_show_somebody_elses_thing(people, browser):
    item = publish_status(people.grace, square(), "Mine")
    browser("max").post("/statuses/", {"text": "Once", "audience": square().pk, "key": KEY})
    status, said = browser("max").script(f"/items/{item.pk}/comments/", {"text": "Twice", "key": KEY})
    assert status == 422
    assert "used for something else" in said["say"]


def test_an_edited_post_shows_its_new_words_and_says_so(people, browser):
    item = publish_status(people.max, square(), "Lunch at one")
    max_ = browser("max")
    assert "Lunch at one" in max_.read(f"/items/{item.pk}/edit/")
    assert max_.post(f"/items/{item.pk}/edit/", {"text": "Lunch at noon", "key": KEY})["Location"] == f"/items/{item.pk}/"
    page = browser("nora").read("/")
    assert "Lunch at noon" in page
    assert "edited" in page
    assert "Lunch at one" not in page
    assert events(item.stream) == [("item", item.pk)]
    assert events(square().stream) == [("item", item.pk)] * 2


def test_only_the_author_edits(people, browser):
    item = publish_status(people.max, square(), "Mine")
    for name in ["ada", "nora"]:
        assert browser(name).get(f"/items/{item.pk}/edit/").status_code == 403
        assert browser(name).post(f"/items/{item.pk}/edit/", {"text": "Yours"}).status_code == 403
        status, said = browser(name).script(f"/items/{item.pk}/edit/", {"text": "Yours"})
        assert status == 403
        assert said["say"]
    with pytest.raises(Refused):
        edit_item(people.ada, item.pk, "Yours")


def test_a_deleted_post_is_gone_for_everybody_with_its_words_and_picture(people, browser):
    item = publish_status(people.max, square(), "Secret plans", pictures=[(picture(people.max), "a plan")])
    delete_comment(people.nora, add_comment(people.nora, item.pk, "Which?").pk)
    max_ = browser("max")
    assert "Delete this post?" in max_.read(f"/items/{item.pk}/delete/")
    assert max_.post(f"/items/{item.pk}/delete/", {"key": KEY}).status_code == 303
    assert max_.post(f"/items/{item.pk}/delete/", {"key": KEY}).status_code == 303
    assert browser("nora").get(f"/items/{item.pk}/").status_code == 404
    assert "Secret plans" not in browser("nora").read("/")
    gone = Item.objects.for_system("test").get()
    assert (gone.state, gone.text) == (State.DELETED, "")
    assert not File.objects.visible_to(people.max).exists()
    assert "commented on your post" not in max_.read("/notifications/")
    assert events(item.stream)[-1] == ("item", item.pk)
    with pytest.raises(NotVisible):
        add_comment(people.nora, item.pk, "Too late")


def test_a_moderator_deletes_and_moves_what_others_wrote_but_a_member_does_not(people, group, browser):
    club = group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR, cor=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "Off topic")
    cor, nora = browser("cor"), browser("nora")
    assert cor.post(f"/items/{item.pk}/delete/").status_code == 403
    assert cor.get(f"/items/{item.pk}/move/").status_code == 403
    assert "data-may" not in cor.read(f"/items/{item.pk}/")
    assert "data-may" in nora.read(f"/items/{item.pk}/")
    assert nora.post(f"/items/{item.pk}/delete/").status_code == 422
    assert nora.post(f"/items/{item.pk}/delete/", {"words": "This is for the cycling group"}).status_code == 303


def test_a_post_that_moves_to_a_secret_group_is_gone_for_who_is_not_in_it(people, group, browser):
    club = group("secret", max=Rank.MEMBER)
    nora = browser("nora")
    item = publish_status(people.max, square(), "Layoffs @nora @grace", pictures=[(picture(people.max), "")])
    add_comment(people.cor, item.pk, "What?")
    assert "mentioned you" in nora.read("/notifications/")
    answer = browser("max").post(f"/items/{item.pk}/move/", {"audience": club.audience_id, "key": KEY})
    assert answer["Location"] == f"/items/{item.pk}/"
    assert nora.get(f"/items/{item.pk}/").status_code == 404
    assert "Layoffs" not in nora.read("/") + nora.read("/people/max/")
    assert "mentioned you" not in nora.read("/notifications/")
    assert 'data-count="0"' in nora.read("/")
    assert "Layoffs" in browser("grace").read("/")
    assert "mentioned you" in browser("grace").read("/notifications/")
    assert File.objects.visible_to(people.grace).exists()
    assert not File.objects.visible_to(people.nora).exists()
    assert Stream.objects.get(name=item.stream).audience == club.audience_id
    for stream in [square().stream, club.audience.stream, item.stream, "access"]:
        assert events(stream)[-1] == ("item", item.pk)


def test_nobody_moves_a_post_to_where_they_may_not_post(people, group, browser):
    club = group("open")
    hidden = group("secret")
    item = publish_status(people.max, square(), "Here")
    for audience in [club.audience, hidden.audience]:
        assert browser("max").post(f"/items/{item.pk}/move/", {"audience": audience.pk}).status_code == 422
    with pytest.raises(Refused):
        move_item(people.max, item.pk, club.audience)
    with pytest.raises(NotVisible):
        move_item(people.max, item.pk, hidden.audience)


def test_a_removed_member_no_longer_sees_own_posts_there(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    item = publish_status(people.max, club.audience, "My own words")
    max_ = browser("max")
    assert "My own words" in max_.read("/")
    remove_member(people.grace, club.pk, people.max.pk)
    assert "My own words" not in max_.read("/") + max_.read("/people/max/") + max_.read(f"/groups/{club.slug}/")
    for path in ["", "edit/", "delete/", "move/"]:
        assert max_.get(f"/items/{item.pk}/{path}").status_code == 404
    assert max_.post(f"/items/{item.pk}/edit/", {"text": "x"}).status_code == 404
    assert max_.post(f"/items/{item.pk}/delete/").status_code == 404
    with pytest.raises(NotVisible):
        delete_item(people.max, item.pk)


def test_who_lost_a_place_while_writing_keeps_the_words(people, group, browser):
    club = group("closed", max=Rank.MEMBER)
    Membership.objects.filter(member=people.max).delete()
    answer = browser("max").post("/statuses/", {"text": "A long story", "audience": club.audience_id, "key": KEY})
    assert answer.status_code == 404
    assert "A long story" in answer.content.decode()
    assert KEY in answer.content.decode()
    assert not Item.objects.for_system("test").exists()


def test_a_guest_has_no_square_to_post_in(people, browser):
    gus = browser("gus")
    assert 'id="compose"' not in gus.read("/")
    assert gus.script("/statuses/", {"text": "Hi", "audience": square().pk})[0] == 404


def test_a_picture_comes_with_its_words(people, browser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sent = {"text": "", "audience": square().pk, "pictures": upload(photo()), "alt": 'The "north" entrance'}
    assert browser("max").post("/statuses/", sent).status_code == 303
    assert "The &quot;north&quot; entrance" in browser("nora").read("/")


def test_a_file_that_is_no_picture_is_refused_and_the_words_stay(people, browser, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    max_ = browser("max")
    sent = {"text": "Look at this", "audience": square().pk, "pictures": upload(b"not a picture")}
    answer = max_.post("/statuses/", sent)
    assert answer.status_code == 422
    assert "Look at this" in answer.content.decode()
    assert "not a picture" in answer.content.decode()


def test_somebody_elses_picture_is_not_shared(people):
    with pytest.raises(NotVisible):
        publish_status(people.nora, square(), "Mine", pictures=[(picture(people.max, shared=True), "")])
    assert not Item.objects.for_system("test").exists()


def test_up_to_fifty_people_are_told_once_each(people, browser):
    crowd = [person(f"p{n}") for n in range(45)]
    text = " ".join(f"@{one.handle}" for one in crowd)
    item = publish_status(people.max, square(), f"{text} @max @{people.zed.handle} @nobody")
    run_jobs()
    told = Notification.objects.for_system("test").filter(item=item)
    assert sorted(told.values_list("member_id", flat=True)) == sorted(one.pk for one in crowd)
    assert Event.objects.filter(kind="notification").count() == 45
    edit_item(people.max, item.pk, f"{text} @{people.nora.handle}")
    run_jobs()
    assert told.count() == 46
    assert len(words.handles_in(text)) == 45


def run_jobs():
    for job in DBTaskResult.objects.ready():
        tell_rest.func(*job.args_kwargs["args"])
        tell_rest.func(*job.args_kwargs["args"])  # a job may run twice
        job.delete()


def picture(owner, shared: bool = False) -> File:
    blob = Blob.objects.get_or_create(sha256="0" * 64, size=1)[0]
    return File.objects.create(blob=blob, owner=owner, audience=square() if shared else None, name="a", state="ready", width=9, height=9)
