from django.core.management.base import BaseCommand

from plein import trim


class Command(BaseCommand):
    help = "Forgets what is old: events and receipts of more than a week, ended sessions, unused files."

    def handle(self, **options):
        for job in (trim.events, trim.receipts, trim.sessions, trim.tasks, trim.files):
            self.stdout.write(f"{job.__name__}: {job()}")
