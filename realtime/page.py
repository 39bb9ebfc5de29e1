"""What a page must carry to go on live from exactly where it was read."""

from collections.abc import Iterable

from django.utils.translation import get_language

from realtime.models import Epoch
from realtime.publish import heads
from realtime.tickets import make_ticket


class Page:
    """The positions a page starts from. Call `listen` before reading what those streams tell about."""

    def __init__(self, request):
        self._request = request
        self._heads: dict[str, int] = {}
        self._epoch = Epoch.current()
        self._own = {f"m{request.user.pk}"}

    def listen(self, names: Iterable[str]) -> None:
        """Read the heads of these streams now; the rows come after. The member's own comes with the first."""
        if unread := (set(names) | self._own) - self._heads.keys():
            self._heads |= heads(unread)

    @property
    def state(self) -> dict:
        """The content of `<script type="application/json" id="live">`."""
        self.listen(())
        member, session = self._request.user, self._request.session.session_key
        language = (get_language() or "nl")[:2]
        return {
            "epoch": self._epoch,
            "ticket": make_ticket(member.pk, language, session),
            "member": member.pk,
            "language": language,
            "streams": self._heads,
        }
