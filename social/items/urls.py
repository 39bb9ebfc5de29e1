from django.urls import path

from social.items import views

urlpatterns = [
    path("items/<id:pk>/", views.item, name="item"),
    path("items/<id:pk>/edit/", views.edit, name="item_edit"),
    path("items/<id:pk>/delete/", views.delete, name="item_delete"),
    path("items/<id:pk>/restore/", views.restore, name="item_restore"),
    path("items/<id:pk>/move/", views.move, name="item_move"),
]
