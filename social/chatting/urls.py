from django.urls import path

from social.chatting import views

urlpatterns = [
    path("sessions/<id:pk>/lines/", views.lines, name="session_lines"),
    path("sessions/<id:pk>/backstage/", views.backstage, name="session_backstage"),
    path("lines/<id:pk>/delete/", views.delete, name="line_delete"),
    path("sessions/<id:pk>/mute/<id:who>/", views.hush, name="session_hush"),
    path("sessions/<id:pk>/unmute/<id:who>/", views.unhush, name="session_unhush"),
]
