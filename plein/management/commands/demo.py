import os
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Member
from plein.demo import onair, people
from plein.demo.colleague import Away
from plein.models import Mark
from plein.serving import LOOPBACK
from social.search.actions import rebuild

LOGINS = people.logins()


class Command(BaseCommand):
    help = (
        "Fills an empty database with invented people; large with --members and --items. "
        "With --live they keep a session going on the server that runs. On one's own machine only."
    )

    def add_arguments(self, parser):
        parser.add_argument("--members", type=int, help="a large organisation with this many members, besides two guests")
        parser.add_argument("--items", type=int, help="posts in the large organisation (default: 20 a member)")
        parser.add_argument("--groups", type=int, default=200, help="groups in the large organisation; a member is in 39 of 200")
        parser.add_argument("--thread", type=int, default=5000, help="comments under its one long post")
        parser.add_argument("--live", action="store_true", help="colleagues sign in over HTTP and hold a session while you watch")
        parser.add_argument("--minutes", type=float, default=10, help="how long they go on at most (default: 10)")
        parser.add_argument("--url", default=settings.LETTERS_URL, help="the running server, on this machine (default: %(default)s)")

    def handle(self, *, members, items, groups, thread, live, minutes, url, **options):
        refuse_unsafe()
        if live:
            self.hold_session(url, minutes)
            return
        if Member.objects.exists():
            raise CommandError("There are people in this database already; the demo fills an empty one only.")
        began = time.monotonic()
        if members is None and items is None:
            from plein.demo import small

            small.fill()
            rebuild()
        else:
            self.fill_large(members, items, groups, thread)
        self.say(f"The demo is ready after {time.monotonic() - began:.0f} s.")
        self.stdout.write(LOGINS)

    def hold_session(self, url, minutes):
        if not Mark.objects.filter(name=Mark.DEMO).exists():
            raise CommandError("There are no demo people in this database; fill an empty one first, with: make demo")
        base = here(url)
        if not 0 < minutes <= onair.LONGEST:
            raise CommandError(f"A session of the demo lasts {onair.LONGEST} minutes at most.")
        try:
            onair.Show(base, minutes, self.say).run()
        except Away as away:
            raise CommandError(str(away)) from away

    def fill_large(self, members, items, groups, thread):
        from plein.demo import large

        members = members or 4500
        items = members * 20 if items is None else items
        if members < large.LEAST or items < 1 or groups < 1 or thread < 0:
            raise CommandError(f"A large organisation has at least {large.LEAST} members, one post and one group.")
        large.fill(large.Size(members, items, groups, thread), self.say)

    def say(self, sentence):
        self.stdout.write(sentence)
        self.stdout.flush()


def here(url: str) -> str:
    """Return the address of a server on this machine as a browser names it; raise CommandError for any other."""
    place = urlsplit(url)
    try:
        near = place.scheme == "http" and place.hostname in LOOPBACK and (place.port or 80)
    except ValueError:
        near = False
    if not near:
        raise CommandError(f"The demo people sign in on this machine only, with http and 127.0.0.1; not at {url}.")
    return f"http://{place.netloc.rpartition('@')[2]}"


def refuse_unsafe() -> None:
    """Raise CommandError where strangers could sign in with a password that everyone knows."""
    hosts = [(urlsplit(settings.PLEIN_URL).hostname or ""), *os.environ.get("PLEIN_HOSTS", "").split(",")]
    if settings.HTTPS or any(host.strip() not in LOOPBACK for host in hosts):
        raise CommandError("Everyone knows the password of the demo people; they are for 127.0.0.1 only, not for PLEIN_URL or PLEIN_HOSTS.")
