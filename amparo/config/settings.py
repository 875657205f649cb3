"""Every setting of the house, from the environment. Wrong or missing values stop the start and are named."""

import os
import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.conf import locale
from django.utils.translation import gettext_lazy as _

from amparo.config import env

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).resolve().parents[1]

MODE = env.read(
    "AMPARO_MODE", env.one_of("production", "demo", "test"), "test" if "pytest" in sys.modules else "production"
)
DEMO = MODE == "demo"
SABOTAGE = env.read("SABOTAGE", env.nothing if MODE == "production" else env.words, "")
VAR = env.read("AMPARO_VAR", env.folder, str(ROOT / "var"))
DEBUG = False

# Secrets: a demo and a test make their own; a real network must set them.
SECRET_KEY = env.read(
    "AMPARO_SECRET_KEY", env.text, None if MODE == "production" else "only-for-demo-and-tests-" + "x" * 40
)
OPERATIONAL_KEY_FILE = env.read(
    "AMPARO_OPERATIONAL_KEY_FILE",
    env.folder,
    None if MODE == "production" else str(VAR / "keys" / f"operational-{MODE}.key"),
)
# The keys of the shred epochs: outside the database and outside every backup.
EPOCHS = env.read("AMPARO_EPOCHS", env.folder, str(VAR / "epochs"))
# What the house remembers of public keys, out of the database's reach: the root of the directory, the last good key of a circle.
PINS = env.read("AMPARO_PINS", env.folder, str(OPERATIONAL_KEY_FILE.parent))

# What came in while the database was away waits here, on this machine's own disk.
SPOOL = env.read("AMPARO_SPOOL", env.folder, str(VAR / "spool"))
# The bytes of photos and documents, closed in a browser. A backup needs this folder beside the database.
SEALED = env.read("AMPARO_SEALED", env.folder, str(VAR / "sealed"))
# How large a photo or document may be, in megabytes.
FILE_MB = env.read("AMPARO_FILE_MB", env.whole, "200")

# Where the house is reached. Signatures of the carrier are checked over PUBLIC_URL, never over request headers.
PUBLIC_URL = env.read("AMPARO_PUBLIC_URL", env.url, None if MODE == "production" else "http://localhost:8000")
LIVE_URL = env.read("AMPARO_LIVE_URL", env.url, PUBLIC_URL if MODE == "production" else "http://localhost:8001")
ALLOWED_HOSTS = env.read("AMPARO_HOSTS", env.words, "localhost,127.0.0.1,testserver,web")
if MODE == "production":
    from urllib.parse import urlsplit

    ALLOWED_HOSTS = [urlsplit(PUBLIC_URL).hostname or "", *ALLOWED_HOSTS]

# Where "Leave quickly" leads on pages for people without an account: somewhere that nobody asks about.
QUICK_EXIT = env.read("AMPARO_QUICK_EXIT", env.url, "https://www.weather.gov")
NETWORK_NAME = env.read("AMPARO_NETWORK_NAME", env.text, "Valley Watch")
TIME_ZONE = env.read("AMPARO_TIME_ZONE", env.zone, "America/New_York")
HOTLINE_NUMBER = env.read("AMPARO_HOTLINE_NUMBER", env.phone, None if MODE == "production" else "+14135550100")
TEXT_NUMBER = env.read("AMPARO_TEXT_NUMBER", env.phone, None if MODE == "production" else "+14135550101")

# The carrier: any base address that speaks the same wire.
CARRIER = env.read(
    "AMPARO_CARRIER", env.one_of("simulator", "twilio_compat"), None if MODE == "production" else "simulator"
)
CARRIER_URL = env.read(
    "AMPARO_CARRIER_URL", env.url, "https://api.twilio.com" if MODE == "production" else "http://127.0.0.1:8013"
)
CARRIER_ACCOUNT = env.read("AMPARO_CARRIER_ACCOUNT", env.text, None if MODE == "production" else "AC" + "0" * 32)
CARRIER_TOKEN = env.read("AMPARO_CARRIER_TOKEN", env.text, None if MODE == "production" else "demo-carrier-token")
CARRIER_TOKEN_OLD = env.read("AMPARO_CARRIER_TOKEN_OLD", env.optional, "")
CARRIER_SIGNING_KEY = env.read("AMPARO_CARRIER_SIGNING_KEY", env.optional, "")
# Words that the carrier answers by itself (stop, start, help): the house obeys them but does not answer a second time.
CARRIER_ANSWERS = env.read("AMPARO_CARRIER_ANSWERS", env.words, "")
CARRIER_SEGMENTS_PER_SECOND = env.read(
    "AMPARO_CARRIER_SEGMENTS_PER_SECOND", env.whole, "75" if MODE == "production" else "100000"
)
CARRIER_CALLS_PER_SECOND = env.read(
    "AMPARO_CARRIER_CALLS_PER_SECOND", env.whole, "1" if MODE == "production" else "1000"
)
CARRIER_IN_FLIGHT = env.read("AMPARO_CARRIER_IN_FLIGHT", env.whole, "64" if MODE == "production" else "200")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "amparo.core",
    "amparo.audit",
    "amparo.messaging",
    "amparo.vault",
    "amparo.keeping",
    "amparo.geo",
    "amparo.people",
    "amparo.governance",
    "amparo.brakes",
    "amparo.rota",
    "amparo.training",
    "amparo.cases",
    "amparo.response",
    "amparo.hotline",
    "amparo.letterbox",
    "allauth",  # below our rooms, so that our pages are found first
    "allauth.account",
    "allauth.mfa",
    *(["amparo.demo"] if MODE != "production" else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # outside of all that answers by itself: no refusal goes out without the policy
    "amparo.core.middleware.DatabaseGoneMiddleware",
    "amparo.core.middleware.PlainAddressMiddleware",
    "amparo.core.middleware.CarrierMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "amparo.core.crowd.CrowdMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amparo.people.middleware.LeaveNothingMiddleware",
    "amparo.people.middleware.SecondFactorMiddleware",
    "amparo.people.middleware.LockMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "amparo.core.middleware.NoStoreMiddleware",
]

