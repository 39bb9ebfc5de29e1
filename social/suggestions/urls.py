from django.urls import path

from social.suggestions import views

urlpatterns = [
    path("suggestions/people/", views.people, name="suggest_people"),
    path("suggestions/topics/", views.topics, name="suggest_topics"),
]
