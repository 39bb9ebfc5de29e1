"""The addresses of the product, a line a feature."""

from django.urls import include, path, register_converter

from social.ids import Handle, Id, Topic

register_converter(Id, "id")
register_converter(Handle, "handle")
register_converter(Topic, "topic")

FEATURES = (
    "feed",
    "statuses",
    "items",
    "polls",
    "announcements",
    "sharing",
    "scheduling",
    "comments",
    "reactions",
    "tending",
    "revisions",
    "groups",
    "joining",
    "inviting",
    "settling",
    "profiles",
    "notifications",
    "oversight",
    "face",
    "marks",
    "follows",
    "reach",
    "search",
    "suggestions",
    "sessions",
    "airing",
    "chatting",
    "asking",
    "hosting",
    "cheering",
    "raising",
    "nameless",
    "calendars",
    "promising",
    "preparing",
)
urlpatterns = [path("", include(f"social.{feature}.urls")) for feature in FEATURES]
