from django.urls import path

from social.nameless import views

urlpatterns = [
    path("sessions/<id:pk>/questions/nameless/", views.ask, name="nameless_ask"),
    path("questions/<id:pk>/reply/", views.reply, name="nameless_reply"),
    path("questions/nameless/", views.withdraw, name="nameless_withdraw"),
]
