"""Installs the districts that every installation starts with; what an administrator has changed is never touched."""

import json
from typing import Any

from django.apps import apps as live_apps
from django.conf import settings

SOURCE = settings.BASE_DIR / "fixtures" / "districts.json"
"""Also readable by `manage.py loaddata`."""


def install_districts(apps: Any = live_apps, using: str = "default") -> None:
    """Write the districts of the fixture where there is none at all; running it again changes nothing."""
    district = apps.get_model("filings", "District")
    if district.objects.using(using).exists():
        return
    entries = json.loads(SOURCE.read_text("utf-8"))
    rows = [district(slug=entry["pk"], **entry["fields"]) for entry in entries]
    district.objects.using(using).bulk_create(rows)
