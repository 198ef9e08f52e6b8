"""Settings under which pages are measured: those of tests as a server runs them, with bare pages beside the product's."""

from tests.settings import *  # noqa: F403 - builds on them
from tests.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE

ROOT_URLCONF = "tests.benchmarks.bare_pages"
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "zeal"]
MIDDLEWARE = [path for path in MIDDLEWARE if not path.startswith("zeal.")]
WHITENOISE_AUTOREFRESH = False
SECOND_FACTOR_ROLES = []
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["TEST"] = {"NAME": "test_pages"}  # other measurements have theirs
