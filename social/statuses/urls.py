from django.urls import path

from social.statuses import views

urlpatterns = [path("statuses/", views.create, name="status_create")]
