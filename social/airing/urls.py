from django.urls import path

from social.airing import views

urlpatterns = [
    path("sessions/<id:pk>/begin/", views.begin, name="session_begin"),
    path("sessions/<id:pk>/end/", views.end, name="session_end"),
    path("sessions/<id:pk>/take-over/", views.take_over, name="session_take_over"),
    path("sessions/<id:pk>/chat/", views.chat, name="session_chat"),
]
