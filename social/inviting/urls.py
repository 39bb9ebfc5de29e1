from django.urls import path

from social.inviting import views

urlpatterns = [
    path("groups/<slug:slug>/invites/", views.invite, name="group_invite"),
    path("groups/<slug:slug>/invites/decline/", views.decline, name="group_invite_decline"),
    path("groups/<slug:slug>/invites/<id:invite_pk>/withdraw/", views.withdraw, name="group_invite_withdraw"),
]
