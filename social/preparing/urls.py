from django.urls import path

from social.preparing import views

urlpatterns = [
    path("account/delegates/", views.delegates, name="delegates"),
    path("account/delegates/<id:pk>/withdraw/", views.withdraw, name="delegate_withdraw"),
]
