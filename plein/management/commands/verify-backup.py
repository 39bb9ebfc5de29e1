from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plein.management.commands.backup import tell
from plein.restore import BadBackup, verify


class Command(BaseCommand):
    help = "Reads a whole backup, checks every part of it, and says what is in it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            self.stdout.write(tell(verify(file)))
        except BadBackup as why:
            raise CommandError(str(why)) from None
        self.stdout.write(self.style.SUCCESS("The backup is whole."))
