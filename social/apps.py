from django.apps import AppConfig


class SocialConfig(AppConfig):
    name = "social"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import policy
        from realtime import publish
        from social import holds
        from social.search import actions as search
        from social.search import kinds, on_air  # noqa: F401 - they register themselves

        publish.FOLLOWERS[:] = [search.follow]
        policy.HOLDS[:] = [holds.of_the_silenced, holds.of_notes, holds.of_sessions, holds.of_the_locked]
