"""Who gets the bytes of a picture, and in which wrapping."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import Audience, Membership
from accounts.roles import Rank
from media.actions import receive_picture, set_portrait, share_file, withdraw_file
from media.models import Rendition
from tests.media.pictures import photo, upload
from tests.people import People, row, square


@pytest.fixture
def people(transactional_db):
    return People()


@pytest.fixture
def team(people):
    """A closed place: Grace owns it, Max is in it, Nora is not."""
    audience = Audience.objects.create(kind=Audience.Kind.LISTED)
    row(audience, people.grace, Rank.OWNER)
    row(audience, people.max)
    return audience


@pytest.fixture
def picture(people, team):
    file = receive_picture(people.grace, upload(photo()))
    share_file(file, team)
    return file


def bare(response) -> tuple:
    return response.status_code, response.content, sorted(response.headers.items())


def test_everybody_in_the_place_gets_the_picture_and_nobody_else(ask, people, picture):
    row(picture.audience, people.gus)
    row(picture.audience, people.zed)
    answers = {name: ask(member, picture.src).status_code for name, member in people.all().items()}
    assert answers == {"ada": 404, "grace": 200, "max": 200, "nora": 404, "gus": 200, "zed": 404, "eva": 404, "cor": 404}
    assert ask(None, picture.src).status_code == 404


def test_a_picture_one_may_not_see_answers_exactly_as_a_free_id(ask, people, picture):
    assert bare(ask(people.nora, picture.src)) == bare(ask(people.nora, f"/files/{picture.pk + 999}/w640"))
    assert bare(ask(None, picture.src)) == bare(ask(None, f"/files/{picture.pk + 999}/w640"))
    assert bare(ask(people.nora, picture.src, "HEAD")) == bare(ask(people.nora, f"/files/{picture.pk + 999}/w640", "HEAD"))


def test_a_picture_on_the_square_is_for_members_and_not_for_guests(ask, people):
    file = receive_picture(people.max, upload(photo()))
    share_file(file, square())
    assert [ask(member, file.src).status_code for member in (people.nora, people.gus, people.zed, None)] == [200, 404, 404, 404]


def test_until_it_is_shared_only_its_owner_sees_it(ask, people):
    file = receive_picture(people.max, upload(photo()))
    assert [ask(member, file.src).status_code for member in (people.max, people.ada, people.nora, None)] == [200, 404, 404, 404]


def test_who_is_removed_no_longer_gets_own_pictures_there(ask, people, team):
    file = receive_picture(people.max, upload(photo()))
    share_file(file, team)
    tag = ask(people.max, file.src).headers["etag"]
    Membership.objects.filter(audience=team, member=people.max).delete()
    assert ask(people.max, file.src).status_code == 404
    assert ask(people.max, file.src, if_none_match=tag).status_code == 404
    assert ask(people.grace, file.src).status_code == 200


def test_a_withdrawn_picture_is_gone_for_everybody_at_once(ask, people, picture):
    tag = ask(people.max, picture.src).headers["etag"]
    withdraw_file(picture)
    assert ask(people.max, picture.src, if_none_match=tag).status_code == 404
    assert ask(people.grace, picture.src).status_code == 404


def test_a_session_ends_with_deactivation_a_new_password_and_log_out(ask, people, picture, sign_in):
    cookies = sign_in(people.max)
    assert ask(cookies, picture.src).status_code == 200
    people.max.set_password("another-long-password")
    people.max.save()
    assert ask(cookies, picture.src).status_code == 404
    cookies = sign_in(people.max)
    people.max.is_active = False
    people.max.save()
    assert ask(cookies, picture.src).status_code == 404
    cookies = sign_in(people.grace)
    Session.objects.all().delete()
    assert ask(cookies, picture.src).status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "a%00bcdefghij", "../../etc/passwd", "abcdefghijklmnopqrstuvwxyz012345"])
def test_a_forged_cookie_is_nobody(ask, picture, settings, cookie):
    assert ask({settings.SESSION_COOKIE_NAME: cookie}, picture.src).status_code == 404


def test_a_session_that_names_somebody_without_proof_is_nobody(ask, people, picture, settings):
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(people.max.pk)
    session.save()
    assert ask({settings.SESSION_COOKIE_NAME: session.session_key}, picture.src).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/files/",
        "/files/1",
        "/files/0/w640",
        "/files/-1/w640",
        "/files/" + "9" * 18 + "/w640",
        "/files/" + "9" * 5000 + "/w640",
        "/files/٣/w640",
        "/files/1/w640/",
        "/files/1/original",
        "/files/1/..%2f..%2fsecret.key",
        "/files/1/w640%00",
        "/files/%00/w640",
        "/files/1/" + "a" * 3000,
    ],
)
def test_addresses_that_name_nothing_answer_alike(ask, people, path):
    answer = ask(people.max, path)
    assert (answer.status_code, answer.text) == (404, "Not found")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_wrapping_lets_a_browser_do_nothing_but_show_it(ask, people, picture):
    answer = ask(people.max, picture.src)
    wanted = {
        "content-type": "image/webp",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-cache",
        "content-disposition": f"inline; filename={picture.pk}-w640.webp",
        "content-length": str(len(answer.content)),
    }
    assert {name: answer.headers.get(name) for name in wanted} == wanted
    assert answer.content[8:12] == b"WEBP"
    assert "set-cookie" not in answer.headers


def test_an_unchanged_picture_is_not_sent_again(ask, people, picture):
    first = ask(people.max, picture.src)
    for tags in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = ask(people.max, picture.src, if_none_match=tags)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert ask(people.max, picture.src, if_none_match='"other"').status_code == 200


def test_head_answers_without_bytes_and_a_range_with_some(ask, people, picture):
    whole = ask(people.max, picture.src)
    head = ask(people.max, picture.src, "HEAD")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))
    part = ask(people.max, picture.src, range="bytes=4-11")
    assert (part.status_code, part.content) == (206, whole.content[4:12])
    assert ask(people.max, picture.src, range="bytes=999999999-").status_code == 416
    assert ask(people.max, picture.src, range="bytes=nonsense").status_code in (200, 400)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_files_are_only_read(ask, people, picture, method):
    answer = ask(people.max, picture.src, method)
    assert answer.status_code == 405
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_row_with_a_type_that_is_not_ours_is_not_served(ask, people, picture):
    Rendition.objects.for_system("test").filter(file=picture).update(content_type="text/html")
    assert ask(people.max, picture.src).status_code == 404


def test_behind_a_web_server_only_the_place_of_the_bytes_is_told(ask, people, picture, settings):
    settings.X_ACCEL = "/kept/"
    answer = ask(people.max, picture.src)
    sha = answer.headers["etag"].strip('"')
    assert answer.headers["x-accel-redirect"] == f"/kept/{sha[:2]}/{sha[2:4]}/{sha}"
    assert (answer.content, answer.headers["content-type"]) == (b"", "image/webp")
    assert "x-accel-redirect" not in ask(people.nora, picture.src).headers


def test_bytes_that_are_lost_are_a_404_and_not_a_stack_trace(ask, people, picture, settings):
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file():
            path.unlink()
    assert ask(people.max, picture.src).status_code == 404


def test_looking_writes_nothing(ask, people, picture, sign_in):
    cookies = sign_in(people.max)
    before = list(Session.objects.values_list("pk", "expire_date", "session_data"))
    ask(cookies, picture.src)
    with transaction.atomic():
        assert list(Session.objects.values_list("pk", "expire_date", "session_data")) == before


def test_a_face_may_be_kept_for_ten_minutes_a_picture_never_without_asking(ask, picture, people):
    set_portrait(people.max, upload(photo()))
    people.max.refresh_from_db()
    assert ask(people.nora, people.max.face_url).headers["cache-control"] == "private, max-age=600"
    assert ask(people.max, picture.src).headers["cache-control"] == "private, no-cache"
