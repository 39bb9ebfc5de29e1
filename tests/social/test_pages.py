"""What each page costs: at most twelve queries, everything included, with twenty rows and nothing drawn before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Rank
from media.models import Blob, File
from realtime.models import Epoch
from social.comments.actions import add_comment
from social.follows.models import Follow, MutedPerson
from social.groups.actions import settle_group
from social.inviting.actions import invite
from social.items.models import Picture, Topic
from social.reactions.actions import react
from social.statuses.actions import publish_status
from tests.people import row, square

pytestmark = pytest.mark.django_db
MOST = 12


def costs(browser, path) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.read(path)
    assert len(queries) <= MOST, "\n".join(query["sql"][:200] for query in queries)
    return len(queries)


@pytest.fixture(autouse=True)
def _named():
    """The database has its name already: that is asked once in its life."""
    Epoch.current()


@pytest.fixture
def busy(people, group):
    """Twenty posts in the square and in a closed group, with comments, mentions and reactions."""
    club = group("closed", max=Rank.MEMBER, nora=Rank.MODERATOR)
    for n in range(20):
        audience = square() if n % 2 else club.audience
        item = publish_status(people.max, audience, f"Post {n} for @nora and https://example.org/{n}")
        add_comment(people.nora, item.pk, "Yes, @max")
        react(people.nora, item=item.pk)
    return club


def test_the_home_feed(busy, browser):
    costs(browser("nora"), "/")


def test_the_home_feed_of_a_guest_in_a_group(busy, people, browser):
    row(busy.audience, people.gus)
    gus = browser("gus")
    costs(gus, "/")
    assert gus.read("/").count('class="row"') == 10


def test_the_second_time_it_costs_no_more(busy, browser):
    nora = browser("nora")
    assert costs(nora, "/") >= costs(nora, "/")


def test_a_group_page_for_its_moderator(busy, browser):
    costs(browser("nora"), f"/groups/{busy.slug}/")


def test_the_door_of_a_closed_group(busy, browser):
    costs(browser("cor"), f"/groups/{busy.slug}/")


def test_the_members_page(busy, browser):
    costs(browser("nora"), f"/groups/{busy.slug}/members/")


def test_an_item_with_sixty_comments(busy, people, browser):
    item = publish_status(people.max, square(), "What do we eat?")
    first = add_comment(people.nora, item.pk, "Soup")
    for n in range(60):
        add_comment(people.cor, item.pk, f"Soup {n} @nora", parent_pk=first.pk if n % 3 else None)
    nora = browser("nora")
    costs(nora, f"/items/{item.pk}/")
    costs(nora, f"/items/{item.pk}/?reply={first.pk}")


def test_the_other_pages_of_a_group_and_the_directory(busy, people, group, browser):
    settle_group(people.grace, busy.pk, busy.name, "", "closed", topics=["trains"], welcome="Hello @max")
    secret = group("secret")
    invite(people.grace, secret.pk, people.nora.handle)
    publish_status(people.max, busy.audience, "Late for #trains")
    nora, grace, at = browser("nora"), browser("grace"), f"/groups/{busy.slug}/"
    for path in [at, f"{at}about/", f"{at}pinned/", f"{at}members/?q=a", f"/groups/{secret.slug}/"]:
        costs(nora, path)
    for path in ["/groups/?show=mine", "/groups/?show=new", "/groups/?q=cycling"]:
        costs(nora, path)
    for path in ["settings/", "owner/", "widen/?to=open", f"members/{people.max.pk}/remove/"]:
        costs(grace, at + path)


def test_directories_profile_and_notifications(busy, browser):
    nora = browser("nora")
    for path in ["/groups/", "/people/", "/people/?q=a", "/people/max/", "/notifications/", "/groups/new/"]:
        costs(nora, path)


def test_pictures_are_read_together_and_keep_their_place(people, browser, busy):
    blob = Blob.objects.create(sha256="0" * 64, size=1)
    for n in range(3):
        item = publish_status(people.max, square(), f"Look {n}")
        file = File.objects.create(blob=blob, owner=people.max, audience=square(), name="a", state="ready", width=800, height=600)
        Picture.objects.create(item=item, file=file, alt='A "square"')
    nora = browser("nora")
    costs(nora, "/")
    html = nora.read("/")
    assert html.count('alt="A &quot;square&quot;" width="800" height="600"') == 3


def test_the_home_feed_of_somebody_who_follows(busy, people, browser, group):
    follow_all(people, group)
    nora = browser("nora")
    for show in ("", "?show=following", "?show=unread"):
        costs(nora, f"/{show}")


def test_topics_and_what_one_follows(busy, people, browser, group):
    follow_all(people, group)
    nora = browser("nora")
    for path in ("/topics/", "/topics/bikes/", "/following/", "/places/"):
        costs(nora, path)


def follow_all(people, group):
    """Nora follows a person, a topic and a group that she is not in."""
    garden = group("open", "A garden", max=Rank.MEMBER)
    topic = Topic.objects.create(slug="bikes", name="Bikes")
    for n in range(5):
        publish_status(people.max, garden.audience, f"In the garden {n}").topics.add(topic)
    for followed in ({"person": people.max}, {"topic": topic}, {"audience": garden.audience}):
        Follow.objects.create(member=people.nora, **followed)
    MutedPerson.objects.create(member=people.nora, person=people.cor)
