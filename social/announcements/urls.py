from django.urls import path

from social.announcements import views

urlpatterns = [path("items/<id:pk>/announcement/", views.read, name="item_announcement")]
