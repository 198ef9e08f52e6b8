"""Takes persons out of free text: names that the registers know keep the surname alone, numbers and addresses go."""

import re
from collections.abc import Iterable

from filings.models import Application, Mentor, Resident, SiteVisit, StaffMember, User

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
SEPARATORS = re.compile(r"[、，,；; ]+")
SHORTEST_NAME = 2


def person_names(application: Application) -> tuple[str, ...]:
    """Every person whom the data of an application names, longest first. Five queries."""
    space, operator = application.space_id, application.operator
    names = {operator.contact_name, operator.legal_representative}
    for rows, column in (
        (StaffMember.objects.filter(space=space), "name"),
        (Mentor.objects.filter(space=space), "name"),
        (Resident.objects.filter(space=space), "contact_name"),
        (User.objects.filter(operator=operator.pk), "full_name"),
    ):
        names.update(rows.values_list(column, flat=True))
    for officers in SiteVisit.objects.filter(application=application).values_list("officers", flat=True):
        names.update(SEPARATORS.split(officers))
    return tuple(sorted((name for name in names if len(name) >= SHORTEST_NAME), key=len, reverse=True))


def masked(text: str, names: Iterable[str]) -> str:
    """The text without persons: 张晓梅 → 张某, telephone, e-mail and identity numbers → ＊＊＊."""
    for name in names:
        text = text.replace(name, f"{name[0]}某")
    for pattern in (IDENTITY, PHONE, EMAIL):
        text = pattern.sub("＊＊＊", text)
    return text
