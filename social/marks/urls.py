from django.urls import path

from social.marks import views

urlpatterns = [
    path("bookmarks/", views.bookmarks, name="bookmarks"),
    path("hidden/", views.hidden, name="hidden"),
    path("muted/", views.muted, name="muted"),
    path("quiet/", views.quiet, name="quiet"),
    path("seen/", views.seen, name="seen"),
    path("items/<id:pk>/bookmark/", views.bookmark, name="item_bookmark"),
    path("items/<id:pk>/hide/", views.hide, name="item_hide"),
    path("items/<id:pk>/unread/", views.unread, name="item_unread"),
    path("items/<id:pk>/read/", views.read, name="item_read"),
    path("people/<handle:handle>/mute/", views.mute, name="person_mute"),
]
