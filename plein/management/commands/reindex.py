from django.core.management.base import BaseCommand

from social.search.actions import rebuild


class Command(BaseCommand):
    help = "Makes the search index anew, in batches; the server may run meanwhile."

    def handle(self, **options):
        rebuild(self.stdout.write)
