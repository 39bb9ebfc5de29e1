"""allauth's views with our forms, answering with the right status."""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.shortcuts import render

from accounts.sign_in import forms

TOO_OFTEN = {"too_many", "too_many_login_attempts", "rate_limited"}


def answering(view):
    """A form with mistakes answers 422, one that came too often 429; allauth says 200 to both."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and response.status_code == 200 and form is not None and form.errors:
            said = {error.code for errors in form.errors.as_data().values() for error in errors}
            response.status_code = 429 if said & TOO_OFTEN else 422
        return response

    return answer


def too_often(request, exception=None):
    """What allauth's own limits answer."""
    return render(request, "errors/429.html", status=429)


class SignUp(account.SignupView):
    def closed(self):
        response = super().closed()
        response.status_code = 403
        return response


class Confirm(account.ConfirmEmailView):
    def get(self, *args, **kwargs):
        response = super().get(*args, **kwargs)
        if self.object is None:
            response.status_code = 404
        return response


class NewPassword(account.PasswordResetFromKeyView):
    def render_to_response(self, context, **response_kwargs):
        if context.get("token_fail"):
            response_kwargs["status"] = 404
        return super().render_to_response(context, **response_kwargs)


login = answering(account.LoginView.as_view(form_class=forms.SignInForm))
logout = account.logout
signup = answering(SignUp.as_view(form_class=forms.SignUpForm))
inactive = account.account_inactive
confirm_sent = account.email_verification_sent
confirm = Confirm.as_view()
reset = answering(account.PasswordResetView.as_view(form_class=forms.ResetForm))
reset_sent = account.password_reset_done
reset_key = answering(NewPassword.as_view(form_class=forms.NewPasswordForm))
reset_done = account.password_reset_from_key_done
change_password = answering(account.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm))
set_password = answering(account.PasswordSetView.as_view(form_class=forms.SetPasswordForm))
reauthenticate = answering(account.ReauthenticateView.as_view(form_class=forms.PasswordAgainForm))

second_step = mfa.index
code = answering(mfa.AuthenticateView.as_view(form_class=forms.CodeForm))
code_again = answering(mfa.ReauthenticateView.as_view(form_class=forms.CodeAgainForm))
totp_on = answering(totp.ActivateTOTPView.as_view(form_class=forms.NewTotpForm))
totp_off = answering(totp.deactivate_totp)
recovery_codes = codes.view_recovery_codes
new_recovery_codes = answering(codes.generate_recovery_codes)
download_recovery_codes = codes.download_recovery_codes
