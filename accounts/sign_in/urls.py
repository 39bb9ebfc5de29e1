"""The pages of allauth that this product shows. What is not here (more addresses, social sign-in) does not exist."""

from django.urls import path, re_path

from accounts.sign_in import views

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("confirm-email/", views.confirm_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]{1,200})/$", views.confirm, name="account_confirm_email"),
    path("password/reset/", views.reset, name="account_reset_password"),
    path("password/reset/sent/", views.reset_sent, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[-\w]{1,100})/$",
        views.reset_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.reset_done, name="account_reset_password_from_key_done"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("2fa/", views.second_step, name="mfa_index"),
    path("2fa/authenticate/", views.code, name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.code_again, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.totp_on, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.totp_off, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/new/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", views.download_recovery_codes, name="mfa_download_recovery_codes"),
]
