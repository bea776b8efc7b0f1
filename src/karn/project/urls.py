"""The addresses of all pages. Of allauth's, only those of logging in and of one's own things are here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from karn.web.views import me
from karn.web.views.login import Login, PasskeyLogin, forgotten, welcome

login, logout = Login.as_view(), auth.LogoutView.as_view()
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", login, name="login"),
    path("login/", login, name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("login/passkey/", login_not_required(PasskeyLogin.as_view()), name="mfa_login_webauthn"),
    path("logout/", logout, name="logout"),
    path("logout/", logout, name="account_logout"),
    path("forgotten/", forgotten, name="forgotten"),
    path("welcome/<str:token>/", welcome, name="welcome"),
    path("me/", me.me, name="me"),
    path("me/", me.me, name="mfa_index"),
    path("me/", me.me, name="mfa_list_webauthn"),
    path("me/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("me/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("me/confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("me/logout-others/", me.log_out_others, name="log_out_others"),
    path("me/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("me/password/", me.password, name="own_password"),
    path("me/second-factor/", me.second_factor, name="second_factor"),
    path("api/v1/", include("karn.api.urls")),
    path("", include("karn.web.urls")),
]
