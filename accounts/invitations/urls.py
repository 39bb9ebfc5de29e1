from django.urls import path

from accounts.invitations import views

urlpatterns = [path("account/invitation/<str:token>/", views.invitation, name="invitation")]
