from django.urls import path

from social.sharing import views

urlpatterns = [path("items/<id:pk>/share/", views.share, name="item_share")]
