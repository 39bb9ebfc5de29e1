from django.urls import path

from social.settling import views

urlpatterns = [
    path("groups/<slug:slug>/settings/", views.settings, name="group_settings"),
    path("groups/<slug:slug>/widen/", views.widen, name="group_widen"),
    path("groups/<slug:slug>/cover/", views.cover, name="group_cover"),
    path("groups/<slug:slug>/archive/", views.archive, name="group_archive"),
]
