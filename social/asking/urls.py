from django.urls import path

from social.asking import views

urlpatterns = [
    path("sessions/<id:pk>/questions/", views.ask, name="session_ask"),
    path("questions/<id:pk>/vote/", views.vote, name="question_vote"),
    path("questions/<id:pk>/withdraw/", views.withdraw, name="question_withdraw"),
]
