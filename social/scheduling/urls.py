from django.urls import path

from social.scheduling import views

urlpatterns = [
    path("scheduled/", views.scheduled, name="scheduled"),
    path("scheduled/<id:pk>/", views.change, name="scheduled_change"),
    path("scheduled/<id:pk>/publish/", views.publish, name="scheduled_publish"),
    path("scheduled/<id:pk>/delete/", views.delete, name="scheduled_delete"),
]
