from django.urls import path

from social.reach import views

urlpatterns = [
    path("items/<id:pk>/who/", views.of_item, name="item_who"),
    path("comments/<id:pk>/who/", views.of_comment, name="comment_who"),
]
