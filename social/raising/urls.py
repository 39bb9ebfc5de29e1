from django.urls import path

from social.raising import views

urlpatterns = [
    path("sessions/<id:pk>/hand/", views.hand, name="session_hand"),
    path("sessions/<id:pk>/hands/<id:hand>/floor/", views.floor, name="hand_floor"),
    path("sessions/<id:pk>/hands/<id:hand>/lower/", views.lower, name="hand_lower"),
]
