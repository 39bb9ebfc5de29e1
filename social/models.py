"""Django finds the models of the features here."""

from social.asking.models import Question, QuestionVote
from social.chatting.models import Line
from social.comments.models import Comment
from social.follows.models import Follow, MutedPerson
from social.groups.models import Ask, Group, Invite, Silence
from social.items.models import Item, Picture, Revision, Topic
from social.marks.models import Mark, ReadMark, Seen
from social.notifications.models import Notification
from social.oversight.models import LookUp
from social.promising.models import Promise
from social.raising.models import Hand
from social.reactions.models import Reaction
from social.search.models import Entry
from social.sessions.models import Coming, Hush, Session
from social.statuses.models import Choice, Poll, Praise, Vote

__all__ = [
    "Ask",
    "Choice",
    "Coming",
    "Comment",
    "Entry",
    "Follow",
    "Group",
    "Hand",
    "Hush",
    "Invite",
    "Item",
    "Line",
    "LookUp",
    "Mark",
    "MutedPerson",
    "Notification",
    "Picture",
    "Poll",
    "Praise",
    "Promise",
    "Question",
    "QuestionVote",
    "Reaction",
    "ReadMark",
    "Revision",
    "Seen",
    "Session",
    "Silence",
    "Topic",
    "Vote",
]
