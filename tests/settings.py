"""The project's settings as tests want them: a key, a folder that goes away, quick passwords, tasks done at once.

DATABASE_URL chooses the database, as everywhere; without it each test process has an SQLite file of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="zzspace-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ["ZZSPACE_DATA_DIR"] = str(FOLDER)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the thread of the tests
os.environ.setdefault("SECRET_KEY", "of-tests-only-" + "0123456789" * 5)
for name in ("ALLOWED_HOSTS", "CACHE_URL", "DEBUG", "EMAIL_URL", "TASKS_BACKEND", "ZZSPACE_BASE_URL", "ZZSPACE_DEMO"):
    os.environ.pop(name, None)  # a developer's shell does not change what a test sees

from zzspace.settings import *  # noqa: E402 - the environment above comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PDF_SECONDS = 60  # a busy machine is not a hostile file; what is about slow files sets its own
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# The client speaks plain HTTP to a server without collected files.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = FOLDER / "static"
STATIC_ROOT.mkdir()
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# A file, not memory: live servers and threads open connections of their own. Tables come from the models, in a fraction of
# the time that migrations take; make test-postgres and make demo go through the migrations, make lint that they are in step.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "tests.sqlite3"), "MIGRATE": False}

# A page that asks once a row is an error in any test that visits it.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_SHOW_ALL_CALLERS = True
ZEAL_ALLOWLIST = [
    {"model": "filings.Application", "field": "get()"},  # signing locks the row, advance() locks it again
    {
        "model": "account.EmailAddress",
        "field": "get()",
    },  # allauth looks for the primary address twice on confirming one
]
