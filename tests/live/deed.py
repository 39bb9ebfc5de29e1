"""A process that commits a deed and is killed before its doorbell rings.

    python -m tests.live.deed '{"do": "publish", "member": 3, "audience": 1, "text": "…", "key": "…"}'

It ends by SIGKILL when the deed was committed, and in any other way when it was not.
"""

import json
import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plein.settings")

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402

from accounts.actions import end_sessions  # noqa: E402
from accounts.models import Audience, Member  # noqa: E402
from social.asking.actions import ask_question  # noqa: E402
from social.chatting.actions import say_line  # noqa: E402
from social.items.actions import edit_item  # noqa: E402
from social.joining.actions import remove_member  # noqa: E402
from social.statuses.actions import publish_status  # noqa: E402


def publish(member, said):
    publish_status(member, Audience.objects.get(pk=said["audience"]), said["text"], said["key"])


def edit(member, said):
    edit_item(member, said["item"], said["text"])


def remove(member, said):
    remove_member(member, said["group"], said["who"])


def sign_out(member, said):
    end_sessions(member)


def talk(member, said):
    for number in range(*said["lines"]):
        say_line(member, said["session"], f"Line {number}")


def ask(member, said):
    for number in range(*said["questions"]):
        ask_question(member, said["session"], f"Question {number}?")


DEEDS = {deed.__name__: deed for deed in (publish, edit, remove, sign_out, talk, ask)}


def main(said: dict) -> None:
    with transaction.atomic():
        # What is asked for first is done first after the commit: the ring of the deed comes too late.
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        DEEDS[said["do"]](Member.objects.get(pk=said["member"]), said)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
