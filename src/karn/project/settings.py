"""Django's settings, derived from the installation."""

from pathlib import Path

from karn.platform.databases import EXITS, database_settings, exits_settings
from karn.project.installation import Installation
from karn.project.mail import anymail_settings, mail_backends

INSTALLATION = Installation()
PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = INSTALLATION.secret_key()
DEBUG = INSTALLATION.debug
ALLOWED_HOSTS = INSTALLATION.hosts

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "karn.platform",
    "karn.apps.people",
    "karn.apps.company",
    "karn.apps.customers",
    "karn.apps.personal",
    "karn.apps.segments",
    "karn.apps.contracts",
    "karn.apps.conversations",
    "karn.apps.intake",
    "karn.apps.measures",
    "karn.apps.tasks",
    "karn.apps.surveys",
    "karn.apps.exits",
    "karn.apps.care",
    "karn.apps.farewell",
    "karn.apps.fit",
    "karn.apps.mailing",
    "karn.apps.threats",
    "karn.apps.lessons",
    "karn.apps.plays",
    "karn.apps.desk",
    "karn.web.apps.WebConfig",
    # After ours, so that our templates stand before its own.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "karn.project.apps.ProjectConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages with pictures drawn here are large, and repeat themselves. Django pads what it packs (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "karn.platform.content_policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "karn.web.language.PersonLanguageMiddleware",
    "karn.web.frame.CompanyMiddleware",
    "karn.web.entrance.required.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "karn.web.entrance.seen.SeenMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "karn.project.urls"
WSGI_APPLICATION = "karn.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "karn.web.frame.frame",
            ],
            # In place of Django's own tags: the same, quicker.
            "libraries": {"i18n": "karn.web.templatetags.karn_i18n"},
            "builtins": ["karn.web.templatetags.karn_addresses"],
        },
    },
]

DATABASES = {"default": database_settings(INSTALLATION.database, INSTALLATION.data)}
# What leavers say lies apart, without a key to the customer.
DATABASES[EXITS] = exits_settings(DATABASES["default"], INSTALLATION.data)
DATABASE_ROUTERS = ["karn.project.routers.ExitsRouter"]

AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# What allauth does and does not: stages of a login, codes and passkeys; no sign-up, no mail.
ACCOUNT_ADAPTER = "karn.web.entrance.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "karn.web.entrance.forms.AgainByPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # we count wrong passwords and codes ourselves
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
MFA_ADAPTER = "karn.web.entrance.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "karn.web.entrance.forms.NewCodesForm",
    "add_webauthn": "karn.web.entrance.forms.NewPasskeyForm",
    "authenticate": "karn.web.entrance.forms.CodeForm",
    "authenticate_webauthn": "karn.web.entrance.forms.KeyForm",
    "edit_webauthn": "karn.web.entrance.forms.RenamePasskeyForm",
    "login_webauthn": "karn.web.entrance.forms.KeyAloneForm",
    "reauthenticate": "karn.web.entrance.forms.AgainByCodeForm",
    "reauthenticate_webauthn": "karn.web.entrance.forms.AgainByKeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # a whole office may come from one
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock is seldom right to the second

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"

# Mail leaves through the outbox alone (karn.apps.mailing): nothing else here sends any.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
MAIL_BACKENDS = mail_backends()
ANYMAIL = anymail_settings(
    INSTALLATION.mail_provider,
    INSTALLATION.mail_key.get_secret_value(),
    INSTALLATION.mail_domain,
    INSTALLATION.mail_webhook_secret.get_secret_value(),
    INSTALLATION.mail_signing_key.get_secret_value(),
)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("nl", "Nederlands"), ("sv", "Svenska")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = INSTALLATION.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": INSTALLATION.cache,
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = INSTALLATION.https
SESSION_COOKIE_HTTPONLY = True
# Behind HTTPS, browsers are told to use nothing else for a year.
SECURE_SSL_REDIRECT = INSTALLATION.https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if INSTALLATION.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = INSTALLATION.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTALLATION.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

# That the tags "i18n" are there twice is meant: ours stand in for Django's (see TEMPLATES).
SILENCED_SYSTEM_CHECKS = ["templates.W003"]
