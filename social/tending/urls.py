from django.urls import path

from social.tending import views

urlpatterns = [
    path("items/<id:pk>/lock/", views.lock, name="item_lock"),
    path("items/<id:pk>/pin/", views.pin, name="item_pin"),
]
