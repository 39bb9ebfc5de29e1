"""Whatever people do in whatever order, with rings lost and connections cut: every page ends up showing exactly what the policy
says, nothing twice, and nobody was ever sent words that were written after they had lost access (and before they had it again)."""

import contextlib
import os
import re
import time
from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from accounts import policy
from accounts.models import Member
from accounts.policy import NotVisible, Refused
from accounts.roles import Role
from accounts.sign_in import session
from plein import trim
from realtime import doorbell, live, tail
from realtime.models import Epoch, Event, Stream
from realtime.product import Product
from social import rows
from social.comments.actions import add_comment, delete_comment, edit_comment, restore_comment
from social.comments.models import STANDING, Comment
from social.groups.actions import create_group
from social.groups.models import Group
from social.inviting.actions import decline, invite
from social.items.actions import delete_item, edit_item, move_item, restore_item
from social.items.models import Item, State
from social.joining.actions import add_member, end_silence, join, leave, remove_member, silence
from social.notifications.models import Notification
from social.search.models import Entry
from social.search.words import fold
from social.settling.actions import archive_group
from social.statuses.actions import publish_status
from social.tending.actions import lock_thread, pin_item
from tests.access.open_pages import Aside, OpenPage
from tests.live.ledger import TOKEN, Ledger
from tests.people import square

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("grace", "max", "nora", "gus")
MOST_ITEMS, MOST_PAGES = 16, 8
SETTLED = 15.0  # seconds
PHASES = [Phase.explicit, Phase.generate]
names = st.sampled_from(NAMES)
places = st.sampled_from(("square", "garden", "council", "cellar"))
picks = st.integers(min_value=0, max_value=50)
ring = doorbell.ring
KINDS = {"garden": Group.Kind.OPEN, "council": Group.Kind.CLOSED, "cellar": Group.Kind.SECRET}
# As plein/asgi.py hands it over.
PRODUCT = Product(rows.render, session.admit, policy.everyone_audiences, session.signed_in, session.people_seen)


