"""Who should be answered what at every address: written by hand, read by the sweep."""

from tests.access import world
from tests.access.world import CARDS, MEMBER, MODERATOR, OWNER, REACH, standing

SIGN_IN = {302}  # to the sign-in page
YES = {200, 201, 204, 302, 303, 422}  # it was done, or the form is shown with what is wrong with it
SEEN, NOT_THERE, MAY_NOT, NO_SUCH_METHOD = {200}, {404}, {403}, {405}


def see(handle, place, author):
    """Whoever can see the thing."""
    return YES if standing(handle, place) is not None else NOT_THERE


def least(rank, or_author=False):
    """Who has the rank there, or wrote it and still sees it."""

    def rule(handle, place, author):
        held = standing(handle, place)
        if held is None:
            return NOT_THERE
        return YES if held >= rank or (or_author and handle == author) else MAY_NOT

    return rule


def only_author(handle, place, author):
    if standing(handle, place) is None:
        return NOT_THERE
    return YES if handle == author else MAY_NOT


def card(handle, place, author):
    """The group's page: the inside or the card, for whoever knows that it exists."""
    knows = standing(handle, place) is not None or (place in CARDS and handle in world.COLLEAGUES)
    return YES if knows else NOT_THERE


def at_the_door(handle, place, author):
    """Verbs for who is not in yet: seen by who knows the group; what it says depends on the kind."""
    return YES | MAY_NOT if card(handle, place, author) == YES else NOT_THERE


def inside(rank):
    """Verbs of the group itself: who sees the card but not the inside gets 403 or 404, never a yes."""

    def rule(handle, place, author):
        held = standing(handle, place)
        if held is not None and held >= rank:
            return YES | NOT_THERE if rank >= MODERATOR else YES
        return MAY_NOT | NOT_THERE if card(handle, place, author) == YES else NOT_THERE

    return rule


def colleagues(handle, place, author):
    return YES | NOT_THERE if handle in world.COLLEAGUES else NOT_THERE | MAY_NOT


def starts_groups(handle, place, author):
    return YES if handle in world.COLLEAGUES else MAY_NOT


def leaders(handle, place, author):
    return YES if handle == "cor" else MAY_NOT


def administrators(handle, place, author):
    return YES | NOT_THERE if handle == "ada" else MAY_NOT | NOT_THERE


def signed_in(handle, place, author):
    return YES | NOT_THERE


def anybody(handle, place, author):
    return YES | {400, 401, 404, 410}


ITEM, COMMENT, GROUP, ASK, INVITE, PERSON, NONE = "item", "comment", "group", "ask", "invite", "person", "none"
ITEM_VERSION, COMMENT_VERSION = "item version", "comment version"
TOPIC = "topic"
SESSION, WAITING, QUESTION, LINE, HUSHED, PROMISED = "session", "waiting question", "question", "line", "muted", "promise"
HAND = "hand"


def behind(rank):
    """Verbs of hosts and moderators: who only sees the session gets 403."""

    def rule(handle, place, author):
        if standing(handle, place) is None:
            return NOT_THERE
        return YES if (world.BACKSTAGE[place].get(handle) or REACH) >= rank else MAY_NOT

    return rule


def behind_of_waiting(rank):
    """The same of a question that waits: for who is not behind the stage it does not exist, unless it is their own."""

    def rule(handle, place, author):
        if standing(handle, place) is None or handle not in world.BACKSTAGE[place]:
            return MAY_NOT if handle == author and standing(handle, place) is not None else NOT_THERE
        return behind(rank)(handle, place, author)

    return rule


def only_asker(handle, place, author):
    if standing(handle, place) is None:
        return NOT_THERE
    return YES if handle == author else MAY_NOT


