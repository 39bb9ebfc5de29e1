from django.urls import path

from media import views

urlpatterns = [path("account/portrait/", views.portrait, name="portrait")]
