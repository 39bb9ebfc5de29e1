from django.apps import AppConfig


class PleinConfig(AppConfig):
    name = "plein"
    default_auto_field = "django.db.models.BigAutoField"
