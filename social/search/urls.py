from django.urls import path

from social.search import views

urlpatterns = [path("search/", views.search, name="search")]