class Plein(RuleBasedStateMachine):
    """Four people, three groups of Grace's, and the pages that they have open."""

    @initialize()
    def begin(self):
        Comment.objects.for_system("a new story").update(parent=None)
        for model in (Notification, Comment, Item):
            model.objects.for_system("a new story").all().delete()
        self.people = {name: _member(name) for name in NAMES}
        self.groups = {name: create_group(self.people["grace"], name, "", kind) for name, kind in KINDS.items()}
        self.audiences = {"square": square()} | {name: group.audience for name, group in self.groups.items()}
        self.ledger, self.may, self.pages = Ledger(), {}, []
        self.aside, self.rings = Aside(), True
        live.hand_over(PRODUCT)
        self.aside.do(_start())
        self._an_ordinary_day()

    def _an_ordinary_day(self):
        """Max and Nora are in every group, something was said everywhere, and they look at it."""
        for name, place in product(("max", "nora"), self.groups):
            self._try(add_member, self.people["grace"], self.groups[place].pk, name)
        for name, place in (("max", "square"), ("max", "cellar"), ("nora", "garden")):
            self._try(publish_status, self.people[name], self.audiences[place], self._words())
        first = self._items().filter(audience=self.audiences["cellar"]).get()
        self._try(add_comment, self.people["nora"], first.pk, self._words())
        for name, path in (("max", "/"), ("nora", "/"), ("nora", f"/items/{first.pk}/"), ("max", f"/groups/{self.groups['cellar'].slug}/")):
            self._open(name, path)

    # ---- people write

    @precondition(lambda self: len(self.may) < 60)
    @rule(name=names, place=places)
    def post(self, name, place):
        if self._items().count() < MOST_ITEMS:
            self._try(publish_status, self.people[name], self.audiences[place], self._words())

    @rule(name=names, pick=picks, under=picks)
    def comment(self, name, pick, under):
        if item := self._pick(self._items(), pick):
            parent = self._pick(Comment.objects.for_system("story").filter(item=item, state=State.PUBLISHED), under) if under % 2 else None
            self._try(add_comment, self.people[name], item.pk, self._words(), "", parent and parent.pk)

    @rule(pick=picks)
    def edit(self, pick):
        if item := self._pick(self._items(), pick):
            self._try(edit_item, item.author, item.pk, self._words())

    @rule(pick=picks)
    def edit_a_comment(self, pick):
        if comment := self._pick(self._comments(), pick):
            self._try(edit_comment, comment.author, comment.pk, self._words())

    @rule(pick=picks)
    def delete(self, pick):
        if item := self._pick(self._items(), pick):
            self._try(delete_item, item.author, item.pk)

    @rule(pick=picks)
    def delete_a_comment(self, pick):
        if comment := self._pick(self._comments(), pick):
            self._try(delete_comment, comment.author, comment.pk)

    @rule(pick=picks)
    def take_back(self, pick):
        """What was deleted comes back."""
        gone = Item.objects.for_system("story").filter(state__in=[State.REMOVED, State.DELETED]).select_related("author").order_by("pk")
        if item := self._pick(gone, pick):
            self._try(restore_item, item.author, item.pk)
        gone = Comment.objects.for_system("story").filter(state=State.DELETED).select_related("author").order_by("pk")
        if comment := self._pick(gone, pick):
            self._try(restore_comment, comment.author, comment.pk)

    @rule(pick=picks, on=st.booleans())
    def tend(self, pick, on):
        """Grace moderates her groups."""
        if item := self._pick(self._items(), pick):
            self._try(pin_item, self.people["grace"], item.pk, on)
            self._try(lock_thread, self.people["grace"], item.pk, on)

    @rule(pick=picks, place=places)
    def move(self, pick, place):
        if item := self._pick(self._items(), pick):
            self._try(move_item, item.author, item.pk, self.audiences[place])
            self._try(add_comment, item.author, item.pk, self._words())

    # ---- people come and go

    @rule(name=names, place=st.sampled_from(("garden", "council")))
    def join(self, name, place):
        self._try(join, self.people[name], self.groups[place].pk)

    @rule(name=names, place=st.sampled_from(("garden", "council", "cellar")))
    def add(self, name, place):
        self._try(add_member, self.people["grace"], self.groups[place].pk, self.people[name].handle)

    @rule(name=names, place=st.sampled_from(("garden", "council", "cellar")), coming=st.booleans())
    def invite(self, name, place, coming):
        """Somebody is invited, and comes, or says no."""
        self._try(invite, self.people["grace"], self.groups[place].pk, self.people[name].handle)
        self._try(join if coming else decline, self.people[name], self.groups[place].pk)

    @rule(name=names, place=st.sampled_from(("garden", "council", "cellar")), quiet=st.booleans())
    def silence(self, name, place, quiet):
        deed, hours = (silence, [1]) if quiet else (end_silence, [])
        self._try(deed, self.people["grace"], self.groups[place].pk, self.people[name].pk, *hours)

    @rule(place=st.sampled_from(("garden", "council", "cellar")), on=st.booleans())
    def archive(self, place, on):
        self._try(archive_group, self.people["grace"], self.groups[place].pk, on)

    @rule(name=names, place=st.sampled_from(("garden", "council", "cellar")), pick=picks)
    def leave(self, name, place, pick):
        self._try(leave, self.people[name], self.groups[place].pk)
        self._talk_goes_on(place, pick)

    @rule(name=names, place=st.sampled_from(("garden", "council", "cellar")), pick=picks)
    def remove(self, name, place, pick):
        self._try(remove_member, self.people["grace"], self.groups[place].pk, self.people[name].pk)
        self._talk_goes_on(place, pick)

    def _talk_goes_on(self, place, pick):
        if item := self._pick(self._items().filter(audience=self.audiences[place]), pick):
            self._try(add_comment, item.author, item.pk, self._words())
            self._try(add_comment, self.people["grace"], item.pk, self._words())
        if self._items().count() < MOST_ITEMS:
            self._try(publish_status, self.people["grace"], self.audiences[place], self._words())

    # ---- pages

    @precondition(lambda self: len(self.pages) < MOST_PAGES)
    @rule(name=names, where=st.sampled_from(("home", "group", "item")), pick=picks)
    def open_a_page(self, name, where, pick):
        paths = {"home": ["/"], "group": [f"/groups/{group.slug}/" for group in self.groups.values()]}
        paths["item"] = [f"/items/{item.pk}/" for item in self._items()]
        if paths[where]:
            self._open(name, paths[where][pick % len(paths[where])])

    @precondition(lambda self: self.pages)
    @rule(pick=picks)
    def cut(self, pick):
        self.pages[pick % len(self.pages)].asleep = True

    @precondition(lambda self: any(page.asleep for page in self.pages))
    @rule()
    def resume(self):
        next(page for page in self.pages if page.asleep).asleep = False

    # ---- the machinery fails

    @rule(lost=st.booleans())
    def lose_rings(self, lost):
        doorbell.ring = (lambda names: None) if lost else ring

    @rule()
    def trim(self):
        trim.events(timedelta(seconds=-60))

    @rule()
    def restore(self):
        """As `manage.py restore` does it: the rows are there again, the log is not, and the epoch is another."""
        with transaction.atomic():
            Event.objects.all().delete()
            Stream.objects.filter(name=Stream.ACCESS).update(head=Stream.objects.get(name=Stream.ACCESS).head + 1)
            Epoch.renew()

    # ---- at the end

    def teardown(self):
        if not hasattr(self, "aside"):
            return
        doorbell.ring = ring
        with contextlib.ExitStack() as ending:
            ending.callback(self.aside.end)
            ending.callback(lambda: self.aside.do(live.stop()))
            for page in self.pages:
                ending.callback(lambda page=page: self.aside.do(page.close()))
                page.asleep = False
            self._wait_until_all_show_what_they_should()
            self._nobody_was_sent_what_was_not_for_them()
            self._everybody_finds_what_they_may_see()

    def _wait_until_all_show_what_they_should(self):
        end = time.monotonic() + SETTLED
        while wrong := self._differences():
            for page in self.pages:
                page.still_open()
            assert time.monotonic() < end, wrong
            time.sleep(0.1)
        faults = sum((page.faults for page in self.pages), Counter())
        assert not faults, faults

    def _differences(self) -> dict:
        """By page: each row that is shown and should not be, or the other way round, as it is shown and as it should be."""
        both = {page.name: _shown_and_due(page) for page in self.pages}
        different = {
            name: {key: (shown.get(key), due.get(key)) for key in shown.keys() | due.keys() if shown.get(key) != due.get(key)}
            for name, (shown, due) in both.items()
        }
        return {name: rows for name, rows in different.items() if rows}

    def _nobody_was_sent_what_was_not_for_them(self):
        for page in self.pages:
            sent = {token for seen in page.seen for token in seen.tokens}
            leaked = [token for token in sent & self.may.keys() if page.member.pk not in self.may[token]]
            assert not leaked, f"{page.name} was sent {leaked}"

    def _everybody_finds_what_they_may_see(self):
        for member in self.people.values():
            comments = Comment.objects.visible_to(member).filter(state=State.PUBLISHED)
            posts = Item.objects.visible_to(member).filter(kind=Item.Kind.STATUS)
            due = [("post", item.pk, fold(item.text)) for item in posts]
            due += [("comment", comment.pk, fold(comment.text)) for comment in comments]
            due += [("group", group.pk, fold(group.purpose)) for group in Group.objects.visible_to(member)]
            found = Entry.objects.visible_to(member).exclude(kind="person").values_list("kind", "object", "text")
            assert sorted(found) == sorted(due), member.name

    # ---- what the rules share

    def _open(self, name: str, path: str) -> None:
        self.pages.append(OpenPage(self.people[name], path))
        self.aside.do(self.pages[-1].open())

    def _try(self, deed, *words):
        """Do it, if that member may; then note who may see each text that stands."""
        with contextlib.suppress(Refused, NotVisible):
            deed(*words)
        for item in Item.objects.for_system("story").filter(state=State.PUBLISHED):
            seers = {m.pk for m in self.people.values() if Item.objects.visible_to(m).filter(pk=item.pk).exists()}
            texts = [item.text, *Comment.objects.for_system("story").filter(item=item).values_list("text", flat=True)]
            for token in TOKEN.findall(" ".join(texts)):
                self.may.setdefault(token, set()).update(seers)

    def _words(self) -> str:
        return f"Hello {self.ledger.new_token()}"

    @staticmethod
    def _items():
        return Item.objects.for_system("story").filter(state=State.PUBLISHED).select_related("author", "audience").order_by("pk")

    @staticmethod
    def _comments():
        there = Comment.objects.for_system("story").filter(state=State.PUBLISHED, item__state=State.PUBLISHED)
        return there.select_related("author").order_by("pk")

    @staticmethod
    def _pick(found, pick: int):
        found = list(found)
        return found[pick % len(found)] if found else None


