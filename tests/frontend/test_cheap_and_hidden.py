"""A page that says no costs little, and what is for builders is only there for them."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from frontend.styleguide import shown
from social.statuses.actions import publish_status
from tests.people import square

pytestmark = pytest.mark.django_db


def test_an_address_that_leads_nowhere_counts_no_notifications(people, client):
    client.force_login(people.max)
    client.get("/")  # an organisation is founded once
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/items/99999999/")
    assert answer.status_code == 404
    assert not [query for query in queries if "notification" in query["sql"]]
    assert len(queries) <= 6, [query["sql"][:120] for query in queries]


def test_the_bell_still_says_how_many_wait(people, client):
    client.force_login(people.max)
    publish_status(people.nora, square(), "Look, @max")
    assert 'data-count="1"' in client.get("/").content.decode()


def test_languages_are_called_what_they_call_themselves(people, client):
    html = client.get("/account/login/", headers={"accept-language": "nl"}).content.decode()
    assert 'lang="nl" aria-current="true">Nederlands</button>' in html
    assert 'lang="en">English</button>' in html


def test_only_a_live_page_has_a_place_to_say_so(people, client):
    client.force_login(people.max)
    assert 'id="live-state"' in client.get("/").content.decode()
    assert 'id="live-state"' not in client.get("/account/settings/").content.decode()


def test_the_style_guide_is_not_for_members(people, client):
    client.force_login(people.ada)
    assert client.get("/styleguide/").status_code == 404


def test_the_style_guide_shows_every_component(rf, people):
    request = rf.get("/styleguide/")
    request.user = people.ada
    html = render_to_string("styleguide.html", shown(), request=request)
    assert "Buttons, chips, pills, badges" in html
    assert 'data-when="live"' not in html
