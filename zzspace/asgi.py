"""ASGI entry, for servers that want one; the product itself is synchronous."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zzspace.settings")

application = get_asgi_application()
