import signal

from django.core.management.base import BaseCommand

from plein.work import Worker


class Command(BaseCommand):
    help = "Does the background work (mail, clean-up). With SQLite the server does it itself."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is waiting now, then end")

    def handle(self, *, once, **options):
        worker = Worker()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop.set())
        if once:
            while worker.turn():
                pass
        else:
            worker.run()