def _member(name: str) -> Member:
    roles = Role.GUEST if name == "gus" else Role.MEMBER
    known = {"name": name.capitalize(), "email": f"{name}@example.org", "roles": int(roles), "language": "en"}
    return Member.objects.get_or_create(handle=name, defaults=known)[0]


async def _start():
    live.hub_here()


def _shown_and_due(page: OpenPage) -> tuple[dict, dict]:
    """By row: version, words and counts, as the page shows them, and as the policy says for what it listens to."""
    shown = {key: (row["v"], list(row["tokens"]), _not_zero(page.counts.get(key, {}))) for key, row in page.rows.items()}
    items = Item.objects.visible_to(page.member)
    own = re.match(r"/items/(\d+)/", page.path)
    if own is None:
        items = items.filter(audience__in=[int(name[1:]) for name in page.streams if name[0] == "a"])
        return shown, {f"item-{item.pk}": _as_due(item, rows.item_numbers(item)) for item in items}
    items = Item.objects.visible_to(page.member, removed=True)  # a removed one stands on its own page
    items = items.filter(pk=own[1] if f"i{own[1]}" in page.streams else None)
    comments = Comment.objects.visible_to(page.member).filter(STANDING, item__in=items)
    due = {f"item-{item.pk}": _as_due(item, rows.item_numbers(item)) for item in items}
    return shown, due | {f"comment-{comment.pk}": _as_due(comment, rows.comment_numbers(comment)) for comment in comments}


def _as_due(thing, numbers: dict) -> tuple:
    return thing.version, TOKEN.findall(thing.text), _not_zero(numbers)


def _not_zero(numbers: dict) -> dict:
    return {name: number for name, number in numbers.items() if number}


def test_every_page_ends_up_showing_what_the_policy_says(monkeypatch):
    monkeypatch.setattr(tail, "LOOK_BACK_EVERY", 0.3)
    monkeypatch.setattr(doorbell, "ring", ring)
    quick = settings(
        max_examples=20,
        stateful_step_count=30,
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Plein, settings=quick)
