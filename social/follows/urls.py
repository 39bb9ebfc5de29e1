from django.urls import path

from social.follows import views

urlpatterns = [
    path("following/", views.following, name="following"),
    path("topics/", views.topics, name="topics"),
    path("topics/<topic:slug>/", views.topic, name="topic"),
    path("topics/<topic:slug>/follow/", views.follow_topic, name="topic_follow"),
    path("people/<handle:handle>/follow/", views.follow_person, name="person_follow"),
    path("groups/<slug:slug>/follow/", views.follow_place, name="group_follow"),
    path("groups/<slug:slug>/muted/", views.mute_place, name="group_muted"),
]
