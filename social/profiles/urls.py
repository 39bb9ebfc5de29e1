from django.urls import path

from social.profiles import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<handle:handle>/", views.profile, name="profile"),
]
