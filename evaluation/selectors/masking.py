"""Takes persons out of free text: names that the registers know keep the surname alone, numbers and addresses go."""

import re
from collections.abc import Iterable

from django.db.models import Q

from filings.models import Application, Mentor, Resident, SiteVisit, StaffMember, User

GAP = r"[-.·\s]{0,2}"
PHONE = re.compile(
    rf"(?<!\d)(?:\+?86{GAP})?(?:1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}|\(?0\d{{2,3}}\)?{GAP}\d{{3,4}}{GAP}\d{{4}})(?!\d)"
)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
WIDE = 0xFEE0
"""How far the full-width form of a character stands from the plain one."""
IDENTITY = re.compile(rf"(?<![0-9A-Za-z])\d{{6}}{GAP}(?:(?:19|20)\d{{6}}{GAP}\d{{3}}[\dXx]|\d{{9}})(?![0-9A-Za-z])")
PLAIN = {ord(plain) + WIDE: plain for plain in "0123456789@Xx+-"}
"""Full-width digits and signs, so that a number is known however it was typed."""
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
        (User.objects.filter(Q(operator=operator.pk) | Q(district=application.district_id)), "full_name"),
    ):
        names.update(rows.values_list(column, flat=True))
    for officers in SiteVisit.objects.filter(application=application).values_list("officers", flat=True):
        names.update(SEPARATORS.split(officers))
    return tuple(sorted((name for name in names if len(name) >= SHORTEST_NAME), key=len, reverse=True))


def masked(text: str, names: Iterable[str]) -> str:
    """The text without persons: 张晓梅 (also 张 晓 梅) → 张某, telephone, e-mail and identity numbers → ＊＊＊."""
    for name in names:
        text = re.sub(r"\s*".join(map(re.escape, name)), f"{name[0]}某", text)
    for pattern in (IDENTITY, PHONE, EMAIL):
        text = hidden(text, pattern)
    return text


def hidden(text: str, pattern: re.Pattern[str]) -> str:
    """The text without what the pattern finds in its plain form; everything else stays as it was typed."""
    for found in reversed(list(pattern.finditer(text.translate(PLAIN)))):
        text = f"{text[: found.start()]}＊＊＊{text[found.end() :]}"
    return text
