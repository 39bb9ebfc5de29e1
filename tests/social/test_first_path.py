"""The thinnest whole path: a colleague posts, another sees it and comments, the first is told."""

import pytest

from realtime.models import Event
from social.items.models import Item
from social.rows import render
from tests.people import square
from tests.social.conftest import block

pytestmark = pytest.mark.django_db


def test_max_posts_and_nora_sees_it_and_comments(people, browser):
    answer = browser("max").post("/statuses/", {"text": "The north entrance is open.", "audience": square().pk, "key": "k" * 12})
    assert answer.status_code == 303
    nora = browser("nora")
    home = nora.read("/")
    assert "The north entrance is open." in home
    assert "Max" in home
    page = nora.read(answer["Location"])
    assert "The north entrance is open." in page
    sent = nora.post(answer["Location"] + "comments/", {"text": "At last", "key": "c" * 12})
    assert sent.status_code == 303
    landed = nora.get(sent["Location"])
    assert landed["Location"].startswith(answer["Location"])
    assert "At last" in nora.read(landed["Location"])
    max_ = browser("max")
    assert "Nora commented on your post" in max_.read("/notifications/")
    assert block(max_.read("/"), "live")["streams"][f"m{people.max.pk}"] == 1


def test_scripts_get_the_object_that_everybody_gets(people, browser):
    status, said = browser("max").script("/statuses/", {"text": "Hello", "audience": square().pk, "key": "k" * 12})
    assert status == 201
    item = Item.objects.for_system("test").get()
    ref = (square().stream, "item", item.pk)
    assert render([ref], ["en"])["en"][ref] == [said["object"]]
    assert Event.objects.filter(stream=square().stream, kind="item", object=item.pk).count() == 1