if "T32" in SABOTAGE:
    MIDDLEWARE.remove("django.middleware.csrf.CsrfViewMiddleware")

ROOT_URLCONF = "amparo.config.urls"
WSGI_APPLICATION = "amparo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "core" / "templates" / "core" / "errors"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "amparo.core.context.house",
            ],
            "builtins": [
                "amparo.core.templatetags.house",
                "amparo.vault.templatetags.vault",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
            ],
        },
    }
]

# The database: embedded under var/ unless DATABASE_URL names another. The commands start the embedded one.
DATABASE_URL = os.environ.get("DATABASE_URL", "")
POOLED = env.read("AMPARO_DATABASE_POOL", env.boolean, "0")
DATABASES = {
    "default": env.read("DATABASE_URL", env.database, "postgres://postgres@/amparo?host=" + str(VAR / "postgres"))
}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if POOLED else 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # after a restart of the server no request meets a dead connection
# Without a database each door answers after two seconds, and two seconds after its return all are open again: without a
# limit of its own the pool doubles its pauses for five minutes.
POOL = {"min_size": 1, "max_size": 12, "timeout": 2, "reconnect_timeout": 2}
DATABASES["default"]["OPTIONS"] = {
    "application_name": "amparo",
    "connect_timeout": 5,
    "prepare_threshold": 1,  # only for what core/often.py asks; what Django composes is bound by the client, and never prepared
    **({"pool": POOL} if POOLED else {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["amparo.people.hashers.HouseArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_ADAPTER = "amparo.people.accounts.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": None
}  # people/limits.py counts: a whole house behind one address is not shut out by one of it
MFA_ADAPTER = "amparo.people.accounts.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "amparo.people.forms_passkeys.AddPasskeyForm",
    "edit_webauthn": "amparo.people.forms_passkeys.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
MFA_TOTP_ISSUER = NETWORK_NAME

# One store for all processes: a code that was used at one is used at all. A full store throws rows away, and with them the
# memory of used codes: so it is large, and what is over goes by itself.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
CACHE = env.read("AMPARO_CACHE", env.one_of("house", "process"), "process" if MODE == "test" else "house")
if MODE != "production" and (CACHE == "process" or "T34" in SABOTAGE):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "amparo.people.sessions"
# After so many minutes without a hand on it, a signed-in device asks again who is there; 0 switches that off.
LOCK_MINUTES = env.read("AMPARO_LOCK_MINUTES", env.whole, "30")
# After so many days what was said, whose number it was and where exactly it happened are erased.
KEEP_DAYS = env.read("AMPARO_KEEP_DAYS", env.whole, "14")
# After so many days nothing but counts is left of calls, texts, reports and who went.
KEEP_ROWS_DAYS = env.read("AMPARO_KEEP_ROWS_DAYS", env.whole, "365")
# So many days after its wraps were moved on, a shred epoch is destroyed: a backup that is younger can be restored.
SHRED_AFTER_DAYS = env.read("AMPARO_SHRED_AFTER_DAYS", env.whole, "7")
# How many proxies of our own stand before the house: so many addresses at the end of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.read("AMPARO_PROXIES", env.whole, "0")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if MODE == "production" else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if MODE == "production" else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 31_536_000 if MODE == "production" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = MODE == "production"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        # Nothing becomes HTML, a script or its address but through core/trusted.js, which takes out what runs.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["amparo", "default"],
    }
}
if "T31" in SABOTAGE:
    CONTENT_SECURITY_POLICY = {}

# Languages: Django has no Haitian Creole and no Cape Verdean names of its own.
locale.LANG_INFO["ht"] = {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": "Kreyòl ayisyen"}
locale.LANG_INFO["kea"] = {"bidi": False, "code": "kea", "name": "Cape Verdean Creole", "name_local": "Kriolu"}
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("pt-br", _("Brazilian Portuguese")),
    ("ht", _("Haitian Creole")),
]
# Languages people speak and are texted in; a wider list than the pages have.
SPOKEN_LANGUAGES = ["en", "es", "pt-BR", "ht", "fr", "kea", "vi", "zh"]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "media"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "amparo.core.static_files.StaticFiles"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "amparo.core.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["account.W001"]
