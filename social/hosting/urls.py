from django.urls import path

from social.hosting import views

urlpatterns = [
    path("questions/<id:pk>/approve/", views.approve, name="question_approve"),
    path("questions/<id:pk>/call/", views.call, name="question_call"),
    path("questions/<id:pk>/uncall/", views.uncall, name="question_uncall"),
    path("questions/<id:pk>/answer/", views.answer, name="question_answer"),
    path("questions/<id:pk>/draft/", views.draft, name="question_draft"),
    path("questions/<id:pk>/park/", views.park, name="question_park"),
    path("questions/<id:pk>/decline/", views.decline, name="question_decline"),
    path("questions/<id:pk>/merge/", views.merge, name="question_merge"),
    path("questions/<id:pk>/reopen/", views.reopen, name="question_reopen"),
    path("lines/<id:pk>/question/", views.from_line, name="line_question"),
]
