from django.urls import path

from social.comments import views

urlpatterns = [
    path("items/<id:item_pk>/comments/", views.create, name="comment_create"),
    path("comments/<id:pk>/", views.comment, name="comment"),
    path("comments/<id:pk>/branch/", views.branch, name="comment_branch"),
    path("comments/<id:pk>/edit/", views.edit, name="comment_edit"),
    path("comments/<id:pk>/delete/", views.delete, name="comment_delete"),
    path("comments/<id:pk>/restore/", views.restore, name="comment_restore"),
]
