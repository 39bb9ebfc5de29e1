from django.urls import path

from social.joining import views

urlpatterns = [
    path("groups/<slug:slug>/join/", views.join, name="group_join"),
    path("groups/<slug:slug>/leave/", views.leave, name="group_leave"),
    path("groups/<slug:slug>/owner/", views.owner, name="group_owner"),
    path("groups/<slug:slug>/welcome/", views.welcome, name="group_welcome"),
    path("groups/<slug:slug>/ask/", views.ask, name="group_ask"),
    path("groups/<slug:slug>/ask/withdraw/", views.withdraw_ask, name="group_ask_withdraw"),
    path("groups/<slug:slug>/members/add/", views.add, name="group_member_add"),
    path("groups/<slug:slug>/members/<id:member_pk>/remove/", views.remove, name="group_member_remove"),
    path("groups/<slug:slug>/members/<id:member_pk>/quiet/", views.quiet, name="group_member_quiet"),
    path("groups/<slug:slug>/members/<id:member_pk>/rank/", views.rank, name="group_member_rank"),
    path("groups/<slug:slug>/asks/<id:ask_pk>/admit/", views.admit, name="group_admit"),
    path("groups/<slug:slug>/asks/<id:ask_pk>/refuse/", views.refuse, name="group_refuse"),
]
