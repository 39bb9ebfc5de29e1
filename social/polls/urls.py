from django.urls import path

from social.polls import views

urlpatterns = [
    path("items/<id:pk>/carried/", views.carried, name="item_carried"),
    path("items/<id:pk>/votes/", views.votes, name="item_votes"),
]
