from django.urls import include, path

from accounts import views

urlpatterns = [
    path("account/settings/", views.settings_page, name="account_settings"),
    path("account/sessions/", views.sessions_page, name="account_sessions"),
    path("account/sessions/others/end/", views.end_other_sessions, name="account_sessions_end"),
    path("account/sessions/<int:number>/end/", views.end_one_session, name="account_session_end"),
    path("account/language/", views.set_language, name="set_language"),
    path("account/", include("accounts.sign_in.urls")),
    path("admin/", include("accounts.administration.urls")),
    path("", include("accounts.invitations.urls")),
    path("", include("accounts.founding.urls")),
]
