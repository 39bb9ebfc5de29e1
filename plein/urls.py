"""The site map."""

from django.conf import settings
from django.urls import include, path

from frontend.styleguide import styleguide
from plein import health

handler400 = "plein.errors.not_understood"
handler403 = "plein.errors.may_not"
handler404 = "plein.errors.not_here"
handler500 = "plein.errors.broken"
handler429 = "accounts.sign_in.views.too_often"

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("accounts.urls")),
    path("", include("media.urls")),
    path("", include("social.urls")),
]

if settings.DEBUG:  # for those who build, never beyond this machine
    urlpatterns.append(path("styleguide/", styleguide))