ABOUT = {"on": "1", "hours": 1}  # what buttons of a group say
# name: (what it needs, rule for GET or None, rule for POST or None)
TABLE = {
    "home": (NONE, signed_in, None),
    "status_create": ("audience", None, lambda handle, place, author: least(REACH if place == "square" else MEMBER)(handle, place, author)),
    "item": (ITEM, see, None),
    "item_edit": (ITEM, only_author, only_author),
    "item_delete": (ITEM, least(MODERATOR, True), least(MODERATOR, True)),
    "item_move": (ITEM, least(MODERATOR, True), least(MODERATOR, True)),
    "item_reaction": (ITEM, None, least(REACH)),
    # Of what is not deleted: there is nothing to bring back, and the way leads to the item.
    "item_restore": (ITEM, least(MODERATOR, True), least(MODERATOR, True)),
    "comment_restore": (COMMENT, least(MODERATOR, True), least(MODERATOR, True)),
    "item_reactions": (ITEM, see, None),
    "comment_reactions": (COMMENT, see, None),
    "item_history": (ITEM, see, None),
    "comment_history": (COMMENT, see, None),
    "item_wipe": (ITEM_VERSION, least(MODERATOR, True), least(MODERATOR, True)),
    "comment_wipe": (COMMENT_VERSION, least(MODERATOR, True), least(MODERATOR, True)),
    "item_lock": (ITEM, None, least(MODERATOR)),
    "item_pin": (ITEM, None, least(MODERATOR)),
    "item_carried": (ITEM, see, None),
    "item_votes": (ITEM, None, see),
    "item_share": (ITEM, see, see),
    # The town's items are no announcements, and nobody else's waiting posts exist for anybody.
    "item_announcement": (ITEM, None, lambda *_: NOT_THERE),
    "scheduled": (NONE, signed_in, None),
    "scheduled_change": ("number", lambda *_: NOT_THERE, lambda *_: NOT_THERE),
    **{name: ("number", None, lambda *_: NOT_THERE) for name in ("scheduled_publish", "scheduled_delete")},
    "comment_create": (ITEM, None, least(REACH)),
    "comment": (COMMENT, see, None),
    "comment_edit": (COMMENT, only_author, only_author),
    "comment_delete": (COMMENT, least(MODERATOR, True), least(MODERATOR, True)),
    "comment_reaction": (COMMENT, None, least(REACH)),
    "comment_branch": (COMMENT, see, None),
    "item_who": (ITEM, see, None),
    "comment_who": (COMMENT, see, None),
    # What members note for themselves: whoever sees the thing.
    **{name: (ITEM, None, see) for name in ("item_bookmark", "item_hide", "item_unread", "item_read")},
    **{name: (NONE, signed_in, None) for name in ("bookmarks", "hidden", "muted", "quiet")},
    "seen": (NONE, None, signed_in),
    "person_mute": ("handle", None, lambda handle, *rest: MAY_NOT if handle == "nora" else colleagues(handle, *rest)),
    "groups": (NONE, signed_in, None),
    "group_new": (NONE, starts_groups, starts_groups),
    "group": (GROUP, card, None),
    "group_settings": (GROUP, inside(OWNER), inside(OWNER)),
    "group_members": (GROUP, see, None),
    "group_about": (GROUP, see, None),
    "group_pinned": (GROUP, see, None),
    "group_widen": (GROUP, inside(OWNER), inside(OWNER)),
    "group_cover": (GROUP, None, inside(OWNER)),
    "group_archive": (GROUP, None, inside(OWNER)),
    "group_owner": (GROUP, inside(OWNER), inside(OWNER)),
    "group_welcome": (GROUP, None, at_the_door),
    "group_invite": (GROUP, None, inside(MODERATOR)),
    "group_invite_decline": (GROUP, None, at_the_door),
    "group_invite_withdraw": (INVITE, None, inside(MODERATOR)),
    "group_member_quiet": (PERSON, None, inside(MODERATOR)),
    "group_join": (GROUP, None, at_the_door),
    "group_ask": (GROUP, None, at_the_door),
    "group_ask_withdraw": (GROUP, None, at_the_door),
    # The last owner may not leave: 403 with the sentence that says so.
    "group_leave": (GROUP, None, lambda handle, *rest: MAY_NOT if handle == "grace" else inside(MEMBER)(handle, *rest)),
    "group_member_add": (GROUP, None, inside(MODERATOR)),
    "group_member_remove": (PERSON, inside(MODERATOR), inside(MODERATOR)),
    "group_member_rank": (PERSON, None, inside(OWNER)),
    "group_admit": (ASK, None, inside(MODERATOR)),
    "group_refuse": (ASK, None, inside(MODERATOR)),
    "people": (NONE, signed_in, None),
    "suggest_people": (NONE, signed_in, None),
    "suggest_topics": (NONE, signed_in, None),
    "profile": ("handle", colleagues, None),
    "sessions": (NONE, signed_in, None),
    "session_new": (NONE, starts_groups, starts_groups),
    "session": (SESSION, see, None),
    **{name: (SESSION, see, None) for name in ("session_text", "session_calendar")},
    "calendar": (NONE, signed_in, None),
    "session_coming": (SESSION, None, see),
    "session_lines": (SESSION, see, see),
    "session_ask": (SESSION, None, see),
    **{name: (SESSION, None, behind(MODERATOR)) for name in ("session_begin", "session_end", "session_chat", "session_take_over")},
    "session_change": (SESSION, behind(MODERATOR), behind(MODERATOR)),
    # It is on air: it cannot be called off any more.
    "session_cancel": (
        SESSION,
        behind(MODERATOR),
        lambda *about: MAY_NOT if behind(MODERATOR)(*about) == YES else behind(MODERATOR)(*about),
    ),
    "session_hush": (HUSHED, behind(MODERATOR), behind(MODERATOR)),
    "session_unhush": (HUSHED, None, behind(MODERATOR)),
    "session_backstage": (SESSION, None, behind(MODERATOR)),
    "session_cheer": (SESSION, None, see),
    "session_hand": (SESSION, None, see),
    **{name: (HAND, None, behind(MODERATOR)) for name in ("hand_floor", "hand_lower")},
    "line_delete": (
        LINE,
        see,
        lambda handle, place, author: (
            YES if handle == author and standing(handle, place) is not None else behind(MODERATOR)(handle, place, author)
        ),
    ),
    "line_question": (LINE, None, behind(MODERATOR)),
    "question_vote": (QUESTION, None, see),
    "question_withdraw": (QUESTION, None, only_asker),
    **{name: (QUESTION, None, behind(MODERATOR)) for name in ("question_call", "question_uncall", "question_reopen")},
    **{name: (QUESTION, behind(MODERATOR), behind(MODERATOR)) for name in ("question_park", "question_decline", "question_merge")},
    "question_answer": (QUESTION, behind(OWNER), behind(OWNER)),
    "question_promise": (QUESTION, behind(OWNER), behind(OWNER)),
    "promise_report": (PROMISED, behind(OWNER), behind(OWNER)),
    "question_draft": (QUESTION, None, behind(OWNER)),
    # The town's sessions take no questions without a name.
    "nameless_ask": (SESSION, *[lambda *about: MAY_NOT if see(*about) == YES else NOT_THERE] * 2),
    # Nor are there any to reply to: those with a name do not exist here.
    "nameless_reply": (QUESTION, lambda *_: NOT_THERE, lambda *_: NOT_THERE),
    "nameless_withdraw": (NONE, signed_in, signed_in),
    "question_approve": (WAITING, None, behind_of_waiting(MODERATOR)),
    "search": (NONE, signed_in, None),
    "read": (NONE, None, signed_in),
    "own_places": (NONE, signed_in, None),
    "following": (NONE, signed_in, None),
    "topics": (NONE, signed_in, None),
    "topic": (TOPIC, see, None),
    "topic_follow": (TOPIC, None, see),
    "person_follow": ("handle", None, lambda handle, place, author: MAY_NOT if handle == "nora" else colleagues(handle, place, author)),
    "group_follow": (GROUP, None, inside(REACH)),
    "group_muted": (GROUP, None, inside(MEMBER)),
    "notifications": (NONE, signed_in, None),
    "notifications_read": (NONE, None, signed_in),
    "portrait": (NONE, signed_in, signed_in),
    "delegates": (NONE, leaders, leaders),
    "delegate_withdraw": ("number", None, leaders),
    "account_settings": (NONE, signed_in, signed_in),
    "account_sessions": (NONE, signed_in, None),
    "account_sessions_end": (NONE, None, signed_in),
    "account_session_end": ("number", None, signed_in),
    **{name: (NONE, administrators, administrators) for name in ("admin_sign_up", "admin_organisation", "admin_invitations")},
    "admin_groups": (NONE, administrators, administrators),
    # The town's groups have owners: even an administrator may not appoint one.
    "admin_group_owner": ("number", None, lambda *_: MAY_NOT | NOT_THERE | {422}),
    "admin_home": (NONE, administrators, None),
    "admin_member": ("number", administrators, None),
    **{name: ("number", None, administrators) for name in ("admin_member_roles", "admin_member_deactivate", "admin_member_reactivate")},
    **{name: ("number", None, administrators) for name in ("admin_invitation_again", "admin_invitation_withdraw")},
}
PUBLIC = {
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_email", "account_email_verification_sent", "account_inactive",
    "mfa_authenticate", "set_language", "brand_css", "brand_mark", "brand_icon", "manifest", "calendar_feed", "invitation", "setup", None,
}  # fmt: skip
# allauth's pages about one's own account: only signed in, about nobody else.
OWN_ACCOUNT = {
    "account_logout", "account_change_password", "account_set_password", "account_reauthenticate", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip
