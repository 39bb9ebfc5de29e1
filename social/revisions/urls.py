from django.urls import path

from social.revisions import views

urlpatterns = [
    path("items/<id:pk>/history/", views.of_item, name="item_history"),
    path("comments/<id:pk>/history/", views.of_comment, name="comment_history"),
    path("items/<id:pk>/history/<id:revision>/wipe/", views.wipe_of_item, name="item_wipe"),
    path("comments/<id:pk>/history/<id:revision>/wipe/", views.wipe_of_comment, name="comment_wipe"),
]
