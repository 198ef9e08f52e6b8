"""The registry of rule sets: by identifier, and the city's one in force on a day. What a rule set says is in its own file."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from filings.rules.versions.base import (
    DocumentRule,
    DocumentType,
    Reading,
    RequiredDocument,
    VerificationItem,
    Version,
    required_documents,
)
from filings.rules.versions.henan_2020 import HENAN_2020
from filings.rules.versions.national_2017 import NATIONAL_2017
from filings.rules.versions.zhengzhou_1 import ZHENGZHOU_1

__all__ = [
    "CITY_VERSIONS",
    "CURRENT",
    "HENAN_2020",
    "NATIONAL_2017",
    "VERSIONS",
    "DocumentRule",
    "DocumentType",
    "Reading",
    "RequiredDocument",
    "VerificationItem",
    "Version",
    "get_version",
    "required_documents",
    "version_in_force",
]

# The city's own, oldest first: applications are judged by these alone.
CITY_VERSIONS: Final = (ZHENGZHOU_1,)
CURRENT: Final = CITY_VERSIONS[-1]
VERSIONS: Final[Mapping[str, Version]] = {
    version.id: version for version in (*CITY_VERSIONS, HENAN_2020, NATIONAL_2017)
}


def get_version(version_id: str) -> Version:
    """The rule set stored with a record; KeyError for an identifier that never existed."""
    return VERSIONS[version_id]


def version_in_force(
    day: date, dates: Mapping[str, date | None], versions: tuple[Version, ...] = CITY_VERSIONS
) -> tuple[Version, str | None]:
    """The city's version that judges an application of `day`, and the notice to show when none is in force.

    `dates` holds the first day of each version, by identifier, as the city entered it. While the latest version's
    is unknown it judges without a notice; a day outside all known dates is judged by the latest, never refused.
    """
    dated = [version.with_dates(dates.get(version.id, version.effective_from)) for version in versions]
    for version in reversed(dated):
        if version.is_in_force(day):
            return version, None
    latest = dated[-1]
    if latest.effective_from is None:
        return latest, None
    span = f"{latest.effective_from}至{latest.effective_to}"
    return latest, f"{day}不在《{latest.title}》的有效期（{span}）内，按该版本计算，供参考。"
