from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plein.backup import make_backup


class Command(BaseCommand):
    help = "Writes everything (database and files) to one file; the server may run meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        if not file.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {file.absolute().parent}.")
        self.stdout.write(tell(make_backup(file.absolute())))


def tell(manifest: dict) -> str:
    """Say what is in a backup."""
    tables = [f"  {said['rows']:>8} {table}" for table, said in sorted(manifest["tables"].items()) if said["rows"]]
    files = manifest["files"]
    first = f"Plein {manifest['plein']}, {manifest['made_at'][:19]}, {files['count']} files of {files['bytes'] / 1024**2:.1f} MB together"
    return "\n".join([first, *tables])
