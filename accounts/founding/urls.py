from django.urls import path

from accounts.founding import views

urlpatterns = [path("setup/<str:token>/", views.setup, name="setup")]
