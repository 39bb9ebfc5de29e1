"""What opens an account stands nowhere but in the letter and in its owner's head."""

import io
import json
import logging

import pytest

from plein import logs
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
SECRET = "a-password-that-is-secret"  # noqa: S105


@pytest.mark.parametrize("as_json", [True, False])
def test_whatever_breaks_no_password_stands_in_the_log(as_json):
    written = io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    try:
        logs.configure({"json": as_json})
        root.handlers[-1].setStream(written)
        try:
            _break(SECRET)
        except RuntimeError:
            logging.getLogger("plein.test").exception("it broke")
    finally:
        root.handlers[:] = before
    assert "it went wrong here" in written.getvalue()
    assert SECRET not in written.getvalue()
    if as_json:
        assert json.loads(written.getvalue())["exception"][0]["frames"]


def _break(password):
    raise RuntimeError("it went wrong here")


def test_a_reset_asks_the_background_work_for_an_address_and_for_nothing_secret(people, settings, client):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client.post("/account/password/reset/", {"email": people.max.email})
    (job,) = DBTaskResult.objects.all()
    assert job.args_kwargs["args"][0] == people.max.email
    assert "/password/reset/" not in str(job.args_kwargs)
    assert PASSWORD not in str(job.args_kwargs)
