from django.urls import path

from social.reactions import views

urlpatterns = [
    path("items/<id:pk>/reaction/", views.to_item, name="item_reaction"),
    path("items/<id:pk>/reactions/", views.of_item, name="item_reactions"),
    path("comments/<id:pk>/reaction/", views.to_comment, name="comment_reaction"),
    path("comments/<id:pk>/reactions/", views.of_comment, name="comment_reactions"),
]
