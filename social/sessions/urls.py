from django.urls import path

from social.sessions import views

urlpatterns = [
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/new/", views.new, name="session_new"),
    path("sessions/<id:pk>/", views.session, name="session"),
    path("sessions/<id:pk>/text/", views.text, name="session_text"),
    path("sessions/<id:pk>/coming/", views.coming, name="session_coming"),
    path("sessions/<id:pk>/change/", views.change, name="session_change"),
    path("sessions/<id:pk>/cancel/", views.cancel, name="session_cancel"),
]
