from django.urls import path

from social.calendars import views

urlpatterns = [
    path("sessions/<id:pk>/calendar/", views.one, name="session_calendar"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", views.feed, name="calendar_feed"),
]
