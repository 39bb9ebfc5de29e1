from django.urls import path

from social.feed import views

urlpatterns = [
    path("", views.home, name="home"),
    path("read/", views.read, name="read"),
    path("places/", views.own_places, name="own_places"),
]
