"""Everything an operator may set comes from the environment; docs/deploy.md lists it."""

import sys
from pathlib import Path

import environ

from plein.secret import secret_key

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(env("PLEIN_DATA", default=str(BASE_DIR / "data"))).expanduser().resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

# The address people type. https turns on everything that belongs to it.
PLEIN_URL = env("PLEIN_URL", default="").rstrip("/")
# Where letters that no request asked for lead to; without an address of its own Plein is on this machine alone.
LETTERS_URL = PLEIN_URL or f"http://127.0.0.1:{env('PORT', default='8000')}"
HTTPS = PLEIN_URL.startswith("https://")
DEBUG = env.bool("PLEIN_DEBUG", default=False)
SECRET_KEY = env("PLEIN_SECRET_KEY", default="") or secret_key(DATA / "secret.key")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("PLEIN_HOSTS", default=[]) + LOOPBACK
if PLEIN_URL:
    ALLOWED_HOSTS.append(PLEIN_URL.split("//", 1)[-1].split(":")[0].split("/")[0])
CSRF_TRUSTED_ORIGINS = [PLEIN_URL] if HTTPS else []
CSRF_FAILURE_VIEW = "plein.errors.csrf_failure"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "realtime",
    "accounts",
    "media",
    "social",
    "frontend",
    "plein",
]
MIDDLEWARE = [
    "plein.middleware.RequestLog",
    "plein.middleware.Headers",
    "plein.middleware.Cookies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plein.middleware.Language",
    "plein.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "plein.middleware.Refusals",
]
ROOT_URLCONF = "plein.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "social.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "frontend.templatetags.plein"],
        },
    }
]

DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{DATA / 'plein.sqlite3'}")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    DATABASES["default"]["ENGINE"] = "plein.db.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-16000;",
    }
else:
    # No transaction may outlive the window in which the tail looks back for rings that were lost; a migration takes what it takes.
    patience = 0 if sys.argv[1:2] == ["migrate"] else 20_000
    DATABASES["default"]["OPTIONS"] = {
        "options": f"-c idle_in_transaction_session_timeout=20000 -c statement_timeout={patience} -c lock_timeout=10000",
        "connect_timeout": 5,
    }
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
REDIS_PREFIX = env("PLEIN_REDIS_PREFIX", default="plein")

if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("PLEIN_FROM", default="Plein <plein@localhost>")

AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "accounts.sign_in.adapter.Adapter"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# An office shares one network address: limits per ip only stop floods, those per key (an account) stop guessing.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "5/30m/key,300/30m/ip",
    "reset_password": "60/m/ip,5/30m/key",
    "signup": "60/m/ip",
}
MFA_TOTP_ISSUER = "Plein"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = env.bool("PLEIN_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

LANGUAGE_CODE = env("PLEIN_LANGUAGE", default="nl")
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = env("PLEIN_TIME_ZONE", default="Europe/Amsterdam")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-built"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "plein.static.Storage"},
}
# Before `collectstatic` ran (tests, development) files are served from where they are written.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not (STATIC_ROOT / "staticfiles.json").exists()
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
LOGGING_CONFIG = "plein.logs.configure"
LOGGING = {"json": env.bool("PLEIN_LOG_JSON", default=None), "level": env("PLEIN_LOG_LEVEL", default="INFO")}
CACHES = {"default": {"BACKEND": "plein.cache.Cache", "LOCATION": REDIS_URL, "KEY_PREFIX": REDIS_PREFIX}}
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # framing is denied by the content security policy
TEST_RUNNER = "django.test.runner.DiscoverRunner"
