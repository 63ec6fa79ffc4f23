"""Every switch of Stillnight, read top to bottom.

Nothing set: one person's machine (SQLite and an embedded broker under `var/`, plain http on localhost).
`DATABASE_URL` set: a server, and then `SECRET_KEY` and `SITE_URL` must be set too. See `.env.example`.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from base import languages, log_lines
from base.secret_files import kept
from config.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
# What the process was given wins over the file, so that a forgotten .env changes no container and no test.
env.read_env(BASE_DIR / ".env")

# --- Where we are -----------------------------------------------------------------------------------------
TESTING = "pytest" in sys.modules
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var" / "test" if TESTING else BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
if VAR_DIR.stat().st_uid == os.getuid() and VAR_DIR.stat().st_mode & 0o077:
    VAR_DIR.chmod(0o700)  # the database, keys and the list of the erased are nobody else's to read
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
SECURE_SITE = SITE_URL.startswith("https://")
ON_A_SERVER = "DATABASE_URL" in env.ENVIRON
# No switch for it: Django's page of a fault shows settings, queries and what somebody wrote.
DEBUG = False


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if ON_A_SERVER:
        raise ImproperlyConfigured("SECRET_KEY is missing: DATABASE_URL names a server. See .env.example.")
    # An embedded install makes its own on first use.
    SECRET_KEY = kept(VAR_DIR / "secret_key", lambda: secrets.token_urlsafe(64).encode()).read_text()
# Read with, never written with: a new key then signs nobody out and locks no second factor.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
HOST = urlsplit(SITE_URL).hostname or "localhost"
LOCAL = HOST in {"localhost", "127.0.0.1", "::1"}
# Wider than the site's own name for probes and collectors alone: `config.middleware.one_host` narrows all else.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# How many proxies of ours stand before the web server, each adding to X-Forwarded-For. 0: the header is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- The apps ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "accounts",
    "journal",
    "insights",
    "care",
    "delivery",
    "privacy",
    "api",
    "tools",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "api.administration.apps.AdministrationConfig",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "config.headers.on_every_answer",  # first: no answer passes it by
    # Before whatever may refuse, so that a refusal's log lines carry the request's id too.
    "api.tracing.traced",
    # Outside of everything that answers 401 or 403: what refuses before it would not be counted.
    "config.middleware.count_refusals",
    # Before SecurityMiddleware: a client would follow its redirect, and send its session in the clear each time.
    "config.middleware.https_only",
    "config.middleware.known_methods",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.worker_off",  # before the files, of which the worker is one
    "config.static_files.WithEarlierAssets",
    # Before sessions and limits: another name for this site is no way to a fresh count of tries.
    "config.middleware.one_host",
    "config.middleware.no_page_of_a_diary",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Around the API and sign-in's own routes alike: both are uses of a session.
    "api.session_use.touch_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "api.proving.proven_first",
    "api.sign_in.strict_bodies",
    # Innermost, because exceptions of a view pass from the inside out: ours are answered before allauth is asked.
    "api.sign_in.SignInLimits",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# A redirect to the other spelling would drop the body of a POST.
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- The record -------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'stillnight.sqlite3'}")}
DATABASE = DATABASES["default"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Seconds to wait for a lock or an answer before giving up; the web processes have few (`config.web`), others time.
DATABASE_PATIENCE = env.float("DATABASE_PATIENCE", default=None)
if DATABASE["ENGINE"].endswith("sqlite3"):
    # One writer at a time, taken at BEGIN: a read-then-write never meets "database is locked".
    DATABASE["CONN_MAX_AGE"] = None
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": DATABASE_PATIENCE or 20,
        # WAL: readers go on while somebody writes. FULL: with NORMAL a power cut may take acknowledged saves.
        # Recursive triggers: without them INSERT OR REPLACE would rewrite a row that may only be added.
        "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"),
    }
else:
    DATABASE["ENGINE"] = "config.postgresql"
    DATABASE["CONN_MAX_AGE"] = 60
    # Without it the first request of each thread after a restart of PostgreSQL fails on its dead connection.
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE["OPTIONS"] = {
        # A network that drops packets answers nothing at all; the kernel alone would go on trying for minutes.
        "connect_timeout": 2,
        "tcp_user_timeout": 3000,
        # The lock's time is shorter than the web's patience (2 s), so that the connection lives on.
        # An idle transaction would hold its locks for as long as its process forgets it.
        "options": "-c statement_timeout=5s -c lock_timeout=1500ms -c idle_in_transaction_session_timeout=10s",
        # Last, so that an address may say otherwise: migrations take longer than a request (`config.make_secrets`).
        **DATABASE.get("OPTIONS", {}),
    }
# What must not be forgotten early: codes of an authenticator app that were used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_row",
        # With Django's 300 entries a used code would soon be forgotten, and open a second time.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- The nudge --------------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default=f"redis+socket://{VAR_DIR / 'valkey.sock'}")

# --- People -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Length and what many people choose, never kinds of characters, for which ASVS 6.2.5 lets nobody ask.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.NotCommon"},
]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 90 * 24 * 3600  # the longest of accounts.lifetimes, which is what ends a session
# `__Host-`: browsers take such a cookie by https from this host alone, so a subdomain can plant no session.
SESSION_COOKIE_NAME = "__Host-session" if SECURE_SITE else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE_SITE else "csrftoken"  # read by pwa/src/api/client.ts
CSRF_FAILURE_VIEW = "api.problems.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
HEADLESS_ONLY = True
# Both: without `app` its routes are 404, and a program that sends X-Session-Token has no way in.
HEADLESS_CLIENTS = ("app", "browser")
# Keys stand behind `#`, which browsers send to no server: no log and no Referer holds them.
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{SITE_URL}/verify#code={{key}}",
    "account_reset_password": f"{SITE_URL}/reset",
    "account_reset_password_from_key": f"{SITE_URL}/reset#key={{key}}",
    "account_signup": f"{SITE_URL}/sign-up",
}
# Tries from one address a minute; an office behind one address may need more. All other limits: accounts/limits.py.
LOGINS_A_MINUTE = env.int("LOGINS_A_MINUTE", default=30)
SIGN_UPS_AN_HOUR = env.int("SIGN_UPS_AN_HOUR", default=20)
ACCOUNT_ADAPTER = "delivery.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.sign_up.SignUpForm"
# Invitations are bound to addresses, so an address that its owner cannot read must open nothing.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # a typed code also works inside an installed app
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 20  # in one session; the limit of letters is reached long before
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Longer than its mail may take: a lost relay's claim, or two retries after a server that was busy.
CODE_LIFE = 10 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_LIFE
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LIFE
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # as accounts.proof, which is asked first
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "accounts.mfa_encryption.MFAAdapter"
# No codes by mail: a mailbox resets the password already, so it would be the same factor twice.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Stillnight"
# Or whoever finds a session open could copy them unnoticed.
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers take passkeys on localhost without https, where one's own machine has none.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_SITE
# A therapist reads other people's records only with a second factor. A local host, where the demo people have a
# known password, may do without; no other may.
SECOND_FACTOR = env.bool("SECOND_FACTOR", default=not LOCAL)
if not (SECOND_FACTOR or LOCAL):
    raise ImproperlyConfigured(
        f"SECOND_FACTOR may be off only on a local host, not on {HOST}. See .env.example."
    )

# --- Mail -------------------------------------------------------------------------------------------------
# Somebody's own machine has an inbox of its own: mail is kept, shown at /dev/mail, and its codes are printed.
LOCAL_INBOX = LOCAL and "EMAIL_URL" not in env.ENVIRON
EMAIL_CONFIGURED = "EMAIL_URL" in env.ENVIRON
# Unset on a server: mail waits for a server of this machine, and its codes stand in no log.
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
if LOCAL_INBOX:
    EMAIL_BACKEND = "delivery.local_inbox.Backend"
# Django waits for ever. Not much shorter: given up after the body, a mail that was taken would be sent again.
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"Stillnight <stillnight@{HOST}>")

# Who is told of a weakness, as an address (mailto:, https:): /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=f"mailto:security@{HOST}")

# --- Push -------------------------------------------------------------------------------------------------
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")  # empty: one made on first use, kept in VAR_DIR
VAPID_SUBJECT = env.str("VAPID_SUBJECT", default=f"mailto:stillnight@{HOST}")

# --- The API ----------------------------------------------------------------------------------------------
# As `config.request_limits.DEFAULT_BODY`: Django's own limit would let more through where nothing stands before it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
REST_FRAMEWORK = {
    # The token first: who sends one is asked for no CSRF token, whatever cookie comes along.
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.Token", "api.authentication.Cookie"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    # No forms: another site can send one without asking the browser first (a preflight), JSON it cannot.
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["api.rendering.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "api.openapi.names.RouteSchema",
    "EXCEPTION_HANDLER": "api.problems.answer",
    # Or DRF takes the export's own `?format=csv` for a choice of renderer, and answers 404.
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# Whether each answer is held against its model of the OpenAPI document before it is sent.
# Not on a server: each answer would be validated twice, and a gap in the document would be an error for people.
CHECK_ANSWERS = TESTING
SPECTACULAR_SETTINGS = {
    "TITLE": "Stillnight",
    "VERSION": "1",
    # Pydantic's schemas are JSON Schema 2020-12, which OpenAPI takes from 3.1 on; the default is 3.0.3.
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": (BASE_DIR / "api" / "openapi" / "description.md").read_text(),
    "SERVERS": [{"url": "/api/v1", "description": "This site"}],
    "SERVE_INCLUDE_SCHEMA": False,
    # Its files from this host: the content security policy lets in no other.
    "SWAGGER_UI_DIST": "SIDECAR",
    # To read and not to ask with: on a phone that is signed in they would be a way past its passcode.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "supportedSubmitMethods": []},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "COMPONENT_SPLIT_REQUEST": False,
    "COMPONENT_SPLIT_PATCH": False,
    "POSTPROCESSING_HOOKS": ["api.openapi.hooks.said_of_all"],
}

# --- The PWA and other files ------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# WhiteNoise warns at each start while the folder is missing, though nothing has to be in it.
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_FINDERS = ["config.static_files.WithoutSourceMaps"]
PWA_DIR = Path(env("PWA_DIR", default=str(BASE_DIR / "pwa" / "dist")))
KEPT_ASSETS = VAR_DIR / "assets"
WHITENOISE_ROOT = PWA_DIR if PWA_DIR.is_dir() else None
WHITENOISE_USE_FINDERS = True
# The page is a view's (`api.system.shell`), which has to be able to say that no worker is wanted.
WHITENOISE_INDEX_FILE = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
# The names that Vite makes hold a hash of the content; only such a file may be kept for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/.+-[\w-]{8}\.\w+$"
WHITENOISE_MIMETYPES = {
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml; charset=utf-8",
}
WHITENOISE_MAX_AGE = 0  # names that do not change are asked for again each time; hashed ones never
PWA_KILL = env.bool(
    "PWA_KILL", default=False
)  # frees every phone of its service worker, see docs/operations.md

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- Backups ----------------------------------------------------------------------------------------------
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_RECIPIENTS = env.list(
    "BACKUP_RECIPIENTS", default=[]
)  # public keys of age; the secret ones stay elsewhere
BACKUP_EVERY_HOURS = env.float("BACKUP_EVERY_HOURS", default=24.0)
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=30)
# The backup touches it when it is done; its age is an alarm.
BACKUP_STAMP = env.str("BACKUP_STAMP", default=f"{BACKUP_DIR}/last" if BACKUP_DIR else "")

# --- Headers ----------------------------------------------------------------------------------------------
# Set on every answer by config/headers.py, which holds the policy.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE_SITE:
    SECURE_SSL_REDIRECT = True  # of pages; the API is refused (config.middleware.https_only)
    SECURE_SSL_HOST = urlsplit(SITE_URL).netloc
    # Probes ask the process itself, by http.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    # Our proxy overwrites this header (Caddyfile); where it did not, a caller could claim https.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # What the browsers' preload list asks for: a year, with subdomains, and the word itself.
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# --- Time, language, logs ---------------------------------------------------------------------------------
LANGUAGE_CODE = languages.FIRST
LANGUAGES = languages.CHOICES
# People have zones of their own (`User.timezone`); one for the site would be wrong for most of them.
TIME_ZONE = "UTC"
USE_TZ = True
log_lines.configure()
LOGGING = {
    "version": 1,
    # Loggers are made on import, before this is read: True would silence them.
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "base.log_lines.formatter", "json": ON_A_SERVER}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Whatever LOG_LEVEL says: an audit log that can be turned down proves nothing.
    "loggers": {"stillnight.security": {"level": "INFO"}},
}
