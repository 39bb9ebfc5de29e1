from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plein.management.commands.backup import tell
from plein.restore import BadBackup, restore


class Command(BaseCommand):
    help = "Puts database and files back to a backup. Everybody is signed out; open pages reload."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, file, yes, **options):
        if not yes and input("Everything that is here now is replaced. Type yes to go on: ") != "yes":
            raise CommandError("Nothing was changed.")
        try:
            manifest = restore(file)
        except BadBackup as why:
            raise CommandError(f"{why} Nothing was changed.") from None
        self.stdout.write(tell(manifest))
        self.stdout.write(self.style.SUCCESS("Restored. Everybody signs in again."))
