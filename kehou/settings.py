"""Django's settings, from the environment; safe defaults for one machine. See docs/how-to/run.md."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kehou.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("KEHOU_HOME", BASE_DIR / "var"))

KEHOU_DEMO = os.environ.get("KEHOU_DEMO", "") == "1"
DEBUG = os.environ.get("KEHOU_DEBUG", "") == "1"


# Ticks beside those of kehou/jobs, by module: in the demo, the people whom no visitor plays.
KEHOU_TICKS = ("kehou.sim.neighbours",) if KEHOU_DEMO else ()


def _own_key() -> str:
    """The installation's key: from the environment, else made once and kept in a file only its owner reads."""
    given = os.environ.get("KEHOU_MASTER_KEY")
    if given:
        return given
    path = HOME / "master.key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        # Written beside its place and linked there: nobody reads half a key, and of two who start at once one wins.
        beside = HOME / f"master.key.{os.getpid()}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
        beside.unlink()
    return path.read_text()


KEHOU_MASTER_KEY = _own_key()
SECRET_KEY = "web:" + KEHOU_MASTER_KEY
ALLOWED_HOSTS = os.environ.get("KEHOU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "kehou.kernel",
    "kehou.org",
    "kehou.people",
    "kehou.voice",
    "kehou.staff",
    "kehou.plan",
    "kehou.menu",
    "kehou.enrol",
    "kehou.day",
    "kehou.fund",
    "kehou.review",
    "kehou.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kehou.web.middleware.ContentPolicy",
    "kehou.web.middleware.WayBack",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kehou.web.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kehou.web.middleware.ActMiddleware",
]

ROOT_URLCONF = "kehou.web.urls"
WSGI_APPLICATION = "kehou.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "kehou" / "web" / "shared" / "templates", BASE_DIR / "kehou" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kehou.web.shared.context.shell",
            ],
            "libraries": {"kehou": "kehou.web.shared.templatetags.kehou"},
            "builtins": ["django.templatetags.i18n", "kehou.web.shared.templatetags.kehou"],
        },
    }
]


def _database() -> dict[str, object]:
    """SQLite under var/ unless KEHOU_DATABASE_URL names a PostgreSQL (postgres://user:password@host:port/name)."""
    url = os.environ.get("KEHOU_DATABASE_URL", "")
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or "")
            or dict(p.split("=", 1) for p in parts.query.split("&") if p).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": url.removeprefix("sqlite:///") or str(HOME / "kehou.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged write survives power loss (guarantees, operations).
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-64000;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["kehou.people.sign_in.PhoneBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account:sign_in"
SESSION_ENGINE = "kehou.people.web_sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "kehou" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "kehou" / "web" / "static"]
# Nothing is collected elsewhere. The bundle's names already carry their content's hash; the app serves it straight from its folder.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60 * 60
WHITENOISE_IMMUTABLE_FILE_TEST = r"/bundle/.+[.-][A-Za-z0-9_-]{8,}\.\w+$"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024

# Behind TLS in production; a demo on one's own machine speaks plain HTTP.
KEHOU_TLS = os.environ.get("KEHOU_TLS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = KEHOU_TLS
SECURE_HSTS_SECONDS = 31536000 if KEHOU_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KEHOU_TLS else None
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("KEHOU_ORIGINS", "").split(",") if o]
CSRF_FAILURE_VIEW = "kehou.web.shared.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = logging_settings(HOME)
