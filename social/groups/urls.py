from django.urls import path

from social.groups import views

urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.new, name="group_new"),
    path("groups/<slug:slug>/", views.group, name="group"),
    path("groups/<slug:slug>/about/", views.about, name="group_about"),
    path("groups/<slug:slug>/pinned/", views.pinned, name="group_pinned"),
    path("groups/<slug:slug>/members/", views.members, name="group_members"),
]
