from django.urls import path

from social.cheering import views

urlpatterns = [path("sessions/<id:pk>/cheer/", views.cheer, name="session_cheer")]
