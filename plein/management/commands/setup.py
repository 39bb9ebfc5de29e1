"""manage.py setup: the first step of a real organisation."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.founding.actions import HOURS, AlreadyFounded, open_setup


class Command(BaseCommand):
    help = "Print a one-time link to name the organisation and make its first administrator."

    def add_arguments(self, parser):
        parser.add_argument("--address", default=settings.PLEIN_URL or "http://127.0.0.1:8000", help="where people reach this installation")

    def handle(self, *, address, **options):
        try:
            token = open_setup()
        except AlreadyFounded:
            raise CommandError("There is an administrator already. Sign in, or ask them for an invitation.") from None
        self.stdout.write(f"Open this link within {HOURS} hours. It works once; running setup again makes a new one.\n")
        self.stdout.write(f"{address.rstrip('/')}{reverse('setup', args=[token])}")
