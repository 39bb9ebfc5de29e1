from django.urls import path

from social.promising import views

urlpatterns = [
    path("questions/<id:pk>/promise/", views.promise, name="question_promise"),
    path("promises/<id:pk>/report/", views.report, name="promise_report"),
]
